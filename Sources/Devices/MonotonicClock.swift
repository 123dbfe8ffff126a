import Glibc
import TreadmillControl

/// The machine's monotonic clock, the only clock that control and devices know.
public enum MonotonicClock {
    public static func now() -> MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Sleeps until `instant`; returns at once if it has passed. Signals do not cut the sleep short.
    public static func sleep(until instant: MonotonicInstant) {
        // The kernel would put the thread to bed even then: an instant that has just passed is, with the 50 us of timer
        // slack of an ordinary thread, still to come.
        guard instant > now() else { return }
        var time = timespec(
            tv_sec: Int(instant.nanoseconds / 1_000_000_000), tv_nsec: Int(instant.nanoseconds % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}
