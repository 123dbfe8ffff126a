import TreadmillControl

/// What a randomised session is to be, before anything goes wrong.
struct SessionScript: Sendable {
    enum Purpose: Sendable {
        case session(SessionSetup)
        /// A drive put to the proof.
        case trial(MotionTrial)
        /// No session: a daemon that finds what another left behind when it died.
        case aftermath(InterlockSet)
    }

    var purpose: Purpose
    var limits: ControlLimits
    var mass: Mass
    var period: TimeSpan
    var duration: TimeSpan
    /// For so long nothing goes wrong, so that sessions fail in every part of their plan.
    var calmTime: TimeSpan
    /// Faults a second from then on: from none to several.
    var faultRate: Double
    /// Requests of the operator a second that make no sense where they come.
    var whimRate: Double

    init(_ dice: inout Dice) {
        limits = Self.limits(&dice)
        mass = .kilograms(dice.number(40...140))
        period = .milliseconds(dice.one(of: [10, 10, 10, 10, 10, 5, 20]))
        duration = .seconds(dice.number(40...160))
        calmTime = .seconds(duration.seconds * dice.number(0...0.7))
        faultRate = dice.one(of: [0, 0.02, 0.05, 0.1, 0.3, 1])
        whimRate = dice.one(of: [0, 0, 0.02, 0.1, 1])
        purpose = Self.purpose(&dice, limits: limits, mass: mass)
    }

    var setup: SessionSetup? {
        if case .session(let setup) = purpose { setup } else { nil }
    }

    var controller: Controller {
        switch purpose {
        case .session(let setup): Controller(limits: limits, setup: setup)
        case .trial(let trial): Controller(limits: limits, trial: trial)
        case .aftermath(let carried): Controller(limits: limits, setup: nil, carried: carried)
        }
    }

    private static func purpose(_ dice: inout Dice, limits: ControlLimits, mass: Mass) -> Purpose {
        switch dice.count(0...19) {
        case 0:
            return .trial(
                MotionTrial(part: dice.one(of: MotionTrial.Part.allCases), duration: .seconds(dice.number(0...8))))
        case 1:
            let known = UInt64(1) << UInt64(Interlock.allCases.count) - 1
            return .aftermath(InterlockSet(bits: dice.seed() & dice.seed() & known))
        default:
            let plan = plan(&dice, limits: limits, mass: mass)
            return .session(
                SessionSetup(plan: plan, runnerMass: mass, needsOperatorLink: dice.happens(0.3)))
        }
    }

    /// The defaults, or some figures anywhere within their bounds as long as they do not contradict each other.
    private static func limits(_ dice: inout Dice) -> ControlLimits {
        guard dice.happens(0.5) else { return ControlLimits() }
        var limits = ControlLimits()
        for _ in 0..<dice.count(1...12) {
            let figure = dice.one(of: ControlLimits.figures)
            var changed = limits
            let value = dice.number(figure.bounds)
            changed[keyPath: figure.path] = figure.isWhole ? value.rounded() : value
            if changed.violations().isEmpty { limits = changed }
        }
        return limits
    }

    /// One to five short intervals; now and then one that no session may be armed with.
    private static func plan(_ dice: inout Dice, limits: ControlLimits, mass: Mass) -> SessionPlan {
        let isSound = dice.happens(0.97)
        let lowest = max(
            limits.support.lowestBodyWeight,
            BodyWeightPercent(underSupport: limits.support.largestForce, of: mass))
        let speeds = isSound ? 0.5...limits.belt.planSpeed.metersPerSecond : 0...9
        let weights = isSound ? min(lowest.percent, 100)...100 : -20...150
        let inclines = limits.belt.incline.lowerBound.percentGrade...limits.belt.incline.upperBound.percentGrade
        let intervals = (0..<dice.count(1...5)).map { index in
            PlannedInterval(
                name: "\(index)", gait: dice.one(of: Gait.allCases), duration: .seconds(dice.number(1...30)),
                beltSpeed: .metersPerSecond(min(dice.number(speeds), dice.number(speeds))),
                bodyWeight: .percent(max(dice.number(weights), dice.number(weights))),
                incline: .percentGrade(dice.happens(0.7) ? max(0, inclines.lowerBound) : dice.number(inclines)))
        }
        return SessionPlan(title: "Randomised", intervals: intervals)
    }
}
