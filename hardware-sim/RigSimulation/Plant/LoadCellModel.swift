import TreadmillControl

/// The load cell in the rope with its amplifier: noise on every sample and a zero that drifts.
public struct LoadCellModel: Sendable {
    public private(set) var reading = Force.zero
    public private(set) var isOverloaded = false

    private let parameters: LoadCellParameters
    private var random: SeededRandom
    private var drift = Force.zero

    public init(parameters: LoadCellParameters, seed: UInt64) {
        self.parameters = parameters
        random = SeededRandom(seed: seed)
    }

    /// One step of time: a new sample of `force`.
    public mutating func step(by dt: Double, force: Force) {
        drift += (parameters.drift - drift) * (dt / (parameters.driftTime.seconds + dt))
        let sample = force + drift + parameters.noise * random.gaussian()
        isOverloaded = sample.magnitude > parameters.range
        reading = sample.clamped(to: -parameters.range...parameters.range)
    }
}
