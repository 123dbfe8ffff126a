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
}

/// The force loop: rope velocity from the error of the mean support.
///
/// Rope, spring and runner integrate velocity into force (`dF/dt = k v`), so a proportional loop on the step mean leaves
/// no steady error; the setpoint's own rate is fed forward so that a ramp has no lag.
struct UnloadingController: Equatable, Sendable {
    /// Crossover of the loop, rad/s. The step mean is up to one walking step (0.55 s) old and half a step late in
    /// itself; 0.7 rad/s leaves more than 55 degrees of phase.
    static let crossover = 0.7
    /// Rope speed while taking up slack, m/s.
    static let slackVelocity = 0.03
    /// Below this force the rope carries nothing worth regulating.
    static let slackForce = Force.newtons(15)

    /// One tick. `estimate` is the mean support.
    func step(_ demand: SupportDemand, estimate: Force?, limits: SupportLimits) -> HoistRequest {
        switch demand {
        case .hold:
            return .hold
        case .takeUpSlack:
            return .regulate(.metersPerSecond(Self.slackVelocity))
        case .regulate(let target, let rate):
            guard let estimate else { return .hold }
            let error = target.newtons - estimate.newtons
            let velocity = (Self.crossover * error + rate) / limits.springStiffness
            return .regulate(.metersPerSecond(velocity))
        case .lower:
            return .lower(-limits.loweringVelocity)
        }
    }
}
