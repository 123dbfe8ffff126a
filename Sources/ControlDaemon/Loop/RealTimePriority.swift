import Glibc

/// Real-time scheduling of the calling thread.
enum RealTimePriority {
    /// Above the bus workers, so that a tick never waits behind one.
    static let loop: Int32 = 40

    /// Puts the calling thread into SCHED_FIFO; false where the system does not allow it.
    static func raise(to priority: Int32 = loop) -> Bool {
        var parameters = sched_param(sched_priority: priority)
        return sched_setscheduler(0, SCHED_FIFO, &parameters) == 0
    }

    /// Back to ordinary scheduling.
    static func drop() {
        var parameters = sched_param(sched_priority: 0)
        sched_setscheduler(0, SCHED_OTHER, &parameters)
    }
}
