import TreadmillControl

/// What the hoist is driven to do.
public enum HoistDemand: Equatable, Sendable {
    /// Brake closed.
    case brake
    /// Rope moving; up is positive.
    case velocity(HoistVelocity)
}

/// The hoist: a velocity servo with a delay, a bandwidth, a travel, and a brake that holds whatever hangs on it.
public struct HoistPlant: Sendable {
    public private(set) var position = HoistPosition.zero
    public private(set) var velocity = HoistVelocity.zero

    private let parameters: HoistParameters
    private var driven = HoistVelocity.zero
    /// Demands on their way, oldest at `next`.
    private var delayed: [HoistDemand]
    private var next = 0

    /// `timeStep` is the step of time at which the hoist will be stepped, s.
    public init(parameters: HoistParameters, timeStep: Double) {
        self.parameters = parameters
        let steps = (parameters.delay.seconds / timeStep).rounded()
        delayed = [HoistDemand](repeating: .brake, count: Int(min(max(steps, 0), 1000)))
    }

    /// One step of time, in which rope may run out at `slip` m/s beside what the hoist does.
    public mutating func step(by dt: Double, demand: HoistDemand, slip: Double = 0) {
        switch delayedBy(demand) {
        case .brake:
            driven = driven.approaching(.zero, by: parameters.brakeDeceleration * dt)
        case .velocity(let wanted):
            let target = wanted.clamped(to: -parameters.topSpeed...parameters.topSpeed)
            let timeConstant = 1 / (2 * Double.pi * parameters.bandwidth)
            driven += (target - driven) * (dt / (timeConstant + dt))
        }
        velocity = driven - .metersPerSecond(max(slip, 0))
        let reached = HoistPosition.meters(position.meters + velocity.metersPerSecond * dt)
        position = reached.clamped(to: parameters.travel)
        if position != reached {
            velocity = .zero
            driven = .zero
        }
    }

    private mutating func delayedBy(_ demand: HoistDemand) -> HoistDemand {
        guard !delayed.isEmpty else { return demand }
        let due = delayed[next]
        delayed[next] = demand
        next = (next + 1) % delayed.count
        return due
    }
}
