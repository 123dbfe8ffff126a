/// What a Modbus server answers to a request: protocol data units in, protocol data units out, no wire.
///
/// Function codes 1, 2, 3, 4, 5, 6, 15, 16, 22 and 23 of the Modbus Application Protocol V1.1b3 with its limits; any
/// other is refused with exception 1.
public enum ModbusServerCore {
    /// The answer to `request` (function code and data), which is an exception answer where the request is refused.
    /// An empty request has no answer, and neither has one that the device does not hear.
    public static func answer(to request: [UInt8], from device: inout some RegisterDevice) -> [UInt8] {
        guard let function = request.first, device.hears() else { return [] }
        guard device.knows(function: function) else { return refusal(of: function, .illegalFunction) }
        do {
            return [function] + (try data(function, RequestReader(request.dropFirst()), &device))
        } catch {
            return refusal(of: function, error)
        }
    }

    /// The exception answer to a request with this function code.
    public static func refusal(of function: UInt8, _ exception: ModbusException) -> [UInt8] {
        [function | 0x80, exception.rawValue]
    }

    private static func data(
        _ function: UInt8, _ reader: RequestReader, _ device: inout some RegisterDevice
    ) throws(ModbusException) -> [UInt8] {
        switch function {
        case 1, 2, 3, 4: return try read(function, reader, device)
        case 5: return try writeSingleCoil(reader, &device)
        case 6: return try writeSingleRegister(reader, &device)
        case 15: return try writeMultipleCoils(reader, &device)
        case 16: return try writeMultipleRegisters(reader, &device)
        case 22: return try maskWriteRegister(reader, &device)
        case 23: return try readWriteMultipleRegisters(reader, &device)
        // The function code is a byte from the wire, not an enumeration of ours.
        default: throw .illegalFunction
        }
    }

    private static func read(
        _ function: UInt8, _ request: RequestReader, _ device: some RegisterDevice
    ) throws(ModbusException) -> [UInt8] {
        var reader = request
        let range = try reader.range(function <= 2 ? 1...2000 : 1...125)
        try reader.end()
        if function == 1 { return counted(packed(try device.readCoils(range))) }
        if function == 2 { return counted(packed(try device.readDiscreteInputs(range))) }
        if function == 3 { return counted(bytes(of: try device.readHoldingRegisters(range))) }
        return counted(bytes(of: try device.readInputRegisters(range)))
    }

    private static func writeSingleCoil(
        _ request: RequestReader, _ device: inout some RegisterDevice
    ) throws(ModbusException) -> [UInt8] {
        var reader = request
        let address = try reader.word()
        let value = try reader.word()
        try reader.end()
        guard value == 0xFF00 || value == 0 else { throw .illegalDataValue }
        try device.writeCoils([value == 0xFF00], at: Int(address))
        return bytes(of: [address, value])
    }

    private static func writeSingleRegister(
        _ request: RequestReader, _ device: inout some RegisterDevice
    ) throws(ModbusException) -> [UInt8] {
        var reader = request
        let address = try reader.word()
        let value = try reader.word()
        try reader.end()
        try device.writeHoldingRegisters([value], at: Int(address))
        return bytes(of: [address, value])
    }

    private static func writeMultipleCoils(
        _ request: RequestReader, _ device: inout some RegisterDevice
    ) throws(ModbusException) -> [UInt8] {
        var reader = request
        let range = try reader.range(1...1968)
        guard Int(try reader.byte()) == (range.count + 7) / 8 else { throw .illegalDataValue }
        let values = try reader.bits(range.count)
        try reader.end()
        try device.writeCoils(values, at: range.lowerBound)
        return bytes(of: [UInt16(range.lowerBound), UInt16(range.count)])
    }

    private static func writeMultipleRegisters(
        _ request: RequestReader, _ device: inout some RegisterDevice
    ) throws(ModbusException) -> [UInt8] {
        var reader = request
        let range = try reader.range(1...123)
        guard Int(try reader.byte()) == range.count * 2 else { throw .illegalDataValue }
        let values = try reader.words(range.count)
        try reader.end()
        try device.writeHoldingRegisters(values, at: range.lowerBound)
        return bytes(of: [UInt16(range.lowerBound), UInt16(range.count)])
    }

    private static func maskWriteRegister(
        _ request: RequestReader, _ device: inout some RegisterDevice
    ) throws(ModbusException) -> [UInt8] {
        var reader = request
        let address = try reader.word()
        let and = try reader.word()
        let or = try reader.word()
        try reader.end()
        let present = try device.readHoldingRegisters(Int(address)..<Int(address) + 1)
        try device.writeHoldingRegisters(present.map { ($0 & and) | (or & ~and) }, at: Int(address))
        return bytes(of: [address, and, or])
    }

    private static func readWriteMultipleRegisters(
        _ request: RequestReader, _ device: inout some RegisterDevice
    ) throws(ModbusException) -> [UInt8] {
        var reader = request
        let readRange = try reader.range(1...125)
        let writeRange = try reader.range(1...121)
        guard Int(try reader.byte()) == writeRange.count * 2 else { throw .illegalDataValue }
        let values = try reader.words(writeRange.count)
        try reader.end()
        // A read that cannot be answered must refuse the write too; the answer itself comes after the write.
        _ = try device.readHoldingRegisters(readRange)
        try device.writeHoldingRegisters(values, at: writeRange.lowerBound)
        return counted(bytes(of: try device.readHoldingRegisters(readRange)))
    }

    private static func bytes(of words: [UInt16]) -> [UInt8] {
        words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    private static func packed(_ bits: [Bool]) -> [UInt8] {
        var packed = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { packed[index / 8] |= 1 << UInt8(index % 8) }
        return packed
    }

    private static func counted(_ data: [UInt8]) -> [UInt8] { [UInt8(data.count)] + data }
}
