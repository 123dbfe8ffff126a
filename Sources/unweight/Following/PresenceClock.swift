import OperatorAPI
import Synchronization

/// Says when the daemon is to hear that the operator is there, and never before it has answered the last time: signs of
/// life that pile up somewhere would speak for an operator who is gone.
final class PresenceClock: Sendable {
    private let isPending = Atomic<Bool>(false)

    /// Calls `due` until the task is cancelled.
    func run(_ due: @Sendable () -> Void) async {
        while !Task.isCancelled {
            if !isPending.exchange(true, ordering: .acquiringAndReleasing) { due() }
            try? await Task.sleep(for: .seconds(PresenceRequest.interval))
        }
    }

    /// The daemon has answered, or was not asked.
    func settle() { isPending.store(false, ordering: .releasing) }
}
