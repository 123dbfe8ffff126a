import TreadmillControl

/// One running step: a half-sine of foot force and a flight, as a function of speed and support.
///
/// Cadence `(151 + 5.6 v)(1 - 0.2 s)` steps/min (slope after Burns 2019); mean stance force
/// `(1.255 + 0.1055 v)(1 - 0.72 s)` body weights (after Weyand and Chang); contact time from the balance of impulses.
/// The height is what Newton makes of that force under a constant support `s`: it begins and ends each step at 0, the
/// height of touchdown, whatever the figures of the step.
public struct RunningGait: Equatable, Sendable {
    /// Time from touchdown to the next foot's touchdown, s.
    public let period: Double
    /// Time on the ground, s.
    public let contactTime: Double
    /// Largest foot force, body weights.
    public let peakForce: Double
    /// Acceleration towards the ground while in the air, m/s².
    private let fallingAcceleration: Double
    /// Speed towards the ground at touchdown, m/s.
    private let touchdownSpeed: Double

    /// - Parameters:
    ///   - speed: belt speed.
    ///   - supportFraction: support as a share of body weight, 0...0.9.
    ///   - periodFactor: this step's deviation in time, 1 for none.
    ///   - forceFactor: this step's deviation in stance force, 1 for none.
    public init(
        speed: BeltSpeed, supportFraction: Double, periodFactor: Double = 1, forceFactor: Double = 1
    ) {
        let v = speed.metersPerSecond
        let carried = 1 - supportFraction
        let cadence = (151 + 5.6 * v) * (1 - 0.2 * supportFraction)
        let meanForce = (1.255 + 0.1055 * v) * (1 - 0.72 * supportFraction) * forceFactor
        period = 60 / cadence * periodFactor
        contactTime = min(carried * period / meanForce, period)
        peakForce = carried * period / contactTime * (Double.pi / 2)
        fallingAcceleration = carried * standardGravity
        touchdownSpeed = fallingAcceleration * (period - contactTime) / 2
    }

    /// Steps per minute.
    public var cadence: Double { 60 / period }

    /// Foot force so many seconds after touchdown, body weights.
    public func contactForce(at time: Double) -> Double {
        time < contactTime ? peakForce * sine(ofTurns: time / (2 * contactTime)) : 0
    }

    /// Height of the centre of mass above its height at touchdown, m.
    public func displacement(at time: Double) -> Double {
        if time >= contactTime {
            let flown = time - contactTime
            return touchdownSpeed * flown - fallingAcceleration * flown * flown / 2
        }
        let width = contactTime / Double.pi
        let push = standardGravity * peakForce * width * (time - width * sine(ofTurns: time / (2 * contactTime)))
        return push - touchdownSpeed * time - fallingAcceleration * time * time / 2
    }
}
