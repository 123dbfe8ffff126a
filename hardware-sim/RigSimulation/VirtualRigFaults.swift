import TreadmillControl

/// What can be wrong with a ``VirtualRig``.
public struct VirtualRigFaults: Equatable, Sendable {
    /// No power to the belt, brake on the rope, and both drives say why.
    public var emergencyStopPressed = false
    /// The belt runs on at its present speed whatever it is told, until power is cut.
    public var beltIgnoresCommands = false
    /// These parts no longer send readings: the last one stays and grows old.
    public var frozen: Set<RigPart> = []
    /// These parts report a fault of their own; a drive with a fault has no power.
    public var faulted: Set<RigPart> = []
    /// These drives lost the setting of their communication watchdog.
    public var watchdogUnverified: Set<RigPart> = []

    public init() {}

    func isFrozen(_ part: RigPart) -> Bool { !frozen.isEmpty && frozen.contains(part) }
    func reportsFault(_ part: RigPart) -> Bool { !faulted.isEmpty && faulted.contains(part) }
    func stops(_ part: RigPart) -> Bool { emergencyStopPressed || reportsFault(part) }

    func status(of part: RigPart, running: Bool = false) -> DeviceStatus {
        let stopped = part == .loadCell ? reportsFault(part) : stops(part)
        var status: DeviceStatus = stopped ? [] : .ready
        if running { status.insert(.running) }
        if reportsFault(part) { status.insert(.fault) }
        if part != .loadCell {
            if emergencyStopPressed { status.insert(.emergencyStop) }
            if watchdogUnverified.isEmpty || !watchdogUnverified.contains(part) { status.insert(.watchdogVerified) }
        }
        return status
    }
}
