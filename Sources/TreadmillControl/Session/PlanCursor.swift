/// Walks through the plan. Plan time moves only in ticks in which the rig delivers the plan, and never jumps.
struct PlanCursor: Equatable, Sendable {
    private(set) var index = 0
    private(set) var elapsedInInterval = TimeSpan.zero
    private(set) var elapsed = TimeSpan.zero
    /// How long the coming change has been announced, without a break.
    private var announcedFor = TimeSpan.zero
    private(set) var isAdvancing = false
    private(set) var announcedChangeIn: TimeSpan?

    /// What a tick came to.
    enum Progress: Equatable, Sendable {
        case within
        case entered
        case atEnd
    }

    /// One tick of delivered plan: time runs, the coming change is announced, and at its boundary it happens, unless
    /// it is a rise that has not been announced for long enough.
    mutating func advance(in plan: SessionPlan, announcement: TimeSpan, dt: TimeSpan) -> Progress {
        guard index < plan.intervals.count else { return .atEnd }
        if announcedChangeIn != nil { announcedFor = announcedFor + dt }
        let duration = plan.intervals[index].duration
        let rest = min(dt, max(duration - elapsedInInterval, .zero))
        isAdvancing = rest > .zero
        elapsedInInterval = elapsedInInterval + rest
        elapsed = elapsed + rest
        let remaining = max(duration - elapsedInInterval, .zero)
        let unannounced = isRise(in: plan) ? max(announcement - announcedFor, .zero) : .zero
        guard remaining > .zero || unannounced > .zero else { return enterNext(in: plan) }
        announcedChangeIn = remaining <= announcement ? max(remaining, unannounced) : nil
        return .within
    }

    /// A tick in which the plan is not delivered.
    mutating func freeze() {
        isAdvancing = false
        announcedFor = .zero
        announcedChangeIn = nil
    }

    var position: PlanPosition {
        PlanPosition(
            interval: Int32(truncatingIfNeeded: index), elapsedInInterval: elapsedInInterval, elapsed: elapsed,
            isAdvancing: isAdvancing)
    }

    /// Whether the next interval asks more of the runner: faster, steeper, or more weight on the legs.
    private func isRise(in plan: SessionPlan) -> Bool {
        guard index + 1 < plan.intervals.count else { return false }
        let speed = plan.intervals[index + 1].beltSpeed > plan.intervals[index].beltSpeed
        let incline = plan.intervals[index + 1].incline > plan.intervals[index].incline
        return speed || incline || plan.intervals[index + 1].bodyWeight > plan.intervals[index].bodyWeight
    }

    private mutating func enterNext(in plan: SessionPlan) -> Progress {
        announcedFor = .zero
        announcedChangeIn = nil
        guard index + 1 < plan.intervals.count else {
            isAdvancing = false
            return .atEnd
        }
        index += 1
        elapsedInInterval = .zero
        return .entered
    }
}
