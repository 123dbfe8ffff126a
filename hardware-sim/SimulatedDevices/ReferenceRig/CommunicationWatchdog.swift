import TreadmillControl

/// The watchdog of a drive: trips when nobody has commanded the drive for a set time, and stays tripped.
struct CommunicationWatchdog: Sendable {
    /// As in the register; 0 is off.
    private(set) var milliseconds: UInt16 = 0
    private(set) var isTripped = false
    /// Trips since power-up.
    private(set) var trips = 0
    private var fedAt = MonotonicInstant.zero

    mutating func set(milliseconds: UInt16, at now: MonotonicInstant) {
        self.milliseconds = milliseconds
        fedAt = now
    }

    mutating func feed(at now: MonotonicInstant) { fedAt = now }

    mutating func reset(at now: MonotonicInstant) {
        isTripped = false
        fedAt = now
    }

    mutating func check(at now: MonotonicInstant) {
        guard milliseconds > 0, now - fedAt > .milliseconds(Int64(milliseconds)) else { return }
        trip()
    }

    mutating func trip() {
        guard !isTripped else { return }
        isTripped = true
        trips += 1
    }
}
