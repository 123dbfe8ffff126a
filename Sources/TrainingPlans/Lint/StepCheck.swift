import TreadmillControl

/// The checks of one step, given the one before it.
struct StepCheck {
    let step: PlanStep
    /// `nil` for the first step, which starts from the limits' start speed with its support already raised.
    let previous: PlanStep?
    let limits: ControlLimits
    let mass: Mass?

    func findings() -> [PlanFinding] {
        [
            speedRange(), bodyWeightRange(), supportForce(), inclineRange(), shortStep(), unreachableSetpoint(),
            gaitAgainstSpeed(), twoVariablesRising(),
        ].compactMap { $0 }
    }

    // MARK: Limits

    private func speedRange() -> PlanFinding? {
        let belt = limits.belt
        if step.speed > belt.planSpeed || !step.speed.isFinite {
            return error(
                .speedRange, "\(text(step.speed)) is above the limit for plans", "use at most \(text(belt.planSpeed))")
        }
        if step.speed < belt.startSpeed {
            return error(
                .speedRange, "\(text(step.speed)) is below the speed from which the belt starts",
                "use at least \(text(belt.startSpeed))")
        }
        return nil
    }

    private func bodyWeightRange() -> PlanFinding? {
        let lowest = limits.support.lowestBodyWeight
        guard step.bodyWeight.isFinite, step.bodyWeight >= lowest, step.bodyWeight <= .percent(100) else {
            return error(
                .bodyWeightRange, "\(text(step.bodyWeight)) of body weight is outside the limits",
                "use \(text(lowest)) to 100 %")
        }
        return nil
    }

    private func supportForce() -> PlanFinding? {
        guard let mass else { return nil }
        let force = step.bodyWeight.supportForce(for: mass)
        let largest = limits.support.largestForce
        guard force > largest else { return nil }
        let lowest = BodyWeightPercent(underSupport: largest, of: mass)
        let needed = "\(force.newtons.rounded(to: 0)) N of support"
        return error(
            .supportForce,
            "\(text(step.bodyWeight)) of \(mass.kilograms.rounded(to: 1)) kg needs \(needed), "
                + "above the limit of \(largest.newtons.rounded(to: 0)) N",
            "use at least \(lowest.percent.rounded(.up).rounded(to: 0)) % for this runner")
    }

    private func inclineRange() -> PlanFinding? {
        let range = limits.belt.incline
        guard !step.incline.isFinite || !range.contains(step.incline) else { return nil }
        return error(
            .inclineRange, "an incline of \(text(step.incline)) is outside the limits",
            "use \(text(range.lowerBound)) to \(text(range.upperBound))")
    }

    // MARK: Time

    private func shortStep() -> PlanFinding? {
        guard step.duration < PlanLint.shortestStep else { return nil }
        return error(
            .shortStep, "\(step.duration.seconds.rounded(to: 1)) s is too short for a step",
            "use at least \(PlanLint.shortestStep.seconds.rounded(to: 0)) s")
    }

    private func unreachableSetpoint() -> PlanFinding? {
        let ramps = [("speed", speedRamp), ("body weight", bodyWeightRamp), ("incline", inclineRamp)]
        guard let longest = ramps.max(by: { $0.1 < $1.1 }), longest.1 > step.duration.seconds else { return nil }
        return error(
            .unreachableSetpoint,
            "the change of \(longest.0) takes \(longest.1.rounded(to: 1)) s, longer than the step's "
                + "\(step.duration.seconds.rounded(to: 1)) s",
            "make the step longer or the change smaller")
    }

    /// Seconds from the speed before to this step's.
    private var speedRamp: Double {
        let change = step.speed - (previous?.speed ?? limits.belt.startSpeed)
        let rate = change > .zero ? limits.belt.acceleration : limits.belt.deceleration
        return seconds(for: change.metersPerSecond, rate: rate.metersPerSecondSquared)
    }

    /// Seconds from the body weight before to this step's.
    private var bodyWeightRamp: Double {
        guard let previous else { return 0 }
        return seconds(for: (step.bodyWeight - previous.bodyWeight).percent, rate: limits.support.bodyWeightSlew)
    }

    /// Seconds from the incline before (level at the start) to this step's.
    private var inclineRamp: Double {
        let change = step.incline - (previous?.incline ?? .zero)
        return seconds(for: change.percentGrade, rate: limits.belt.inclineSlew)
    }

    private func seconds(for change: Double, rate: Double) -> Double {
        change == 0 ? 0 : change.magnitude / rate
    }

    // MARK: The runner

    private func gaitAgainstSpeed() -> PlanFinding? {
        let change = PlanLint.walkRunChange(at: step.bodyWeight)
        switch step.gait {
        case .walk where step.speed > change:
            return warning(
                .gaitAgainstSpeed,
                "walking at \(text(step.speed)) is faster than the walk-run change at this body weight",
                "walk at up to \(text(change)), or make it a run")
        case .run where step.speed < change:
            return warning(
                .gaitAgainstSpeed,
                "running at \(text(step.speed)) is slower than the walk-run change at this body weight",
                "run at \(text(change)) or faster, or make it a walk")
        case .walk, .run:
            return nil
        }
    }

    private func twoVariablesRising() -> PlanFinding? {
        guard let previous, step.bodyWeight > previous.bodyWeight, step.speed > previous.speed else { return nil }
        return warning(
            .twoVariablesRising, "body weight and speed rise together", "raise one variable at a time")
    }

    // MARK: Texts

    private func error(_ rule: PlanFinding.Rule, _ reason: String, _ remedy: String) -> PlanFinding {
        PlanFinding(
            severity: .error, rule: rule, line: step.sourceLine, step: step.name, reason: reason, remedy: remedy)
    }

    private func warning(_ rule: PlanFinding.Rule, _ reason: String, _ remedy: String) -> PlanFinding {
        PlanFinding(
            severity: .warning, rule: rule, line: step.sourceLine, step: step.name, reason: reason, remedy: remedy)
    }

    private func text(_ speed: BeltSpeed) -> String { "\(speed.kilometersPerHour.rounded(to: 2)) km/h" }
    private func text(_ bodyWeight: BodyWeightPercent) -> String { "\(bodyWeight.percent.rounded(to: 1)) %" }
    private func text(_ incline: Incline) -> String { "\(incline.percentGrade.rounded(to: 1)) %" }
}

extension PlanLint {
    /// The speed at which people change from walking to running when their legs carry `bodyWeight`.
    ///
    /// At a Froude number of v²/(gL) = 0.5, with g reduced by the support (Kram et al. 1997) and a leg of 0.9 m:
    /// 2.10 m/s at full weight, 1.49 m/s at half.
    public static func walkRunChange(at bodyWeight: BodyWeightPercent) -> BeltSpeed {
        let share = max(0, bodyWeight.percent / 100)
        return .metersPerSecond((0.45 * standardGravity * share).squareRoot())
    }
}
