import Dispatch
import Foundation

/// A thread that can be waited for.
final class WorkerThread: Sendable {
    private let finished = DispatchSemaphore(value: 0)

    /// Starts `body` on a thread of its own.
    init(name: String, body: @escaping @Sendable () -> Void) {
        let finished = self.finished
        let thread = Thread {
            DevicePriority.take()
            body()
            finished.signal()
        }
        thread.name = name
        thread.start()
    }

    /// Returns once the body has returned.
    func join() {
        finished.wait()
        finished.signal()
    }
}
