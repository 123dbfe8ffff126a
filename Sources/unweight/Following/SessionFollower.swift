import OperatorAPI
import TreadmillControl

/// Follows a session: decides what to say, what to ask of the daemon and when to leave. Pure: events in, effects out.
struct SessionFollower: Sendable {
    enum Purpose: Equatable, Sendable {
        /// Started here: Ctrl-C stops the session, and its end is the program's end.
        case attached(sessionID: String)
        /// Only looking: leaving changes nothing.
        case watching
    }

    let purpose: Purpose
    /// Whether somebody is there to see to a fault; otherwise a fault ends the following.
    let isInteractive: Bool
    /// Whether this is the operator's program that a session may need.
    let isOperator: Bool
    private(set) var report: StatusReport?
    private var reporter: SessionReporter
    private var askedToStop = false
    /// The daemon's uptime when the first report came that is not of the session started here, s.
    private var strangerSince: Double?
    private var hasSeenSession = false
    /// Calls that the daemon has not answered yet.
    private var unanswered = 0
    /// How to leave once every call is answered: a stop that was asked for must reach the daemon.
    private var parting: FollowEffect?

    /// Until then a daemon may still report what was before the start, s.
    static let longestTakeover = 5.0

    init(purpose: Purpose, isInteractive: Bool, isOperator: Bool = false, units: UnitSystem) {
        self.purpose = purpose
        self.isInteractive = isInteractive
        self.isOperator = isOperator
        reporter = SessionReporter(units: units)
    }

    mutating func handle(_ event: FollowEvent) -> [FollowEffect] {
        guard let parting else { return deferringLeave(react(to: event)) }
        switch event {
        case .interrupt: return [parting]
        case .presenceDue: return react(to: event)
        case .answered: return react(to: event) + (unanswered == 0 ? [parting] : [])
        case .stream, .connectionLost, .connectionRestored, .connectionGivenUp, .key, .terminate, .resized: return []
        }
    }

    /// Counts the calls among `effects`, and holds a leave back while one is unanswered.
    private mutating func deferringLeave(_ effects: [FollowEffect]) -> [FollowEffect] {
        effects.flatMap { effect -> [FollowEffect] in
            switch effect {
            case .call:
                unanswered += 1
                return [effect]
            case .leave where unanswered > 0:
                parting = effect
                return [.line("waiting for the daemon's answer; Ctrl-C leaves without it"), .draw]
            case .leave, .line, .bell, .draw, .presence:
                return [effect]
            }
        }
    }

    private mutating func react(to event: FollowEvent) -> [FollowEffect] {
        switch event {
        case .stream(let event): return stream(event)
        case .connectionLost(let reason):
            return [.line("the connection to the daemon broke off (\(reason)); trying again"), .draw]
        case .connectionRestored: return [.line("the daemon answers again"), .draw]
        case .connectionGivenUp(let problem):
            return [.leave(.unreachable, "\(problem)")]
        case .key(let key): return press(key)
        case .interrupt: return interrupt()
        case .terminate: return terminate()
        case .answered(let route, let answer): return answered(route, answer)
        case .presenceDue: return presence()
        case .resized: return [.draw]
        }
    }

    private func presence() -> [FollowEffect] {
        guard isOperator else { return [.presence(sessionID: nil)] }
        switch purpose {
        case .attached(let id): return [.presence(sessionID: id)]
        case .watching: return [.presence(sessionID: report?.session?.id)]
        }
    }

    // MARK: The stream

    private mutating func stream(_ event: StreamEvent) -> [FollowEffect] {
        if case .status(let new) = event {
            guard isOurs(new) else { return stranger(new) }
            report = new
        } else if !hasSeenSession, case .attached = purpose {
            return []
        }
        var effects: [FollowEffect] = []
        for line in reporter.lines(for: event) {
            effects.append(.line(line.text))
            if line.ringsBell { effects.append(.bell) }
        }
        effects.append(.draw)
        if case .status(let new) = event, let end = end(new) { effects.append(end) }
        return effects
    }

    private mutating func isOurs(_ report: StatusReport) -> Bool {
        switch purpose {
        case .watching: return true
        case .attached(let id):
            guard report.session?.id == id else { return false }
            hasSeenSession = true
            return true
        }
    }

    private mutating func stranger(_ report: StatusReport) -> [FollowEffect] {
        guard !hasSeenSession else {
            return [.leave(.failed, "the daemon no longer has this session; see `unweight status`")]
        }
        let since = strangerSince ?? report.daemon.uptime
        strangerSince = since
        guard report.daemon.uptime - since <= Self.longestTakeover, report.daemon.uptime >= since else {
            return [.leave(.failed, "the daemon did not take the session over; see `unweight status`")]
        }
        return []
    }

    private func end(_ report: StatusReport) -> FollowEffect? {
        guard case .attached = purpose else { return nil }
        switch report.phase {
        case .finished:
            return .leave(report.session?.finishReason == .completed ? .ok : .failed, nil)
        case .faulted where !isInteractive:
            return .leave(.failed, "stopped by an interlock; see `unweight status` for its remedy")
        case .idle:
            return .leave(.failed, "the session is over")
        case .faulted, .checking, .armed, .countdown, .running, .paused, .stopping, .proving:
            return nil
        }
    }

    // MARK: The operator

    private mutating func press(_ key: PanelKey) -> [FollowEffect] {
        switch key {
        case .pause: return [.call(.pause)]
        case .resume: return [.call(.resume)]
        case .stop: return [.call(.stop)]
        case .leave:
            switch purpose {
            case .watching: return [.leave(.ok, nil)]
            case .attached where isOperator:
                return [.leave(.failed, "left; without its operator the session stops")]
            case .attached: return [.leave(.failed, "left; the session goes on. `unweight watch` shows it again")]
            }
        }
    }

    private mutating func interrupt() -> [FollowEffect] {
        switch purpose {
        case .watching: return [.leave(.ok, nil)]
        case .attached:
            if askedToStop || report?.phase == .faulted {
                return [.leave(.failed, "left; `unweight status` says what the machine does")]
            }
            askedToStop = true
            return [
                .line("stopping: the belt slows to standstill with support held; Ctrl-C again leaves at once"),
                .call(.stop), .draw,
            ]
        }
    }

    /// Nobody is there any more to watch the runner: a session started here is stopped.
    private mutating func terminate() -> [FollowEffect] {
        if case .attached = purpose, askedToStop { return [] }
        return interrupt()
    }

    private mutating func answered(_ route: APIRoute, _ answer: Result<RequestReply, Problem>) -> [FollowEffect] {
        unanswered -= 1
        let text: String
        switch answer {
        case .success(let reply) where reply.outcome == .accepted: return []
        case .success(let reply): text = "\(route.rawValue) refused: \(reply.explanation)"
        case .failure(let problem): text = "\(route.rawValue) failed: \(problem)"
        }
        return [.line(text), .bell, .draw]
    }
}
