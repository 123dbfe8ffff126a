import RigSimulation

/// What acts on a drive from outside its bus.
public struct DriveConditions: Equatable, Sendable {
    public var emergencyStopPressed = false
    /// Only a belt drive sees it.
    public var lanyardPulled = false
    /// The drive has a fault that lasts.
    public var hasFault = false
    /// The supply is off: the drive forgets everything that it does not keep without power.
    public var isUnpowered = false
    /// The drive keeps forgetting its watchdog.
    public var losesWatchdog = false
    /// The drive's watchdog never trips, whatever it is set to.
    public var ignoresSilence = false
    /// The drive's watchdog trips whatever it hears.
    public var tripsWatchdog = false

    public init() {}
}

extension FaultsInForce {
    /// What of these faults acts on a drive.
    func conditions(of part: RigPart) -> DriveConditions {
        var conditions = DriveConditions()
        conditions.emergencyStopPressed = emergencyStop
        conditions.lanyardPulled = lanyard && part == .belt
        conditions.hasFault = hasFault(part)
        conditions.isUnpowered = powerLoss
        conditions.losesWatchdog = lostWatchdog(part)
        conditions.ignoresSilence = inertWatchdog(part)
        conditions.tripsWatchdog = trippedWatchdog(part)
        return conditions
    }
}
