import RigSimulation
import TreadmillControl

/// What acts on a load cell amplifier from outside its bus.
public struct AmplifierConditions: Equatable, Sendable {
    /// The force is beyond the range of the cell.
    public var isOverloaded = false
    /// The cell is broken or not connected.
    public var hasFault = false
    /// The supply is off: the amplifier forgets everything that it does not keep without power.
    public var isUnpowered = false

    public init() {}
}

/// A load cell amplifier on a Modbus line.
public protocol SimulatedLoadCellAmplifier: RegisterDevice, Sendable {
    /// Takes what the amplifier takes for the force (N) at this moment, in the order of time.
    mutating func take(_ sample: DeviceSample, at now: MonotonicInstant, conditions: AmplifierConditions)
}
