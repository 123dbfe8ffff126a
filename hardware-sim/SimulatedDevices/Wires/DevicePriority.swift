import Glibc

/// Real devices do not share a processor with the daemon. Where the system allows it, the simulated ones answer with
/// real-time priority, so that a busy machine does not make them slower than their wires.
enum DevicePriority {
    /// Above everything that the daemon takes for itself.
    private static let priority: Int32 = 50

    /// For the calling thread.
    static func take() {
        var parameters = sched_param(sched_priority: priority)
        _ = sched_setscheduler(0, SCHED_FIFO, &parameters)
    }
}
