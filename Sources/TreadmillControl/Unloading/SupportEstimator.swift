/// Finds the runner's steps and means the support over each.
///
/// What matters to the bone, and what the loop regulates, is the mean over a whole step: at any time the last one. Steps are looked for in the
/// force that the rope would have if the hoist stood still, so that a hoist that follows the runner does not hide them.
/// Standing, where there are no steps, a plain low-pass serves.
struct SupportEstimator: Equatable, Sendable {
    /// A step takes between these times: 240 to 50 steps a minute.
    static let stepPeriod = TimeSpan.milliseconds(250)...TimeSpan.milliseconds(1200)
    /// Ripple below this is noise and drift, not steps. N
    static let smallestRipple = 6.0

    /// The mean to regulate on and to report; `nil` before the first reading.
    private(set) var meanSupport: Force?
    /// Steps per minute; `nil` while no regular steps are seen.
    private(set) var cadence: Double?

    private var center = LowPass(timeConstant: 0.5)
    private var ripple = LowPass(timeConstant: 0.8)
    private var standing = LowPass(timeConstant: 0.15)
    private var cadenceMean = LowPass(timeConstant: 1.0)
    private var isBelow = false
    private var sliding = SlidingMean()
    private var sinceStep = TimeSpan.zero

    /// Takes the force that stood in the rope for the last `dt`, and the force that the hoist's movement has added.
    mutating func update(_ force: Force, addedByHoist: Force, dt: TimeSpan) {
        let seconds = dt.seconds
        let still = force.newtons - addedByHoist.newtons
        let mid = center.update(still, dt: seconds)
        let deviation = still - mid
        let amplitude = ripple.update(deviation.magnitude, dt: seconds)
        let plain = standing.update(force.newtons, dt: seconds)
        let window = cadence.map { 60 / $0 } ?? Self.stepPeriod.lowerBound.seconds
        let overStep = sliding.update(force.newtons, dt: seconds, window: window)
        sinceStep = sinceStep + dt

        let threshold = max(Self.smallestRipple, 0.5 * amplitude)
        if deviation < -threshold { isBelow = true }
        if isBelow && deviation > threshold {
            isBelow = false
            completeStep()
        }
        if sinceStep > Self.stepPeriod.upperBound {
            sinceStep = .zero
            cadence = nil
            cadenceMean.reset()
        }
        meanSupport = .newtons(cadence == nil ? plain : overStep)
    }

    private mutating func completeStep() {
        if Self.stepPeriod.contains(sinceStep) {
            cadence = cadenceMean.update(60 / sinceStep.seconds, dt: sinceStep.seconds)
        }
        sinceStep = .zero
    }
}
