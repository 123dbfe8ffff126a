import TreadmillControl

extension SessionPhase {
    /// A word or two for a heading.
    public var title: String {
        switch self {
        case .idle: "idle"
        case .checking: "checking"
        case .armed: "raising support"
        case .countdown: "countdown"
        case .running: "running"
        case .paused: "paused"
        case .stopping: "stopping"
        case .finished: "finished"
        case .faulted: "stopped by an interlock"
        case .proving: "proving a drive"
        }
    }

    /// What the machine does in this phase and what it waits for.
    public var explanation: String {
        switch self {
        case .idle: "No session. The belt is stopped and support is held."
        case .checking: "Readings and watchdogs of all devices are being checked; nothing moves."
        case .armed: "Support is being raised to the first interval's body weight; the belt stands."
        case .countdown: "The belt is about to start."
        case .running: "The session runs."
        case .paused: "The belt stands, support is held and plan time is stopped. Resume or stop."
        case .stopping: "The belt is slowing to standstill; support is held."
        case .finished: "The session is over; support is held until it is lowered."
        case .faulted: "An interlock has stopped the session; support is held. See its remedy, then acknowledge."
        case .proving: "Nobody may be on the machine: a drive moves slowly while its watchdog is put to the proof."
        }
    }
}

extension FinishReason {
    public var explanation: String {
        switch self {
        case .completed: "The plan ran to its end."
        case .stoppedByOperator: "An operator stopped the session."
        case .checksFailed: "The checks before the start did not pass in time; the belt never moved."
        case .interlock: "An interlock ended the session."
        }
    }
}

extension RequestOutcome {
    public var explanation: String {
        switch self {
        case .accepted: "Accepted."
        case .notInThisState: "The session's state does not allow this; see `unweight status`."
        case .interlockActive: "The cause of an interlock is still present; see `unweight status` for its remedy."
        case .beyondLimit: "This would go beyond a limit of the machine or of the session."
        case .beltNotAtStandstill: "The belt is not confirmed at standstill; wait until it stands."
        }
    }
}

extension Reaction {
    /// What the machine does, in a few words.
    public var title: String {
        switch self {
        case .none: "nothing"
        case .warn: "warning"
        case .hold: "hold"
        case .controlledStop: "controlled stop"
        case .protectiveStop: "protective stop"
        case .emergencyStop: "emergency stop"
        }
    }
}

extension Gait {
    public var title: String {
        switch self {
        case .walk: "walk"
        case .run: "run"
        }
    }
}
