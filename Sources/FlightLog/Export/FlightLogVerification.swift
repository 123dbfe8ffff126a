import TreadmillControl

/// What can be said of the bytes of a log: `unweight log verify`.
public struct FlightLogVerification: Equatable, Sendable {
    public enum Verdict: String, Codable, Sendable {
        /// Every byte is what was written.
        case sound
        /// The file ends before its last seal: what came after it cannot be vouched for, what came before is sound.
        case unsealedEnd = "unsealed_end"
        /// It carries no seals, as logs of early versions; only its form can be judged, and is good.
        case withoutSeals = "without_seals"
        /// Some of it is not what was written.
        case damaged
    }

    public var seals: SealFindings
    /// Whole records read.
    public var ticks: UInt64 = 0
    /// Of the file.
    public var bytes: UInt64
    /// Bytes behind the last whole message.
    public var tornBytes: UInt64
    /// Bytes in the middle that are no messages.
    public var damagedBytes: UInt64
    /// Messages that are not of this program.
    public var skippedMessages: UInt64

    /// Reads the log at `path` to its end.
    public init(path: String) throws(FlightLogError) {
        try self.init(FlightLogReader(path: path, checkingSeals: true))
    }

    package init(_ reader: consuming FlightLogReader) throws(FlightLogError) {
        var ticks: UInt64 = 0
        while let message = try reader.next() {
            if case .outputs = message { ticks += 1 }
        }
        self.ticks = ticks
        seals = reader.seals ?? SealFindings()
        bytes = reader.position
        tornBytes = reader.tornBytes
        damagedBytes = reader.damagedBytes
        skippedMessages = reader.skippedMessages
    }

    public var verdict: Verdict {
        if seals.damagedCount > 0 || damagedBytes > 0 { return .damaged }
        guard seals.hasSeals else {
            // Its seals, if it has any, are among what cannot be read.
            if skippedMessages > 0 { return .damaged }
            return tornBytes > 0 ? .unsealedEnd : .withoutSeals
        }
        return bytes - seals.sealedTo == UInt64(Self.sealSize) ? .sound : .unsealedEnd
    }

    /// Bytes of a seal and the mark behind it, with which a log ends that was closed well.
    private static let sealSize =
        ULogFormat.messageHeaderSize + 2 + FlightLogTopic.fileSeal.layout.byteCount + ULogFormat.syncMessage.count
}
