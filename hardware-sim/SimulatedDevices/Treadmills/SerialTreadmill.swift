import RigSimulation
import TreadmillControl

/// A treadmill between its serial port and the belt.
protocol SerialTreadmill: Sendable {
    /// What the treadmill makes its belt do at this moment. `sample` is what it takes speed and grade for.
    ///
    /// - Parameter ignoresSilence: its own timer does not act.
    mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, isWithoutPower: Bool, ignoresSilence: Bool
    ) -> BeltDemand

    /// A byte has arrived; returns what the treadmill says to it, which is nothing until a command is whole.
    mutating func receive(_ byte: UInt8, at now: MonotonicInstant) -> [UInt8]

    /// Times that its own timer has stopped the belt.
    var disconnectStops: Int { get }
}
