/// Why a flight log could not be written or read. The description says what, where and what to do.
public enum FlightLogError: Error, Equatable, Sendable {
    /// The file could not be opened for reading.
    case cannotOpen(path: String, reason: String)
    /// The file could not be created. An existing file is never overwritten.
    case cannotCreate(path: String, reason: String)
    /// Bytes could not be written or made durable; everything up to the previous successful write stays readable.
    case writeFailed(path: String, reason: String, diskIsFull: Bool)
    /// The operating system failed a read.
    case readFailed(path: String, reason: String)
    /// The file does not begin as a ULog does.
    case notALog
    /// The file ends before its definitions do, at this byte.
    case tornDefinitions(offset: UInt64)
    /// A definition that cannot be understood, at this byte.
    case damagedDefinitions(offset: UInt64, reason: String)
    /// Flags say that this log needs a reader that knows more than this one.
    case incompatible(reason: String)
    /// A ULog, but not written by this program, or without something that it always writes.
    case missingInformation(key: String)
    /// Written by a version of this program whose logs mean something else.
    case otherLogVersion(found: UInt32, expected: UInt32)
    /// A topic of this program with other fields than this program writes.
    case otherFormat(topic: String, found: String, expected: String)
    /// The text of limits and session cannot be read.
    case invalidSetup(key: String, reason: String)
    /// A code in a record that no version of this program writes.
    case unknownCode(topic: String, field: String, value: UInt8, tick: UInt64)
}

extension FlightLogError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the log \(path): \(reason)"
        case .cannotCreate(let path, let reason):
            "cannot create the log \(path): \(reason); choose a new name in a writable folder"
        case .writeFailed(let path, let reason, let diskIsFull):
            "cannot write the log \(path): \(reason); "
                + (diskIsFull ? "free some space, " : "check the disk, ") + "what was written before stays readable"
        case .readFailed(let path, let reason):
            "cannot read the log \(path): \(reason)"
        case .notALog:
            "not a flight log: it does not begin with the ULog signature; give a .ulg file that unweight wrote"
        case .tornDefinitions(let offset):
            "the log ends at byte \(offset), before its definitions are complete; nothing was recorded in it"
        case .damagedDefinitions(let offset, let reason):
            "the log's definitions are damaged at byte \(offset): \(reason); use another copy of the file"
        case .incompatible(let reason):
            "the log cannot be read by this version: \(reason)"
        case .missingInformation(let key):
            "the log says nothing of \"\(key)\"; it was not written by unweight"
        case .otherLogVersion(let found, let expected):
            "the log is of version \(found) and this program reads version \(expected); use the matching unweight"
        case .otherFormat(let topic, let found, let expected):
            "topic \(topic) has other fields than this program knows; use the version that wrote the log "
                + "(found \"\(found)\", expected \"\(expected)\")"
        case .invalidSetup(let key, let reason):
            "the log's limits and session cannot be read at \"\(key)\": \(reason)"
        case .unknownCode(let topic, let field, let value, let tick):
            "tick \(tick): \(topic).\(field) is \(value), which has no meaning; the log is damaged there"
        }
    }
}
