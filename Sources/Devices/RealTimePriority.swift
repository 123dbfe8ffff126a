import Glibc

/// Real-time scheduling (SCHED_FIFO) of the calling thread, where the system allows it: as root, or with a real-time
/// limit such as the service unit sets.
public enum RealTimePriority: Int32, Sendable {
    /// The bus workers.
    case bus = 30
    /// The control loop, above the workers, so that a tick never waits behind one.
    case loop = 40

    /// Puts the calling thread into SCHED_FIFO at this priority; false where that is not allowed.
    public func take() -> Bool {
        var parameters = sched_param(sched_priority: rawValue)
        return sched_setscheduler(0, SCHED_FIFO, &parameters) == 0
    }

    /// Puts the calling thread back under ordinary scheduling.
    public static func giveBack() {
        var parameters = sched_param(sched_priority: 0)
        sched_setscheduler(0, SCHED_OTHER, &parameters)
    }
}
