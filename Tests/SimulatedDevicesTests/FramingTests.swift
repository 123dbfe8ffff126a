import SimulatedDevices
import Testing

@Suite("Requests are found on a serial line, whatever surrounds them")
struct RTUFramingTests {
    /// Read register 0 of unit 1, with the checksum that every Modbus tool prints for it.
    private let readRegister: [UInt8] = [0x01, 0x03, 0x00, 0x00, 0x00, 0x01, 0x84, 0x0A]

    @Test("The checksum is that of the serial line specification's example")
    func checksum() {
        #expect(RTUFrame.checksum([0x02, 0x07]) == 0x1241)
        #expect(RTUFrame.bytes(unit: 0x02, pdu: [0x07]) == [0x02, 0x07, 0x41, 0x12])
        #expect(RTUFrame.bytes(unit: 1, pdu: [3, 0, 0, 0, 1]) == readRegister)
    }

    @Test("A request is whole with its last byte and not before")
    func byteByByte() {
        var receiver = RTUReceiver()
        for byte in readRegister.dropLast() {
            receiver.append([byte])
            #expect(receiver.next() == nil)
            #expect(receiver.isInFrame)
        }
        receiver.append([0x0A])
        let request = receiver.next()
        #expect(request?.unit == 1)
        #expect(request?.pdu == [3, 0, 0, 0, 1])
        #expect(request?.wireLength == 8)
        #expect(!receiver.isInFrame)
    }

    @Test(
        "The length of every function code is known",
        arguments: [
            [0x01, 0, 0, 0, 8], [0x02, 0, 0, 0, 8], [0x04, 0, 0, 0, 1], [0x05, 0, 1, 0xFF, 0], [0x06, 0, 1, 0, 3],
            [0x0F, 0, 0x13, 0, 0x0A, 2, 0xCD, 1], [0x10, 0, 1, 0, 2, 4, 0, 0x0A, 1, 2], [0x16, 0, 4, 0, 0xF2, 0, 0x25],
            [0x17, 0, 3, 0, 6, 0, 0x0E, 0, 3, 6, 0, 0xFF, 0, 0xFF, 0, 0xFF],
        ] as [[UInt8]])
    func lengths(pdu: [UInt8]) {
        var receiver = RTUReceiver()
        // Two in a row: a wrong length would spoil the second.
        receiver.append(RTUFrame.bytes(unit: 7, pdu: pdu) + RTUFrame.bytes(unit: 8, pdu: pdu))
        #expect(receiver.next()?.pdu == pdu)
        #expect(receiver.next()?.unit == 8)
        #expect(receiver.next() == nil)
    }

    @Test("After a broken frame nothing is believed before a silence, and everything after it")
    func resynchronisation() {
        var receiver = RTUReceiver()
        var broken = readRegister
        broken[3] ^= 0x10
        receiver.append(broken)
        #expect(receiver.next() == nil)
        receiver.append(readRegister)
        #expect(receiver.next() == nil)
        #expect(receiver.silence() == nil)
        receiver.append(readRegister)
        #expect(receiver.next()?.pdu == [3, 0, 0, 0, 1])
    }

    @Test("Half a frame is forgotten in the silence and does not spoil the next request")
    func halfFrame() {
        var receiver = RTUReceiver()
        receiver.append(readRegister.prefix(5))
        #expect(receiver.next() == nil)
        #expect(receiver.silence() == nil)
        receiver.append(readRegister)
        #expect(receiver.next() != nil)
    }

    @Test("A function code of unknown length is delimited by silence, so that it can be refused")
    func unknownFunction() {
        var receiver = RTUReceiver()
        receiver.append(RTUFrame.bytes(unit: 1, pdu: [0x2B, 0x0E, 0x01, 0x00]))
        #expect(receiver.next() == nil)
        #expect(receiver.silence()?.pdu == [0x2B, 0x0E, 0x01, 0x00])
    }

    @Test("Endless rubbish is not collected")
    func rubbish() {
        var receiver = RTUReceiver()
        for _ in 0..<100 {
            receiver.append([UInt8](repeating: 0x55, count: 100))
            #expect(receiver.next() == nil)
        }
        #expect(receiver.silence() == nil)
        receiver.append(readRegister)
        #expect(receiver.next() != nil)
    }
}

@Suite("Requests are found in a TCP stream, however it is cut")
struct MBAPFramingTests {
    private let request: [UInt8] = [0x15, 0x01, 0, 0, 0, 6, 0xFF, 3, 0, 4, 0, 1]

    @Test("One request in several segments, several in one")
    func segments() throws {
        var decoder = MBAPDecoder()
        for byte in request.dropLast() {
            decoder.append([byte])
            #expect(try decoder.next() == nil)
        }
        decoder.append([1] + request + request)
        let expected = MBAPFrame(transaction: 0x1501, unit: 0xFF, pdu: [3, 0, 4, 0, 1])
        #expect(try decoder.next() == expected)
        #expect(try decoder.next() == expected)
        #expect(try decoder.next() == expected)
        #expect(try decoder.next() == nil)
    }

    @Test("The header carries the transaction back and counts unit and data")
    func header() {
        let answer = MBAPFrame(transaction: 0x1501, unit: 0xFF, pdu: [3, 2, 0, 5])
        #expect(answer.bytes == [0x15, 0x01, 0, 0, 0, 5, 0xFF, 3, 2, 0, 5])
    }

    @Test("Another protocol, or an impossible length, ends the connection instead of being waited for")
    func violations() {
        var foreign = MBAPDecoder()
        foreign.append([0x47, 0x45, 0x54, 0x20, 0x2F, 0x20])
        #expect(throws: MBAPDecoder.Violation.foreignProtocol(0x5420)) { try foreign.next() }
        for length: UInt16 in [0, 1, 255, 0xFFFF] {
            var decoder = MBAPDecoder()
            decoder.append([0, 1, 0, 0, UInt8(length >> 8), UInt8(length & 0xFF)])
            #expect(throws: MBAPDecoder.Violation.badLength(length)) { try decoder.next() }
        }
    }
}
