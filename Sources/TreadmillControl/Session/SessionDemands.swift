/// How an operator has shifted the plan.
struct PlanAdjustment: Equatable, Sendable {
    /// Points of BW%.
    var bodyWeight = 0.0
    var beltSpeed = BeltSpeed.zero
}

extension Session {
    /// What plan and operator want in the current interval, within the limits for plans.
    var setpoints: Setpoints {
        guard cursor.index < plan.intervals.count else {
            return Setpoints(beltSpeed: .zero, bodyWeight: .percent(100), incline: .zero)
        }
        let interval = plan.intervals[cursor.index]
        let speeds = limits.belt.startSpeed...limits.belt.planSpeed
        let weights = lowestBodyWeight...BodyWeightPercent.percent(100)
        return Setpoints(
            beltSpeed: (interval.beltSpeed + adjustment.beltSpeed).clamped(to: speeds),
            bodyWeight: (interval.bodyWeight + .percent(adjustment.bodyWeight)).clamped(to: weights),
            incline: interval.incline.clamped(to: limits.belt.incline))
    }

    /// The least that this runner's legs may be left to carry: by the limit for all runners, and by what the machine may
    /// pull at the most.
    var lowestBodyWeight: BodyWeightPercent {
        let lowest = limits.support.lowestBodyWeight
        guard let mass, mass > .zero else { return lowest }
        let byForce = BodyWeightPercent(underSupport: limits.support.largestForce, of: mass)
        return max(lowest, min(byForce, .percent(100)))
    }

    /// The force to regulate to; never beyond the largest that the machine may pull.
    var supportTarget: Force {
        guard let mass else { return .zero }
        return min(bodyWeightCommanded.supportForce(for: mass), limits.support.largestForce)
    }

    /// Whether the force loop is at work.
    var isRegulating: Bool {
        switch state {
        case .armed: isTensioned
        case .countdown, .running: true
        case .idle, .checking, .paused, .stopping, .finished, .faulted, .proving: false
        }
    }

    /// Whether the belt is meant to follow its command, be it to stand; while it is being stopped the stop's deadline
    /// judges it.
    var isTracking: Bool {
        switch state {
        case .idle, .checking, .armed, .countdown, .running, .paused, .finished, .faulted, .proving: true
        case .stopping: false
        }
    }

    func estimatedBodyWeight(_ tick: SessionTick) -> BodyWeightPercent? {
        guard let mass, let support = tick.meanSupport else { return nil }
        return BodyWeightPercent(underSupport: support, of: mass)
    }

    /// Moves the commanded BW% towards the setpoint, at its slew, while the loop regulates and nothing holds it.
    mutating func moveBodyWeight(_ tick: SessionTick) {
        bodyWeightRate = 0
        guard isRegulating, tick.active.reaction < .hold, tick.dt > .zero else { return }
        let old = bodyWeightCommanded
        bodyWeightCommanded = old.approaching(
            setpoints.bodyWeight, by: limits.support.bodyWeightSlew * tick.dt.seconds)
        bodyWeightRate = (bodyWeightCommanded - old).percent / tick.dt.seconds
    }

    func demand(_ tick: SessionTick) -> SessionDemand {
        SessionDemand(belt: beltDemand(tick), support: supportDemand(tick), setpoints: setpoints)
    }

    private func beltDemand(_ tick: SessionTick) -> BeltDemand {
        switch state {
        case .running where isRunningOut:
            // A hold keeps a belt from getting faster, not from coming to its end.
            .run(limits.belt.startSpeed)
        case .running:
            tick.active.reaction < .hold ? .run(setpoints.beltSpeed) : .run(tick.beltReference)
        case .stopping:
            .stop(stopRate)
        case .proving:
            trial?.part == .belt ? .run(limits.belt.startSpeed) : .stop(limits.belt.emergencyStop)
        case .idle, .checking, .armed, .countdown, .paused, .finished, .faulted:
            .stop(limits.belt.emergencyStop)
        }
    }

    private func supportDemand(_ tick: SessionTick) -> SupportDemand {
        if lowering.isActive { return .lower }
        if case .armed = state, !isTensioned { return .takeUpSlack }
        if case .proving = state, trial?.part == .hoist { return .creep }
        guard isRegulating, let mass else { return .hold }
        return .regulate(to: supportTarget, rate: -bodyWeightRate / 100 * mass.weight.newtons)
    }
}
