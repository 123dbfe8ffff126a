import DeviceProtocols

/// What is known of the treadmill's motion, from acknowledgements and its own word.
///
/// A start is sent only to a belt that was stopped by our own acknowledged command: one that has stopped by itself, or
/// whose state was lost with the line, never starts again before the core has commanded a stop.
enum TrackMasterMotion: Equatable, Sendable {
    /// Nothing is known, or an exchange has failed.
    case unknown
    /// A stop was acknowledged.
    case stopped
    /// A stop was acknowledged and the belt is still slowing down; the stop is said again until it stands.
    case slowing
    /// A start was acknowledged; the belt has not been seen to run yet.
    case starting
    case running
    /// The belt stands although it was running: its own timer, its own keys, or its key cord.
    case stoppedByItself

    mutating func observe(_ state: TrackMaster.BeltState) {
        switch (self, state) {
        case (.unknown, .stopped), (.running, .stopped): self = .stoppedByItself
        case (.unknown, .running), (.starting, .running): self = .running
        case (.stopped, .running): self = .slowing
        case (.slowing, .stopped): self = .stopped
        // Started by another host, without its guard.
        case (_, .runningUnguarded): self = .unknown
        case (.stopped, .stopped), (.slowing, .running), (.starting, .stopped), (.running, .running),
            (.stoppedByItself, .stopped), (.stoppedByItself, .running):
            break
        }
    }
}

/// Values that the treadmill has acknowledged and that were read back; `nil` while unknown.
struct ConfirmedSettings: Equatable, Sendable {
    private(set) var speedTenths: Int?
    var gradeTenths: Int?
    /// Something was said that may have set another speed than was meant, and no read-back has settled it.
    private(set) var isSpeedInDoubt = false

    var isConfirmed: Bool { speedTenths != nil && gradeTenths != nil }

    mutating func openSpeed() {
        speedTenths = nil
        isSpeedInDoubt = true
    }

    mutating func confirm(speed tenths: Int) {
        speedTenths = tenths
        isSpeedInDoubt = false
    }

    /// Nothing that was set is believed any more; a doubt stays.
    mutating func forget() {
        speedTenths = nil
        gradeTenths = nil
    }
}
