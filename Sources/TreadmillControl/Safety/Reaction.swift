/// What an interlock does, in rising order of severity.
public enum Reaction: UInt8, CaseIterable, Comparable, Sendable {
    /// Nothing is wrong.
    case none = 0
    /// Tell the operator.
    case warn = 1
    /// Hold setpoints and plan time where they are.
    case hold = 2
    /// Hold support, belt down at the controlled rate.
    case controlledStop = 3
    /// Hold support, belt down at the protective rate.
    case protectiveStop = 4
    /// Hold support, belt down as fast as is safe for balance.
    case emergencyStop = 5

    public static func < (a: Reaction, b: Reaction) -> Bool { a.rawValue < b.rawValue }
}

/// What must happen before an interlock no longer stands in the way.
public enum ClearCondition: UInt8, CaseIterable, Sendable {
    /// Gone as soon as its cause is gone.
    case whenCleared = 0
    /// Latched until a person acknowledges it with its cause gone; the session may then be resumed.
    case onAcknowledge = 1
    /// Latched until a person acknowledges it with its cause gone; the session is over and a new one must be armed.
    case onRearm = 2
}

/// Who brings an interlock to an end, once its cause is gone.
public enum Clearer: UInt8, CaseIterable, Sendable {
    /// Nobody needs to.
    case itself = 0
    /// The person at the treadmill, who has seen it and acknowledges it.
    case `operator` = 1
    /// Whoever may change the configuration or prove the machine.
    case configurator = 2
}
