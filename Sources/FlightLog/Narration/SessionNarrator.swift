import TreadmillControl

/// Tells a session in words: what changed from one tick to the next, for the log, the journal and the operator.
///
/// Returns nothing, and allocates nothing, while nothing changes.
public struct SessionNarrator: Sendable {
    private let plan: SessionPlan?
    private var phase: SessionPhase?
    private var interval: Int32?
    private var active = InterlockSet.none
    private var latched = InterlockSet.none
    private var isAnnounced = false

    /// - Parameter plan: names the intervals; `nil` when no session is loaded.
    public init(plan: SessionPlan?) { self.plan = plan }

    /// What the outputs of the next tick, at `time`, have to tell.
    public mutating func events(in outputs: ControlOutputs, at time: MonotonicInstant) -> [LogEvent] {
        var events: [LogEvent] = []
        narrateInterlocks(outputs, at: time, &events)
        if let result = outputs.requestResult {
            events.append(
                LogEvent(
                    level: result.outcome == .accepted ? .info : .notice, time: time,
                    text: "request \(result.id): \(result.outcome.words)"))
        }
        if outputs.state.phase != phase {
            phase = outputs.state.phase
            events.append(LogEvent(level: outputs.state.level, time: time, text: outputs.state.words))
        }
        narratePlan(outputs, at: time, &events)
        active = outputs.activeInterlocks
        latched = outputs.latchedInterlocks
        return events
    }

    private func narrateInterlocks(
        _ outputs: ControlOutputs, at time: MonotonicInstant, _ events: inout [LogEvent]
    ) {
        guard outputs.activeInterlocks != active || outputs.latchedInterlocks != latched else { return }
        for interlock in outputs.activeInterlocks.subtracting(active).interlocks {
            events.append(LogEvent(level: interlock.level, time: time, text: "interlock \(interlock): present"))
        }
        for interlock in active.subtracting(outputs.activeInterlocks).interlocks {
            events.append(LogEvent(level: .info, time: time, text: "interlock \(interlock): cause gone"))
        }
        for interlock in outputs.latchedInterlocks.subtracting(latched).interlocks {
            events.append(LogEvent(level: interlock.level, time: time, text: "interlock \(interlock): latched"))
        }
        for interlock in latched.subtracting(outputs.latchedInterlocks).interlocks {
            events.append(LogEvent(level: .notice, time: time, text: "interlock \(interlock): acknowledged"))
        }
    }

    private mutating func narratePlan(
        _ outputs: ControlOutputs, at time: MonotonicInstant, _ events: inout [LogEvent]
    ) {
        let wasAnnounced = isAnnounced
        isAnnounced = outputs.announcedChangeIn != nil
        guard phase == .running, let plan else { return }
        if outputs.position.interval != interval {
            interval = outputs.position.interval
            events.append(LogEvent(level: .info, time: time, text: plan.words(forInterval: outputs.position.interval)))
        }
        if isAnnounced, !wasAnnounced {
            let next = plan.words(forInterval: outputs.position.interval + 1)
            events.append(LogEvent(level: .info, time: time, text: "announced: \(next)"))
        }
    }
}

extension SessionPlan {
    fileprivate func words(forInterval number: Int32) -> String {
        let index = Int(number)
        guard intervals.indices.contains(index) else { return "end of the plan" }
        let interval = intervals[index]
        return "interval \(index + 1) of \(intervals.count), \(interval.name): \(interval.gait), "
            + "\(hundredths(interval.beltSpeed.metersPerSecond)) m/s, \(hundredths(interval.bodyWeight.percent)) %BW, "
            + "\(hundredths(interval.duration.seconds)) s"
    }
}

/// Rounded for reading; the exact figure is in the plan.
private func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }

extension SessionState {
    fileprivate var level: EventLevel {
        switch self {
        case .faulted, .stopping(.faulted, deadline: _), .finished(.interlock): .error
        case .finished(.checksFailed): .warning
        case .idle, .checking, .armed, .countdown, .running, .paused, .stopping, .finished, .proving: .notice
        }
    }

    fileprivate var words: String {
        switch self {
        case .idle: "idle: no session"
        case .checking: "checking readings and devices"
        case .armed: "armed: raising support"
        case .countdown: "countdown: the belt is about to start"
        case .running: "running"
        case .paused: "paused: belt at standstill, support held"
        case .stopping(let destination, deadline: _):
            "stopping: belt to standstill, support held; then \(destination.words)"
        case .finished(let reason): "finished: \(reason.words); support held until it is lowered"
        case .faulted: "faulted: belt stopped, support held, waiting for a person"
        case .proving: "proving: a drive moves slowly, nobody on the machine"
        }
    }
}

extension StopDestination {
    fileprivate var words: String {
        switch self {
        case .paused: "paused"
        case .finished(let reason): "finished, \(reason.words)"
        case .faulted: "faulted"
        }
    }
}

extension FinishReason {
    fileprivate var words: String {
        switch self {
        case .completed: "plan completed"
        case .stoppedByOperator: "stopped by the operator"
        case .checksFailed: "checks did not pass in time"
        case .interlock: "ended by an interlock"
        }
    }
}

extension RequestOutcome {
    fileprivate var words: String {
        switch self {
        case .accepted: "accepted"
        case .notInThisState: "refused, not possible in this state"
        case .interlockActive: "refused, an interlock's cause is present"
        case .beyondLimit: "refused, beyond a limit"
        case .beltNotAtStandstill: "refused, the belt is not confirmed at standstill"
        }
    }
}

extension Interlock {
    fileprivate var level: EventLevel {
        switch reaction {
        case .none: .info
        case .warn, .hold: .warning
        case .controlledStop, .protectiveStop: .error
        case .emergencyStop: .critical
        }
    }
}
