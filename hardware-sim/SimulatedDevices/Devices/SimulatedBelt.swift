import RigSimulation
import TreadmillControl

/// A drive on a Modbus line that moves the belt: its registers, and what it makes of them.
public protocol SimulatedBelt: RegisterDevice, Sendable {
    /// What the drive makes the belt do at this moment, to be asked for in the order of time. `sample` is what the
    /// drive takes speed (m/s) and incline (per cent grade) for.
    mutating func demand(at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions) -> BeltDemand
    /// Has the drive show its present status for ever, or no longer.
    mutating func freeze(_ isFrozen: Bool)
    /// Times that the drive's communication watchdog has stopped the belt.
    var watchdogTrips: Int { get }
}
