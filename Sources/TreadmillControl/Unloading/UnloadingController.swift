/// What the session wants of the hoist.
enum SupportDemand: Equatable, Sendable {
    /// The rope stays where it is.
    case hold
    /// Wind up the loose rope, slowly, until it carries something.
    case takeUpSlack
    /// Mean support on this force, whose setpoint moves at `rate` newtons per second.
    case regulate(to: Force, rate: Double)
    /// Let the runner down.
    case lower
    /// Wind up the empty rope, slowly, so that the hoist is seen to move.
    case creep
}

/// What the force loop knows of rope and runner.
struct SupportState: Equatable, Sendable {
    var meanSupport: Force?
    var cadence: Double?
    /// The newest force and rope position, `nil` unless fresh.
    var support: Force?
    var position: HoistPosition?
    /// How old they are.
    var age: TimeSpan
}

/// The force loop: rope velocity from the error of the mean support, plus the runner's own rise and fall.
///
/// Rope, spring and runner integrate velocity into force (`dF/dt = k v`), so a proportional loop on the step mean leaves
/// no steady error; the setpoint's own rate is fed forward so that a ramp has no lag.
struct UnloadingController: Equatable, Sendable {
    /// Crossover of the loop, rad/s. The mean over a step is half a step late, 0.27 s at a walk; with the hoist's own
    /// delay 2 rad/s leaves more than 50 degrees of phase.
    static let crossover = 2.0
    /// Rope speed while taking up slack, m/s.
    static let slackVelocity = 0.03
    /// Fastest correction of the mean, m/s.
    static let largestCorrection = 0.15
    /// Below this force the rope carries nothing worth regulating.
    static let slackForce = Force.newtons(15)

    /// Below this force the rope hangs loose.
    static let looseForce = Force.newtons(2)
    /// Without support, the rope gives way until it has hung loose for so long: two walking steps.
    static let looseTime = TimeSpan.milliseconds(1200)

    private var follower = MotionFollower()
    /// How long the rope has hung loose.
    private var looseFor = TimeSpan.zero

    /// One tick.
    mutating func step(
        _ demand: SupportDemand, _ state: SupportState, limits: SupportLimits, dt: TimeSpan
    ) -> HoistRequest {
        switch demand {
        case .hold:
            follower.reset()
            return .hold
        case .takeUpSlack:
            return .regulate(.metersPerSecond(Self.slackVelocity))
        case .regulate(let target, let rate):
            guard let mean = state.meanSupport else { return .hold }
            looseFor = (state.support ?? mean) > Self.looseForce ? .zero : looseFor + dt
            let correction = correction(to: target, rate: rate, mean: mean, limits: limits)
            return .regulate(.metersPerSecond(correction + follow(state, limits: limits, dt: dt)))
        case .lower:
            follower.reset()
            return .lower(-limits.loweringVelocity)
        case .creep:
            return .regulate(MotionTrial.hoistVelocity)
        }
    }

    /// Tells the loop what became of its request, so that what was cut off is made up for, not lost.
    mutating func admitted(_ command: HoistCommand, insteadOf request: HoistRequest, dt: TimeSpan) {
        guard case .regulate(let wanted) = request, wanted.isFinite else { return }
        follower.correct(by: (command.velocity - wanted).metersPerSecond * dt.seconds)
    }

    /// The velocity, m/s, that brings the mean support to its target.
    private func correction(to target: Force, rate: Double, mean: Force, limits: SupportLimits) -> Double {
        guard target >= Self.slackForce else { return looseFor < Self.looseTime ? -Self.slackVelocity : 0 }
        let wanted = (Self.crossover * (target.newtons - mean.newtons) + rate) / limits.springStiffness
        let isLoose = mean < Self.looseForce
        return min(max(wanted, isLoose ? Self.slackVelocity : -Self.largestCorrection), Self.largestCorrection)
    }

    /// The runner is above the rope's end by position less stretch.
    private mutating func follow(_ state: SupportState, limits: SupportLimits, dt: TimeSpan) -> Double {
        var displacement: Double?
        if let support = state.support, let position = state.position, support > Self.looseForce {
            displacement = position.meters - support.newtons / limits.springStiffness
        }
        return follower.step(
            displacement: displacement, age: state.age, cadence: state.cadence, lead: limits.hoistResponse, dt: dt)
    }
}
