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

    public init(plan: SessionPlan, runnerMass: Mass) {
        self.plan = plan
        self.runnerMass = runnerMass
    }
}
