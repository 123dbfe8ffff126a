import TreadmillControl

/// The loaded session and where it is in its plan.
public struct SessionReport: Codable, Equatable, Sendable {
    public var id: String
    public var planTitle: String
    /// kg
    public var runnerMass: Double
    /// The current interval; `nil` once the plan is through.
    @Nullable public var interval: IntervalReport?
    /// Plan time spent in the current interval, s.
    public var elapsedInInterval: Double
    public var intervalCount: Int
    /// `nil` in the last interval.
    @Nullable public var nextInterval: IntervalReport?
    /// Plan time spent altogether, s.
    public var elapsed: Double
    /// The plan's whole duration, s.
    public var total: Double
    /// Whether plan time runs: it stands still whenever the rig does not deliver the plan.
    public var isAdvancing: Bool
    /// s until an announced change of the plan or the start of the belt; `nil` while none is announced.
    @Nullable public var announcedChangeIn: Double?
    /// `nil` until the session is over.
    @Nullable public var finishReason: FinishReason?
    /// Whether the belt runs only while the operator's program says that it is there.
    public var needsOperatorLink: Bool

    enum CodingKeys: String, CodingKey {
        case id, interval
        case planTitle = "plan_title"
        case runnerMass = "runner_mass_kg"
        case elapsedInInterval = "elapsed_in_interval_s"
        case intervalCount = "interval_count"
        case nextInterval = "next_interval"
        case elapsed = "elapsed_s"
        case total = "total_s"
        case isAdvancing = "is_advancing"
        case announcedChangeIn = "announced_change_in_s"
        case finishReason = "finish_reason"
        case needsOperatorLink = "needs_operator_link"
    }

    public init(
        id: String, planTitle: String, runnerMass: Double, interval: IntervalReport?, elapsedInInterval: Double,
        intervalCount: Int, nextInterval: IntervalReport?, elapsed: Double, total: Double, isAdvancing: Bool,
        announcedChangeIn: Double?, finishReason: FinishReason?, needsOperatorLink: Bool = false
    ) {
        self.id = id
        self.planTitle = planTitle
        self.runnerMass = runnerMass
        _interval = Nullable(wrappedValue: interval)
        self.elapsedInInterval = elapsedInInterval
        self.intervalCount = intervalCount
        _nextInterval = Nullable(wrappedValue: nextInterval)
        self.elapsed = elapsed
        self.total = total
        self.isAdvancing = isAdvancing
        _announcedChangeIn = Nullable(wrappedValue: announcedChangeIn)
        _finishReason = Nullable(wrappedValue: finishReason)
        self.needsOperatorLink = needsOperatorLink
    }

    public init(id: String, setup: SessionSetup, outputs: ControlOutputs) {
        let position = outputs.position
        let index = Int(position.interval)
        self.init(
            id: id, planTitle: setup.plan.title, runnerMass: setup.runnerMass.kilograms,
            interval: setup.plan.intervalReport(at: index),
            elapsedInInterval: position.elapsedInInterval.seconds,
            intervalCount: setup.plan.intervals.count,
            nextInterval: setup.plan.intervalReport(at: index + 1),
            elapsed: position.elapsed.seconds, total: setup.plan.duration.seconds, isAdvancing: position.isAdvancing,
            announcedChangeIn: outputs.announcedChangeIn?.seconds, finishReason: outputs.state.finishReason,
            needsOperatorLink: setup.needsOperatorLink)
    }
}

extension SessionState {
    /// Why the session is over; `nil` while it is not.
    public var finishReason: FinishReason? {
        switch self {
        case .finished(let reason): reason
        case .idle, .checking, .armed, .countdown, .running, .paused, .stopping, .faulted, .proving: nil
        }
    }
}
