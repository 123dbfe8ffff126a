/// What is wrong with the house that the controller runs in, beyond the devices and the loop.
public struct StationConditions: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Mains power is gone, or the supply says that it soon will be.
    public static let powerTrouble = StationConditions(rawValue: 1 << 0)
    /// Log or state cannot be written, or soon will not be.
    public static let storageTrouble = StationConditions(rawValue: 1 << 1)
    /// The machine was suspended, or its clocks disagree.
    public static let clockAnomaly = StationConditions(rawValue: 1 << 2)
    /// Arming asks for a proof of the machine, and there is none that holds.
    public static let proofMissing = StationConditions(rawValue: 1 << 3)
}

/// How the controller's surroundings are, as one tick sees them.
public struct StationHealth: Equatable, Sendable {
    public var conditions: StationConditions
    /// When the operator's own program last said that it is there; `nil` when it never did.
    public var operatorSeenAt: MonotonicInstant?

    public init(conditions: StationConditions = [], operatorSeenAt: MonotonicInstant? = nil) {
        self.conditions = conditions
        self.operatorSeenAt = operatorSeenAt
    }
}
