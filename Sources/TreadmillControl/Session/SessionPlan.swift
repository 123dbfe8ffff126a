/// How the runner moves in an interval.
public enum Gait: UInt8, CaseIterable, Sendable {
    case walk = 0
    case run = 1
}

/// One interval of a plan as the core runs it: one gait, one speed, one body-weight percentage.
public struct PlannedInterval: Equatable, Sendable {
    public var name: String
    public var gait: Gait
    public var duration: TimeSpan
    public var beltSpeed: BeltSpeed
    public var bodyWeight: BodyWeightPercent
    public var incline: Incline

    public init(
        name: String, gait: Gait, duration: TimeSpan, beltSpeed: BeltSpeed, bodyWeight: BodyWeightPercent,
        incline: Incline = .zero
    ) {
        self.name = name
        self.gait = gait
        self.duration = duration
        self.beltSpeed = beltSpeed
        self.bodyWeight = bodyWeight
        self.incline = incline
    }
}

/// A plan flattened to the sequence of intervals that a session runs, repeats unrolled.
public struct SessionPlan: Equatable, Sendable {
    public var title: String
    public var intervals: [PlannedInterval]

    public init(title: String, intervals: [PlannedInterval]) {
        self.title = title
        self.intervals = intervals
    }

    /// The sum of all interval durations.
    public var duration: TimeSpan { intervals.reduce(.zero) { $0 + $1.duration } }
}

/// What makes a session this runner's: the plan and the runner's mass.
public struct SessionSetup: Equatable, Sendable {
    public var plan: SessionPlan
    /// Body mass with clothing and harness, 20...200 kg.
    public var runnerMass: Mass
    /// Whether the belt may run only while the operator's program says that it is there.
    public var needsOperatorLink: Bool

    public init(plan: SessionPlan, runnerMass: Mass, needsOperatorLink: Bool = false) {
        self.plan = plan
        self.runnerMass = runnerMass
        self.needsOperatorLink = needsOperatorLink
    }
}

extension SessionSetup {
    /// Body mass with clothing and harness, kg, that limits and simulations are made for.
    public static let masses = 20.0...200.0

    /// Whether a session may be armed with it at all. Everything that reads plans says more, and earlier; this is the last
    /// look, at what would make the figures of a session meaningless.
    func isSound(under limits: ControlLimits) -> Bool {
        guard Self.masses.contains(runnerMass.kilograms), !plan.intervals.isEmpty else { return false }
        return plan.intervals.allSatisfy { interval in
            interval.duration > .zero && interval.beltSpeed > .zero && interval.beltSpeed <= limits.belt.planSpeed
                && (BodyWeightPercent.zero...(.percent(100))).contains(interval.bodyWeight)
                && limits.belt.incline.contains(interval.incline)
        }
    }
}
