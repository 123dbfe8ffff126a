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

/// A channel has one of a few raw values, or none of them.
public struct Condition: Equatable, Sendable {
    public var channel: String
    public var raw: [Double]
    /// The channel has none of them.
    public var isNegated: Bool

    public init(channel: String, raw: [Double], isNegated: Bool = false) {
        self.channel = channel
        self.raw = raw
        self.isNegated = isNegated
    }

    public func holds(for value: Double) -> Bool { raw.contains(value) != isNegated }
}
