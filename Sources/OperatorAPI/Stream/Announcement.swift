import TreadmillControl

/// A change that is about to happen.
public struct Announcement: Codable, Equatable, Sendable {
    public enum Change: String, Codable, Sendable {
        /// The belt starts, or starts again after a pause.
        case beltStart = "belt_start"
        /// The next interval begins.
        case interval
        /// The plan ends and the belt stops.
        case planEnd = "plan_end"
    }

    public var change: Change
    /// s from now
    public var secondsUntil: Double
    /// The interval that begins; `nil` at the plan's end.
    @Nullable public var interval: IntervalReport?

    enum CodingKeys: String, CodingKey {
        case change, interval
        case secondsUntil = "seconds_until"
    }

    public init(change: Change, secondsUntil: Double, interval: IntervalReport?) {
        self.change = change
        self.secondsUntil = secondsUntil
        _interval = Nullable(wrappedValue: interval)
    }

    /// What a tick announces, `nil` while it announces nothing.
    public init?(_ outputs: ControlOutputs, plan: SessionPlan) {
        let index = Int(outputs.position.interval)
        self.init(
            secondsUntil: outputs.announcedChangeIn?.seconds, phase: outputs.state.phase,
            interval: plan.intervalReport(at: index), next: plan.intervalReport(at: index + 1))
    }

    /// What a status report announces, `nil` while it announces nothing.
    public init?(_ session: SessionReport, phase: SessionPhase) {
        self.init(
            secondsUntil: session.announcedChangeIn, phase: phase, interval: session.interval,
            next: session.nextInterval)
    }

    private init?(secondsUntil: Double?, phase: SessionPhase, interval: IntervalReport?, next: IntervalReport?) {
        guard let secondsUntil else { return nil }
        switch phase {
        case .countdown:
            self.init(change: .beltStart, secondsUntil: secondsUntil, interval: interval)
        case .running:
            self.init(change: next == nil ? .planEnd : .interval, secondsUntil: secondsUntil, interval: next)
        case .idle, .checking, .armed, .paused, .stopping, .finished, .faulted, .proving:
            return nil
        }
    }
}
