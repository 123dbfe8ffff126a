/// One request or answer on Modbus TCP.
public struct MBAPFrame: Equatable, Sendable {
    public var transaction: UInt16
    public var unit: UInt8
    public var pdu: [UInt8]

    public init(transaction: UInt16, unit: UInt8, pdu: [UInt8]) {
        self.transaction = transaction
        self.unit = unit
        self.pdu = pdu
    }

    /// Header and protocol data unit.
    public var bytes: [UInt8] {
        let length = UInt16(pdu.count + 1)
        return [
            UInt8(transaction >> 8), UInt8(transaction & 0xFF), 0, 0, UInt8(length >> 8), UInt8(length & 0xFF), unit,
        ] + pdu
    }
}

/// Finds the requests in a TCP stream (Modbus Messaging on TCP/IP V1.0b, section 3.1): several in one segment, or one
/// in several. It never holds more than one frame's bytes beyond what was appended last.
public struct MBAPDecoder: Sendable {
    /// Why the stream cannot be followed any further; the connection must be closed.
    public enum Violation: Error, Equatable, Sendable {
        /// The protocol identifier is not 0: this is no Modbus.
        case foreignProtocol(UInt16)
        /// The length field is outside 2...254.
        case badLength(UInt16)
    }

    private var buffer: [UInt8] = []

    public init() {}

    public mutating func append(_ bytes: some Collection<UInt8>) { buffer.append(contentsOf: bytes) }

    /// The next whole frame, if there is one.
    public mutating func next() throws(Violation) -> MBAPFrame? {
        guard buffer.count >= 6 else { return nil }
        let protocolIdentifier = word(at: 2)
        guard protocolIdentifier == 0 else { throw .foreignProtocol(protocolIdentifier) }
        let length = word(at: 4)
        guard (2...254).contains(length) else { throw .badLength(length) }
        let end = 6 + Int(length)
        guard buffer.count >= end else { return nil }
        let frame = MBAPFrame(transaction: word(at: 0), unit: buffer[6], pdu: Array(buffer[7..<end]))
        buffer.removeFirst(end)
        return frame
    }

    private func word(at index: Int) -> UInt16 { UInt16(buffer[index]) << 8 | UInt16(buffer[index + 1]) }
}
