import TreadmillControl

/// What a runner does on the machine in one session, as a clinician writes it.
public struct TrainingPlan: Equatable, Sendable {
    public var title: String
    /// Where the plan comes from.
    public var source: String?
    public var notes: String?
    public var warmUp: [PlanBlock]
    /// Never empty in a plan that was read from a file.
    public var main: [PlanBlock]
    public var coolDown: [PlanBlock]

    public init(
        title: String, source: String? = nil, notes: String? = nil, warmUp: [PlanBlock] = [], main: [PlanBlock],
        coolDown: [PlanBlock] = []
    ) {
        self.title = title
        self.source = source
        self.notes = notes
        self.warmUp = warmUp
        self.main = main
        self.coolDown = coolDown
    }

    /// Warm-up, main part and cool-down in the order in which they are run.
    public var blocks: [PlanBlock] { warmUp + main + coolDown }
}

/// A part of a plan.
public enum PlanBlock: Equatable, Sendable {
    case step(PlanStep)
    /// The blocks within, so many times over; a count of 0 or less is none.
    indirect case repeating(count: Int, blocks: [PlanBlock])
}

/// One gait at one speed and one body-weight percentage for a time.
public struct PlanStep: Equatable, Sendable {
    public var name: String
    public var gait: Gait
    /// Includes the ramps from the step before.
    public var duration: TimeSpan
    public var speed: BeltSpeed
    public var bodyWeight: BodyWeightPercent
    public var incline: Incline
    /// The line of the plan's file on which the step begins, counted from 1; `nil` for a plan made in code.
    public var sourceLine: Int?

    public init(
        name: String, gait: Gait, duration: TimeSpan, speed: BeltSpeed, bodyWeight: BodyWeightPercent,
        incline: Incline = .zero, sourceLine: Int? = nil
    ) {
        self.name = name
        self.gait = gait
        self.duration = duration
        self.speed = speed
        self.bodyWeight = bodyWeight
        self.incline = incline
        self.sourceLine = sourceLine
    }
}
