import TreadmillControl

/// One walking step, from the middle of one double support to the next.
///
/// Both feet together carry `(1 - s)(1 + m (0.27 cos φ + 0.02 cos 2φ))` body weights, φ being the phase of the step.
/// Where one foot stands alone that is the double hump of walking: about 1.2 at its ends and 0.75 in the middle, for a
/// brisk walk (`m` = 1). In a slow walk the humps flatten with the square of speed, else a slow step would lift the
/// body absurdly far. Cadence is `100 √v` steps/min. The height follows from the force, from 0 at double support.
public struct WalkingGait: Equatable, Sendable {
    /// Speed from which the humps are fully formed, m/s.
    static let briskSpeed = 1.2
    /// Slower than this the steps become shorter, no longer rarer, m/s.
    static let shufflingSpeed = 0.2
    /// Share of a stride for which one foot is on the ground.
    static let duty = 0.62
    static let firstHarmonic = 0.27
    static let secondHarmonic = 0.02

    /// Time of one step, s.
    public let period: Double
    private let carried: Double
    private let depth: Double

    /// - Parameters:
    ///   - speed: belt speed.
    ///   - supportFraction: support as a share of body weight, 0...0.9.
    ///   - periodFactor: this step's deviation in time, 1 for none.
    ///   - forceFactor: this step's deviation in the height of the humps, 1 for none.
    public init(
        speed: BeltSpeed, supportFraction: Double, periodFactor: Double = 1, forceFactor: Double = 1
    ) {
        let v = max(speed.metersPerSecond, Self.shufflingSpeed)
        let brisk = min(v / Self.briskSpeed, 1)
        period = 0.6 / v.squareRoot() * periodFactor
        carried = 1 - supportFraction
        depth = brisk * brisk * forceFactor
    }

    /// Steps per minute.
    public var cadence: Double { 60 / period }

    /// Force of both feet so many seconds after the middle of double support, body weights.
    public func contactForce(at time: Double) -> Double {
        let phase = time / period
        let humps =
            Self.firstHarmonic * cosine(ofTurns: phase) + Self.secondHarmonic * cosine(ofTurns: 2 * phase)
        return carried * (1 + depth * humps)
    }

    /// Force of the foot that is landing as the step begins, body weights; it stays on the ground into the next step.
    public func leadingFootForce(at time: Double) -> Double {
        let overlap = (2 * Self.duty - 1) * period
        let share = time < overlap / 2 ? 0.5 + time / overlap : min(1, 0.5 + (period - time) / overlap)
        return share * contactForce(at: time)
    }

    /// Height of the centre of mass above its height in double support, m.
    public func displacement(at time: Double) -> Double {
        let phase = time / period
        let rate = 2 * Double.pi / period
        let first = Self.firstHarmonic * (1 - cosine(ofTurns: phase))
        let second = Self.secondHarmonic / 4 * (1 - cosine(ofTurns: 2 * phase))
        return carried * standardGravity * depth * (first + second) / (rate * rate)
    }
}
