import TreadmillControl

/// When a device is taken for ready, faulty and so on.
public struct StatusRule: Equatable, Sendable {
    public enum Flag: String, CaseIterable, Equatable, Sendable {
        case ready
        case running
        case fault
        case emergencyStop = "emergency_stop"
        case lanyardPulled = "lanyard_pulled"
        case watchdogTripped = "watchdog_tripped"
        case overload

        /// The same in the core's terms.
        public var deviceStatus: DeviceStatus {
            switch self {
            case .ready: .ready
            case .running: .running
            case .fault: .fault
            case .emergencyStop: .emergencyStop
            case .lanyardPulled: .lanyardPulled
            case .watchdogTripped: .watchdogTripped
            case .overload: .overload
            }
        }

        /// Good news must be complete: every condition holds. Of bad news, one condition is enough.
        public var needsAll: Bool {
            switch self {
            case .ready, .running: true
            case .fault, .emergencyStop, .lanyardPulled, .watchdogTripped, .overload: false
            }
        }
    }

    public var flag: Flag
    /// Never empty.
    public var conditions: [Condition]

    public init(flag: Flag, conditions: [Condition]) {
        self.flag = flag
        self.conditions = conditions
    }
}

/// A channel has one of a few raw values, or none of them; and whatever must be so with it.
public struct Condition: Equatable, Sendable {
    public var channel: String
    public var raw: [Double]
    /// The channel has none of them.
    public var isNegated: Bool
    /// Further conditions, all of which must hold as well: a code of a fault means something only while there is one.
    public var others: [Condition]

    public init(channel: String, raw: [Double], isNegated: Bool = false, others: [Condition] = []) {
        self.channel = channel
        self.raw = raw
        self.isNegated = isNegated
        self.others = others
    }

    /// Whether it holds, with what `reading` says of the raw values of channels; a channel of which nothing is known
    /// has none.
    public func holds(_ reading: (String) -> Double?) -> Bool {
        guard let value = reading(channel), raw.contains(value) != isNegated else { return false }
        return others.allSatisfy { $0.holds(reading) }
    }

    /// The names of all channels that it is about.
    public var channels: [String] { [channel] + others.flatMap(\.channels) }
}
