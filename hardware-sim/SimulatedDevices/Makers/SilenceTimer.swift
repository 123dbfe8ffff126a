import TreadmillControl

/// How long a drive has been told nothing.
struct SilenceTimer: Sendable {
    private var heardAt = MonotonicInstant.zero

    mutating func restart(at now: MonotonicInstant) { heardAt = now }

    func hasPassed(_ limit: TimeSpan, at now: MonotonicInstant) -> Bool { now - heardAt > limit }
}
