import TreadmillControl

/// The time by which a conversation waits for a treadmill, and judges whether the treadmill's own timer may have acted.
struct TreadmillClock: Sendable {
    var now: @Sendable () -> MonotonicInstant
    /// Returns at this instant.
    var sleep: @Sendable (_ until: MonotonicInstant) -> Void

    static let system = TreadmillClock(
        now: { MonotonicClock.now() }, sleep: { MonotonicClock.sleep(until: $0) })

    func pause(for span: TimeSpan) { sleep(now() + span) }
}
