import FlightLog
import TreadmillControl

/// What a replay found.
public enum ReplayVerdict: Equatable, Sendable {
    /// Every field of every output came out bit for bit as it was logged.
    case identical(ticks: UInt64)
    case different(ReplayDifference)
}

/// Where and how a replay departed from its log.
public struct ReplayDifference: Equatable, Sendable {
    /// A field of the outputs, named as in the log, and in how many ticks it differs.
    public struct Field: Equatable, Sendable {
        public var name: String
        public var ticks: UInt64

        public init(name: String, ticks: UInt64) {
            self.name = name
            self.ticks = ticks
        }
    }

    /// Number of the first tick that differs.
    public var firstTick: UInt64
    /// The logged instant of that tick.
    public var time: MonotonicInstant
    /// Time from the log's first tick to that tick.
    public var elapsed: TimeSpan
    /// The fields that differ in that first tick, in the order of the log.
    public var firstFields: [String]
    /// All fields that differ anywhere, those that differ most often first.
    public var fields: [Field]
    /// Ticks that differ.
    public var differingTicks: UInt64
    /// Ticks compared.
    public var ticks: UInt64
}

/// Why a log cannot be replayed.
public enum ReplayError: Error, Equatable, Sendable {
    /// It cannot be read.
    case unreadable(FlightLogError)
    /// It holds no tick with inputs and outputs.
    case noTicks
    /// Ticks are missing, so the core's state at this tick is not known.
    case ticksMissing(expected: UInt64, found: UInt64)
    /// The log says that records were lost before this tick.
    case recordsLost(beforeTick: UInt64)
    /// Inputs without their outputs, or outputs without their inputs, in the middle of the log.
    case incompleteTick(UInt64)
    /// Bytes in the middle are not messages.
    case damaged(bytes: UInt64, afterTick: UInt64)
}

extension ReplayError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let error):
            error.description
        case .noTicks:
            "the log holds no ticks; there is nothing to replay"
        case .ticksMissing(let expected, let found):
            "tick \(found) follows where tick \(expected) should: ticks are missing and a replay would prove nothing"
        case .recordsLost(let tick):
            "records were lost before tick \(tick) while the log was written: a replay would prove nothing"
        case .incompleteTick(let tick):
            "tick \(tick) lacks its inputs or its outputs; the log is damaged there"
        case .damaged(let bytes, let tick):
            "\(bytes) bytes after tick \(tick) are damaged: a replay would prove nothing; use another copy of the file"
        }
    }
}
