import TreadmillControl

/// The checksum of a stretch of the file: the topic `file_seal`, about once a second.
///
/// Each seal covers the bytes from the one before to itself, and so that one's bytes too: with the first from byte 0, no
/// byte before the last seal is left out.
struct FileSealRecord: Equatable, Sendable {
    var timestamp: UInt64 = 0
    var timeNanoseconds: Int64 = 0
    /// Offset in the file of the first byte that is covered.
    var from: UInt64 = 0
    /// Offset of the first byte that is not: that of this record's message.
    var to: UInt64 = 0
    /// ``CRC32`` of the bytes between.
    var checksum: UInt32 = 0

    init() {}

    init(at time: MonotonicInstant, from: UInt64, to: UInt64, checksum: UInt32) {
        timestamp = time.ulogTimestamp
        timeNanoseconds = time.nanoseconds
        self.from = from
        self.to = to
        self.checksum = checksum
    }
}

extension FileSealRecord: LogTopic {
    static var topicName: String { "file_seal" }

    mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("timestamp", &timestamp)
        visitor.visit("time_ns", &timeNanoseconds)
        visitor.visit("from_byte", &from)
        visitor.visit("to_byte", &to)
        visitor.visit("crc32", &checksum)
    }
}
