import RigSimulation
import TreadmillControl

/// A drive on a Modbus line that moves the rope: its registers, and what it makes of them.
public protocol SimulatedHoistAxis: RegisterDevice, Sendable {
    /// What the drive makes the rope do at this moment, to be asked for in the order of time. `sample` is what the
    /// drive takes position (m) and velocity (m/s) for.
    mutating func demand(at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions) -> HoistDemand
    /// Has the drive show its present status for ever, or no longer.
    mutating func freeze(_ isFrozen: Bool)
    /// Times that the drive's communication watchdog has stopped the rope.
    var watchdogTrips: Int { get }
}
