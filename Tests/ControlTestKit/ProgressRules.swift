import TreadmillControl

/// Which ways a session may go, and when its plan may move on. Feed it every tick of a session in order.
public struct ProgressRules: Sendable {
    private let limits: ControlLimits
    private let plan: SessionPlan
    private var previous: ControlOutputs?
    private var previousTime = MonotonicInstant.zero
    private var announcedSince: MonotonicInstant?
    private var countdownSince: MonotonicInstant?

    public init(limits: ControlLimits = ControlLimits(), plan: SessionPlan) {
        self.limits = limits
        self.plan = plan
    }

    /// The rules that this tick breaks, in words; empty when all is well.
    public mutating func broken(
        by tick: ControlInputs, _ outputs: ControlOutputs, at time: MonotonicInstant
    ) -> [String] {
        defer { remember(outputs, at: time) }
        guard let previous else { return [] }
        let broken =
            wayRules(previous, outputs, request: tick.request?.action, time: time)
            + planRules(previous, outputs, time: time)
        return broken.map { "\($0) (\(previous.state) to \(outputs.state))" }
    }

    private mutating func remember(_ outputs: ControlOutputs, at time: MonotonicInstant) {
        let isNewInterval = previous.map { $0.position.interval != outputs.position.interval } ?? true
        if outputs.announcedChangeIn == nil || isNewInterval { announcedSince = nil }
        if outputs.announcedChangeIn != nil, announcedSince == nil { announcedSince = time }
        if outputs.state.phase != .countdown { countdownSince = nil }
        if outputs.state.phase == .countdown, countdownSince == nil { countdownSince = time }
        previous = outputs
        previousTime = time
    }

    private func wayRules(
        _ before: ControlOutputs, _ now: ControlOutputs, request: OperatorAction?, time: MonotonicInstant
    ) -> [String] {
        guard before.state.phase != now.state.phase else { return [] }
        let isAccepted = now.requestResult?.outcome == .accepted
        let asked = isAccepted ? request : nil
        switch (before.state.phase, now.state.phase) {
        case (_, .stopping):
            return []
        case (_, .idle):
            // A fault may be acknowledged in the very tick in which the support has been let down.
            return before.state.phase == .finished || asked == .acknowledge ? [] : ["no way to idle"]
        case (_, .checking):
            return before.state.phase == .paused && asked == .resume ? [] : ["checks begin without a request"]
        case (_, .proving):
            return before.state.phase == .checking ? [] : ["a trial without checks"]
        case (_, .armed):
            return before.state.phase == .checking ? [] : ["arming without checks"]
        case (_, .countdown):
            return before.state.phase == .armed ? [] : ["countdown without arming"]
        case (_, .running):
            guard before.state.phase == .countdown, let countdownSince else { return ["a start without countdown"] }
            return time - countdownSince >= limits.session.countdown ? [] : ["countdown cut short"]
        case (_, .paused):
            if asked == .pause || before.state.phase == .stopping { return [] }
            return asked == .acknowledge ? [] : ["paused out of nowhere"]
        case (_, .finished):
            if asked == .stop || asked == .acknowledge { return [] }
            if before.state.phase == .proving, asked == .pause { return [] }
            return [.stopping, .checking].contains(before.state.phase) ? [] : ["finished out of nowhere"]
        case (_, .faulted):
            return now.latchedInterlocks.isEmpty ? ["a fault without a reason"] : []
        }
    }

    private func planRules(_ before: ControlOutputs, _ now: ControlOutputs, time: MonotonicInstant) -> [String] {
        let passed = now.position.elapsed - before.position.elapsed
        var broken: [String] = []
        if passed < .zero { broken.append("plan time runs backwards") }
        if passed > max(time - previousTime, .zero) { broken.append("plan time runs ahead") }
        let mayPass =
            (before.state.phase == .running || now.state.phase == .running) && now.activeInterlocks.reaction < .hold
        if passed > .zero, !mayPass { broken.append("plan time runs while the plan is not delivered") }
        if now.position.interval < before.position.interval { broken.append("plan goes back") }
        if now.position.interval > before.position.interval + 1 { broken.append("plan skips an interval") }
        if now.position.interval == before.position.interval + 1, isRise(into: Int(now.position.interval)) {
            let announced = announcedSince.map { time - $0 } ?? .zero
            if announced < limits.session.announcement { broken.append("a rise announced for \(announced.seconds) s") }
        }
        return broken
    }

    private func isRise(into index: Int) -> Bool {
        guard plan.intervals.indices.contains(index), index > 0 else { return false }
        let (old, new) = (plan.intervals[index - 1], plan.intervals[index])
        return new.beltSpeed > old.beltSpeed || new.bodyWeight > old.bodyWeight || new.incline > old.incline
    }
}

/// Both sets of rules over a whole session.
public struct SessionRules: Sendable {
    private var motion: MotionRules
    private var progress: ProgressRules
    /// The first few broken rules with their times.
    public private(set) var broken: [String] = []

    public init(limits: ControlLimits = ControlLimits(), plan: SessionPlan) {
        motion = MotionRules(limits: limits)
        progress = ProgressRules(limits: limits, plan: plan)
    }

    public mutating func watch(_ inputs: ControlInputs, _ outputs: ControlOutputs, at time: MonotonicInstant) {
        let found =
            motion.broken(by: outputs, at: time) + progress.broken(by: inputs, outputs, at: time)
        if broken.count < 5 { broken += found.map { "at \(time.nanoseconds) ns: \($0)" } }
    }
}
