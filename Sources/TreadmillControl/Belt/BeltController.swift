/// What the session wants of the belt.
enum BeltDemand: Equatable, Sendable {
    /// Towards this speed with the plan's acceleration and deceleration.
    case run(BeltSpeed)
    /// To standstill at this rate.
    case stop(Acceleration)
}

/// Ramps the belt's reference and trims out the drive's gain error.
struct BeltController: Equatable, Sendable {
    /// The ramped speed that the belt should have now, before trim.
    private(set) var reference = BeltSpeed.zero
    /// The share by which the command is shifted to make the measured speed right.
    private(set) var trim = 0.0

    /// Largest trim; a drive further off than this has a fault that the tracking interlock must see, not a gain error.
    static let largestTrim = 0.04
    /// Errors below this share are left alone: a treadmill that counts in tenths cannot do better.
    static let trimDeadBand = 0.005
    /// Time constant of the trim, s.
    static let trimTimeConstant = 4.0
    /// How long the reference must have been steady before the error says something about the gain.
    static let settlingTime = TimeSpan.milliseconds(2000)

    private var steady = ConditionTimer()
    private var measuredMean = LowPass(timeConstant: 0.5)

    /// One tick. Returns the speed to command and whether the belt runs.
    mutating func step(
        _ demand: BeltDemand, measured: BeltSpeed?, limits: BeltLimits, dt: TimeSpan
    ) -> (isRunning: Bool, speed: BeltSpeed) {
        switch demand {
        case .run(let target):
            ramp(towards: target, limits: limits, dt: dt)
            updateTrim(target: target, measured: measured, dt: dt)
            return (true, reference * (1 + trim))
        case .stop(let rate):
            steady.reset()
            reference = reference.approaching(.zero, by: rate.metersPerSecondSquared * dt.seconds)
            guard reference > .zero else { return (false, .zero) }
            return (true, reference * (1 + trim))
        }
    }

    private mutating func ramp(towards target: BeltSpeed, limits: BeltLimits, dt: TimeSpan) {
        if reference < limits.startSpeed { reference = min(limits.startSpeed, target) }
        let rate = target > reference ? limits.acceleration : limits.deceleration
        reference = reference.approaching(target, by: rate.metersPerSecondSquared * dt.seconds)
    }

    private mutating func updateTrim(target: BeltSpeed, measured: BeltSpeed?, dt: TimeSpan) {
        guard let measured, target > .zero else {
            steady.reset()
            return
        }
        let mean = measuredMean.update(measured.metersPerSecond, dt: dt.seconds)
        guard steady.update(reference == target, dt: dt, longerThan: Self.settlingTime) else { return }
        let error = (target.metersPerSecond - mean) / target.metersPerSecond
        guard error.magnitude > Self.trimDeadBand else { return }
        let moved = trim + error * dt.seconds / Self.trimTimeConstant
        trim = min(max(moved, -Self.largestTrim), Self.largestTrim)
    }
}
