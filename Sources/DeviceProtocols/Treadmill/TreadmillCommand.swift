/// One thing that the host can say to a serial treadmill of the TrackMaster family: a command byte, for some with
/// digits behind it, answered by that byte plus 0x10, for some with a payload behind it.
public protocol TreadmillCommand: Equatable, Sendable {
    /// The bytes on the wire; never empty.
    var bytes: [UInt8] { get }
    /// How many bytes a good answer has.
    var replyLength: Int { get }
}

extension TreadmillCommand {
    /// The first byte of a good answer: the command byte plus 0x10.
    public var acknowledgement: UInt8 { bytes[0] &+ 0x10 }

    /// What follows the acknowledgement in a whole answer to this command.
    public func payload(of reply: [UInt8]) throws(DecodingProblem) -> [UInt8] {
        guard let first = reply.first else { throw .wrongLength(expected: replyLength, got: 0) }
        guard first == acknowledgement else { throw .unexpectedReply(expected: acknowledgement, got: first) }
        guard reply.count == replyLength else { throw .wrongLength(expected: replyLength, got: reply.count) }
        return Array(reply.dropFirst())
    }
}
