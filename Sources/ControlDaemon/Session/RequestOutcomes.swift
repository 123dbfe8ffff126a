import Synchronization
import TreadmillControl

/// Brings the outcome of a request from the tick back to whoever asked.
final class RequestOutcomes: Sendable {
    private let state = Mutex(State())

    private struct State {
        var nextID: UInt32 = 1
        var waiting: [UInt32: Waiting] = [:]
    }

    /// Whoever asked, and what ends the wait when nobody answers.
    private struct Waiting {
        var continuation: CheckedContinuation<RequestOutcome?, Never>
        var givingUp: Task<Void, Never>
    }

    /// Requests without an outcome so far.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// The number of the last request.
    var sequence: UInt32 { state.withLock { $0.nextID &- 1 } }

    /// Sends a request through `send` and waits for its outcome; `nil` when it cannot be sent or nobody answers
    /// within `patience`.
    func outcome(
        patience: Duration = .seconds(2), of send: @Sendable (UInt32) -> Bool
    ) async -> RequestOutcome? {
        let id = state.withLock { state in
            defer { state.nextID &+= 1 }
            return state.nextID
        }
        return await withCheckedContinuation { continuation in
            state.withLock { state in
                // Begun under the lock: it cannot end the wait before the wait is entered.
                let givingUp = Task { [self] in
                    try? await Task.sleep(for: patience)
                    finish(id, nil)
                }
                state.waiting[id] = Waiting(continuation: continuation, givingUp: givingUp)
            }
            if !send(id) { finish(id, nil) }
        }
    }

    func resolve(_ result: RequestResult) { finish(result.id, result.outcome) }

    private func finish(_ id: UInt32, _ outcome: RequestOutcome?) {
        guard let waiting = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
        waiting.givingUp.cancel()
        waiting.continuation.resume(returning: outcome)
    }
}
