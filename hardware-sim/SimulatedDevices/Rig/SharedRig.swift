import Synchronization
import TreadmillControl

/// A simulated rig behind a lock, with the time of every access.
final class SharedRig: Sendable {
    private let rig: Mutex<SimulatedRig>

    init(_ rig: sending SimulatedRig) { self.rig = Mutex(rig) }

    /// The time is taken with the lock held, so that it never runs backwards for the rig.
    func access<Result: Sendable>(_ body: (inout SimulatedRig, MonotonicInstant) -> Result) -> Result {
        rig.withLock { body(&$0, MonotonicClock.now) }
    }
}
