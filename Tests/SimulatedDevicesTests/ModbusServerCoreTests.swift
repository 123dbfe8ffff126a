import SimulatedDevices
import Testing

/// A device with all four tables, filled as in the examples of the specification.
private struct ExampleDevice: RegisterDevice {
    var coils = [Bool](repeating: false, count: 3000)
    var inputs = [Bool](repeating: false, count: 3000)
    var holding = [UInt16](repeating: 0, count: 300)
    var input = [UInt16](repeating: 0, count: 300)

    func readCoils(_ range: Range<Int>) throws(ModbusException) -> [Bool] { try part(of: coils, range) }
    func readDiscreteInputs(_ range: Range<Int>) throws(ModbusException) -> [Bool] { try part(of: inputs, range) }
    func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] { try part(of: holding, range) }
    func readInputRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] { try part(of: input, range) }

    mutating func writeCoils(_ values: [Bool], at address: Int) throws(ModbusException) {
        guard address + values.count <= coils.count else { throw .illegalDataAddress }
        coils.replaceSubrange(address..<address + values.count, with: values)
    }

    mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        guard address + values.count <= holding.count else { throw .illegalDataAddress }
        holding.replaceSubrange(address..<address + values.count, with: values)
    }

    private func part<Value>(of table: [Value], _ range: Range<Int>) throws(ModbusException) -> [Value] {
        guard range.upperBound <= table.count else { throw .illegalDataAddress }
        return Array(table[range])
    }
}

@Suite("The Modbus server answers as the specification's own examples do")
struct ModbusServerCoreTests {
    private var device = ExampleDevice()

    private mutating func ask(_ request: [UInt8]) -> [UInt8] { ModbusServerCore.answer(to: request, from: &device) }

    /// Sets bits from the bytes that the specification prints, lowest bit first.
    private func bits(_ bytes: [UInt8], count: Int) -> [Bool] {
        (0..<count).map { bytes[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
    }

    @Test("01 Read coils 20-38")
    mutating func readCoils() {
        device.coils.replaceSubrange(19..<38, with: bits([0xCD, 0x6B, 0x05], count: 19))
        #expect(ask([0x01, 0x00, 0x13, 0x00, 0x13]) == [0x01, 0x03, 0xCD, 0x6B, 0x05])
    }

    @Test("02 Read discrete inputs 197-218")
    mutating func readDiscreteInputs() {
        device.inputs.replaceSubrange(196..<218, with: bits([0xAC, 0xDB, 0x35], count: 22))
        #expect(ask([0x02, 0x00, 0xC4, 0x00, 0x16]) == [0x02, 0x03, 0xAC, 0xDB, 0x35])
    }

    @Test("03 Read holding registers 108-110")
    mutating func readHoldingRegisters() {
        device.holding.replaceSubrange(107..<110, with: [0x022B, 0x0000, 0x0064])
        #expect(ask([0x03, 0x00, 0x6B, 0x00, 0x03]) == [0x03, 0x06, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64])
    }

    @Test("04 Read input register 9")
    mutating func readInputRegisters() {
        device.input[8] = 0x000A
        #expect(ask([0x04, 0x00, 0x08, 0x00, 0x01]) == [0x04, 0x02, 0x00, 0x0A])
    }

    @Test("05 Write coil 173 on")
    mutating func writeSingleCoil() {
        #expect(ask([0x05, 0x00, 0xAC, 0xFF, 0x00]) == [0x05, 0x00, 0xAC, 0xFF, 0x00])
        #expect(device.coils[172])
    }

    @Test("06 Write register 2")
    mutating func writeSingleRegister() {
        #expect(ask([0x06, 0x00, 0x01, 0x00, 0x03]) == [0x06, 0x00, 0x01, 0x00, 0x03])
        #expect(device.holding[1] == 3)
    }

    @Test("15 Write ten coils from 20")
    mutating func writeMultipleCoils() {
        #expect(ask([0x0F, 0x00, 0x13, 0x00, 0x0A, 0x02, 0xCD, 0x01]) == [0x0F, 0x00, 0x13, 0x00, 0x0A])
        #expect(Array(device.coils[19..<29]) == bits([0xCD, 0x01], count: 10))
    }

    @Test("16 Write two registers from 2")
    mutating func writeMultipleRegisters() {
        #expect(
            ask([0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02]) == [0x10, 0x00, 0x01, 0x00, 0x02])
        #expect(device.holding[1] == 0x000A)
        #expect(device.holding[2] == 0x0102)
    }

    @Test("22 Mask write register 5: 0x12 with AND 0xF2 and OR 0x25 becomes 0x17")
    mutating func maskWriteRegister() {
        device.holding[4] = 0x12
        #expect(ask([0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25]) == [0x16, 0x00, 0x04, 0x00, 0xF2, 0x00, 0x25])
        #expect(device.holding[4] == 0x17)
    }

    @Test("23 Read six registers from 4 and write three from 15")
    mutating func readWriteMultipleRegisters() {
        device.holding.replaceSubrange(3..<9, with: [0x00FE, 0x0ACD, 0x0001, 0x0003, 0x000D, 0x00FF])
        let request: [UInt8] = [
            0x17, 0x00, 0x03, 0x00, 0x06, 0x00, 0x0E, 0x00, 0x03, 0x06, 0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF,
        ]
        #expect(
            ask(request) == [
                0x17, 0x0C, 0x00, 0xFE, 0x0A, 0xCD, 0x00, 0x01, 0x00, 0x03, 0x00, 0x0D, 0x00, 0xFF,
            ])
        #expect(Array(device.holding[14..<17]) == [0xFF, 0xFF, 0xFF])
    }

    @Test("23 reads what it has just written")
    mutating func writeComesBeforeRead() {
        let answer = ask([0x17, 0x00, 0x05, 0x00, 0x01, 0x00, 0x05, 0x00, 0x01, 0x02, 0x12, 0x34])
        #expect(answer == [0x17, 0x02, 0x12, 0x34])
    }

    @Test("23 writes nothing when its read is refused")
    mutating func refusedReadWritesNothing() {
        #expect(
            ask([0x17, 0x03, 0xE8, 0x00, 0x01, 0x00, 0x05, 0x00, 0x01, 0x02, 0x12, 0x34]) == [0x97, 0x02])
        #expect(device.holding[5] == 0)
    }

    @Test("The largest reads and writes are answered, one more is refused with exception 3")
    mutating func limits() {
        #expect(ask([0x01, 0x00, 0x00, 0x07, 0xD0]).count == 2 + 250)
        #expect(ask([0x01, 0x00, 0x00, 0x07, 0xD1]) == [0x81, 0x03])
        #expect(ask([0x03, 0x00, 0x00, 0x00, 0x7D]).count == 2 + 250)
        #expect(ask([0x03, 0x00, 0x00, 0x00, 0x7E]) == [0x83, 0x03])
        #expect(ask([0x03, 0x00, 0x00, 0x00, 0x00]) == [0x83, 0x03])
        let registers = [UInt8](repeating: 0x11, count: 246)
        #expect(ask([0x10, 0x00, 0x00, 0x00, 0x7B, 0xF6] + registers) == [0x10, 0x00, 0x00, 0x00, 0x7B])
        #expect(ask([0x10, 0x00, 0x00, 0x00, 0x7C, 0xF8] + registers + [0, 0]) == [0x90, 0x03])
        let coils = [UInt8](repeating: 0xFF, count: 246)
        #expect(ask([0x0F, 0x00, 0x00, 0x07, 0xB0, 0xF6] + coils) == [0x0F, 0x00, 0x00, 0x07, 0xB0])
        #expect(ask([0x0F, 0x00, 0x00, 0x07, 0xB1, 0xF7] + coils + [0]) == [0x8F, 0x03])
    }

    @Test("What does not exist is refused with exception 2, also beyond the last address there is")
    mutating func addresses() {
        #expect(ask([0x03, 0x01, 0x2B, 0x00, 0x02]) == [0x83, 0x02])
        #expect(ask([0x03, 0xFF, 0xFF, 0x00, 0x02]) == [0x83, 0x02])
        #expect(ask([0x06, 0x01, 0x2C, 0x00, 0x01]) == [0x86, 0x02])
        #expect(ask([0x16, 0xFF, 0xFF, 0x00, 0x01, 0x00, 0x00]) == [0x96, 0x02])
    }

    @Test(
        "A request that contradicts itself is refused with exception 3 and changes nothing",
        arguments: [
            [0x05, 0x00, 0x00, 0xFF, 0x01],
            [0x05, 0x00, 0x00, 0x00],
            [0x06, 0x00, 0x01],
            [0x06, 0x00, 0x01, 0x00, 0x03, 0x00],
            [0x0F, 0x00, 0x00, 0x00, 0x0A, 0x01, 0xFF],
            [0x10, 0x00, 0x01, 0x00, 0x02, 0x03, 0x00, 0x0A, 0x01],
            [0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01],
            [0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02, 0x03],
            [0x16, 0x00, 0x01, 0x00, 0x00],
            [0x17, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00, 0x01],
        ] as [[UInt8]])
    mutating func contradictions(request: [UInt8]) {
        let before = device
        #expect(ask(request) == [request[0] | 0x80, 0x03])
        #expect(device.coils == before.coils)
        #expect(device.holding == before.holding)
    }

    @Test("Every other function code is refused with exception 1, and nothing at all has no answer")
    mutating func unknownFunctions() {
        let known: Set<UInt8> = [1, 2, 3, 4, 5, 6, 15, 16, 22, 23]
        for function in (1...127).map(UInt8.init) where !known.contains(function) {
            #expect(ask([function, 0, 0, 0, 1]) == [function | 0x80, 0x01])
        }
        #expect(ask([]).isEmpty)
    }

    @Test("A device without a table refuses its function codes")
    func missingTables() {
        struct Nothing: RegisterDevice {}
        var nothing = Nothing()
        for function: UInt8 in [1, 2, 3, 4] {
            let answer = ModbusServerCore.answer(to: [function, 0, 0, 0, 1], from: &nothing)
            #expect(answer == [function | 0x80, 0x01])
        }
        #expect(ModbusServerCore.answer(to: [5, 0, 0, 0xFF, 0], from: &nothing) == [0x85, 0x01])
        #expect(ModbusServerCore.answer(to: [6, 0, 0, 0, 1], from: &nothing) == [0x86, 0x01])
    }
}
