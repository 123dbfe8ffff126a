import DeviceProfiles
import TreadmillControl

/// A value of a device on the bench, as it was read or is to be written.
public struct BenchValue: Equatable, Sendable {
    /// As on the wire.
    public enum Raw: Equatable, Sendable {
        /// Registers; bits as 0 and 1.
        case words([UInt16])
        /// A whole answer or command of a serial treadmill.
        case bytes([UInt8])
    }

    /// What a value stands for in the machine that the device is built into.
    public struct Quantity: Equatable, Sendable {
        public var value: Double
        /// Of SI: m/s, m or N.
        public var unit: String
    }

    public var channel: String
    public var reading: ChannelReading
    /// Of the reading; empty where it has none.
    public var unit: String
    /// Of the reading, where it has one.
    public var name: String?
    public var raw: Raw
    /// `nil` where nobody has said what it stands for.
    public var quantity: Quantity?
}

/// What came of one request.
public struct BenchAnswer: Sendable {
    /// What was asked for, for people.
    public var asked: String
    public var values: Result<[BenchValue], BusProblem>
    /// From the request to the whole answer, or to its failure.
    public var duration: TimeSpan

    init(asked: String, _ ask: () -> Result<[BenchValue], BusProblem>) {
        let begin = MonotonicClock.now()
        self.asked = asked
        values = ask()
        duration = MonotonicClock.now() - begin
    }
}

/// What a device reads after a write.
public struct BenchReadBack: Sendable {
    public var answers: [BenchAnswer]
    /// Whether it has what was written; `nil` where it cannot be asked.
    public var stands: Bool?
}
