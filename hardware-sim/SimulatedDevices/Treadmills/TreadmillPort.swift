/// The serial port of a treadmill: an input buffer of one command byte and four data bytes, looked at only while the
/// treadmill is not sending. What does not fit is lost, so a host that does not wait for its answer loses bytes.
public struct TreadmillPort: Sendable {
    private static let capacity = 5
    private var buffer: [UInt8] = []
    private var isSending = false
    /// Bytes that found the buffer full.
    public private(set) var lostBytes = 0

    public init() {}

    /// A byte has arrived on the wire. `answer` hands it to the treadmill and returns what that says to it. Returns
    /// what the treadmill begins to send, if it does; ``sent(answer:)`` must be called once that is on the wire.
    public mutating func receive(_ byte: UInt8, answer: (UInt8) -> [UInt8]) -> [UInt8] {
        guard buffer.count < Self.capacity else {
            lostBytes += 1
            return []
        }
        buffer.append(byte)
        return isSending ? [] : work(answer)
    }

    /// The last answer is on the wire. Returns the next one, if the buffer holds its command.
    public mutating func sent(answer: (UInt8) -> [UInt8]) -> [UInt8] {
        isSending = false
        return work(answer)
    }

    private mutating func work(_ answer: (UInt8) -> [UInt8]) -> [UInt8] {
        while !buffer.isEmpty {
            let bytes = answer(buffer.removeFirst())
            if !bytes.isEmpty {
                isSending = true
                return bytes
            }
        }
        return []
    }
}
