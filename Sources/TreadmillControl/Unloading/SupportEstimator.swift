/// Finds the runner's steps in the ripple of the rope force and means the support over each.
///
/// A runner's weight shift makes the force ripple by tens of newtons at step frequency; what matters to the bone, and
/// what the loop regulates, is the mean over whole steps. Standing, where there are no steps, a plain low-pass serves.
struct SupportEstimator: Equatable, Sendable {
    /// A step takes between these times: 240 to 50 steps a minute.
    static let stepPeriod = TimeSpan.milliseconds(250)...TimeSpan.milliseconds(1200)
    /// Ripple below this is noise and drift, not steps.
    static let smallestRipple = 6.0

    /// The mean to regulate on and to report; `nil` before the first reading.
    private(set) var meanSupport: Force?
    /// Steps per minute; `nil` while no regular steps are seen.
    private(set) var cadence: Double?

    private var center = LowPass(timeConstant: 0.5)
    private var ripple = LowPass(timeConstant: 0.8)
    private var standing = LowPass(timeConstant: 0.15)
    private var cadenceMean = LowPass(timeConstant: 2.0)
    private var isBelow = false
    private var sum = 0.0
    private var duration = TimeSpan.zero

    /// Takes the force that stood in the rope for the last `dt`.
    mutating func update(_ force: Force, dt: TimeSpan) {
        let seconds = dt.seconds
        let mid = center.update(force.newtons, dt: seconds)
        let deviation = force.newtons - mid
        let amplitude = ripple.update(deviation.magnitude, dt: seconds)
        let plain = standing.update(force.newtons, dt: seconds)
        sum += force.newtons * seconds
        duration = duration + dt

        let threshold = max(Self.smallestRipple, 0.5 * amplitude)
        if deviation < -threshold { isBelow = true }
        if isBelow && deviation > threshold {
            isBelow = false
            completeStep()
        }
        if duration > Self.stepPeriod.upperBound {
            restart()
            cadence = nil
            cadenceMean.reset()
        }
        if cadence == nil { meanSupport = .newtons(plain) }
    }

    private mutating func completeStep() {
        if Self.stepPeriod.contains(duration) {
            meanSupport = .newtons(sum / duration.seconds)
            cadence = cadenceMean.update(60 / duration.seconds, dt: duration.seconds)
        }
        restart()
    }

    private mutating func restart() {
        sum = 0
        duration = .zero
    }
}
