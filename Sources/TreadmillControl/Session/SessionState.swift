/// Why a session came to its end.
public enum FinishReason: UInt8, CaseIterable, Sendable {
    /// The plan ran to its end.
    case completed = 1
    /// An operator stopped it.
    case stoppedByOperator = 2
    /// Checks before the start did not pass in time.
    case checksFailed = 3
    /// An interlock ended it.
    case interlock = 4
}

/// What a stop leads to once the belt stands.
public enum StopDestination: Equatable, Sendable {
    case paused
    case finished(FinishReason)
    case faulted
}

/// Where a session is. Every state is a case with what it needs to know.
public enum SessionState: Equatable, Sendable {
    /// No session. Belt stopped, support held.
    case idle
    /// Readings, watchdogs and devices must be good for a while before anything moves.
    case checking(since: MonotonicInstant)
    /// Support is being raised to the first interval's body weight; the belt stands.
    case armed(since: MonotonicInstant)
    /// The start of the belt has been announced.
    case countdown(endsAt: MonotonicInstant)
    /// The belt moves and, while the rig delivers it, plan time runs.
    case running
    /// Belt at standstill, support held, waiting for an operator.
    case paused
    /// Belt on its way to standstill, support held.
    case stopping(StopDestination, deadline: MonotonicInstant)
    /// The session is over; support is held until an operator lowers it.
    case finished(FinishReason)
    /// An interlock stopped the session and waits for a person.
    case faulted
    /// Nobody is on the machine, and a drive moves slowly so that its own watchdog can be put to the proof.
    case proving(since: MonotonicInstant)

    /// The state without its payload, as logs and the API name it.
    public var phase: SessionPhase {
        switch self {
        case .idle: .idle
        case .checking: .checking
        case .armed: .armed
        case .countdown: .countdown
        case .running: .running
        case .paused: .paused
        case .stopping: .stopping
        case .finished: .finished
        case .faulted: .faulted
        case .proving: .proving
        }
    }
}

/// A session state without its payload.
public enum SessionPhase: UInt8, CaseIterable, Sendable {
    case idle = 0
    case checking = 1
    case armed = 2
    case countdown = 3
    case running = 4
    case paused = 5
    case stopping = 6
    case finished = 7
    case faulted = 8
    case proving = 9
}
