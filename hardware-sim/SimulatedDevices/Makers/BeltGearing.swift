import RigSimulation
import TreadmillControl

/// What lies between an inverter and the belt: motor, gear and drum.
///
/// The belt cannot run backwards: an inverter that is told to reverse turns nothing, as one does whose builder has
/// inhibited that direction, which every builder of a treadmill must.
struct BeltGearing: Sendable {
    let parameters: BeltParameters
    /// Belt speed for each hertz of output frequency, m/s. Positive.
    let speedPerHertz: Double

    /// What builders set the time of the ramp from the highest frequency to standstill to, 0.01 s: steeper than the
    /// controller brakes by itself at any gearing of a treadmill.
    static let builtDecelerationTime: UInt16 = 150

    /// What makes the belt follow an output frequency, Hz.
    func run(hertz: Double, isReverse: Bool) -> BeltDemand {
        BeltDemand(action: .run(.metersPerSecond(isReverse ? 0 : max(hertz, 0) * speedPerHertz)))
    }

    /// What makes the belt stop on a ramp that takes `seconds` from the highest frequency to standstill. A ramp of no
    /// length is as hard as the drive can make it.
    func rampDown(from hertz: Double, in seconds: Double) -> BeltDemand {
        let rate = Acceleration.metersPerSecondSquared(hertz * speedPerHertz / max(seconds, 0.01))
        return BeltDemand(action: .rampDown(min(rate, parameters.fall)))
    }

    /// The frequency that belongs to a measured belt speed in m/s, Hz.
    func hertz(atSpeed speed: Double) -> Double { speed / speedPerHertz }
}
