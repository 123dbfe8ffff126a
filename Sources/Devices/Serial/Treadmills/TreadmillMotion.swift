/// What a serial treadmill says of its belt.
enum TreadmillBeltState: Equatable, Sendable {
    case stopped
    /// Under the treadmill's own timer.
    case running
    /// Without the treadmill's own timer, or it is not known to be with it: another host started it; never accepted.
    case runningUnguarded
}

/// What is known of the treadmill's motion, from acknowledgements and its own word.
///
/// A start is sent only to a belt that was stopped by our own acknowledged command: one that has stopped by itself, or
/// whose state was lost with the line, never starts again before the core has commanded a stop.
enum TreadmillMotion: Equatable, Sendable {
    /// Nothing is known, or an exchange has failed.
    case unknown
    /// A stop was acknowledged.
    case stopped
    /// A stop was acknowledged and the belt is still slowing down; the stop is said again until it stands.
    case slowing
    /// A start was acknowledged; the belt has not been seen to run yet.
    case starting
    /// A start was refused. Some treadmills go on to refuse every start until they hear a stop, so one comes first.
    case startRefused
    case running
    /// The belt stands although it was running: its own timer, its own keys, or its key cord.
    case stoppedByItself

    mutating func observe(_ state: TreadmillBeltState) {
        switch (self, state) {
        case (.unknown, .stopped), (.running, .stopped): self = .stoppedByItself
        case (.unknown, .running), (.starting, .running): self = .running
        case (.stopped, .running), (.startRefused, .running): self = .slowing
        case (.slowing, .stopped): self = .stopped
        // Started by another host, without its guard.
        case (_, .runningUnguarded): self = .unknown
        case (.stopped, .stopped), (.slowing, .running), (.starting, .stopped), (.running, .running),
            (.startRefused, .stopped), (.stoppedByItself, .stopped), (.stoppedByItself, .running):
            break
        }
    }
}
