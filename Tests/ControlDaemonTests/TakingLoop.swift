import Foundation
import Glibc
import Synchronization
import TreadmillControl

@testable import ControlDaemon

/// Takes the next session as the loop would, on a thread of its own: a test machine whose other tests compute must not
/// make it late.
final class TakingLoop: Sendable {
    private let taken = Mutex<SessionOrder?>(nil)
    private let isOver = Atomic<Bool>(false)

    /// The order that was taken.
    var order: SessionOrder? { taken.withLock { $0 } }

    /// - Parameter look: is called at the moment of taking, before anybody is told.
    init(_ machine: Machine, look: @escaping @Sendable () -> Void = {}) {
        let thread = Thread { [self] in
            while !isOver.load(ordering: .acquiring) {
                if let order = machine.exchange.takeOrder() {
                    look()
                    taken.withLock { $0 = order }
                    // Dated ahead, so that it is not old on a machine that is busy.
                    var ticks = HandmadeTicks(
                        session: order.number, setup: nil, from: monotonicNow() + .milliseconds(30_000))
                    machine.exchange.publish(ticks.next())
                    return
                }
                usleep(500)
            }
        }
        thread.start()
    }

    deinit { isOver.store(true, ordering: .releasing) }
}
