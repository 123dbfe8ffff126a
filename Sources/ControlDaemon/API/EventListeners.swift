import OperatorAPI
import Synchronization

/// Everyone who follows the event stream. A listener that reads too slowly loses its oldest events, never the daemon's
/// time or memory.
final class EventListeners: Sendable {
    /// Events that wait for one listener: about ten seconds of status.
    static let mostPending = 64
    /// More listeners are turned away.
    static let mostListeners = 64

    private let state = Mutex(State())

    private struct State {
        var nextID = 0
        var continuations: [Int: AsyncStream<StreamEvent>.Continuation] = [:]
        var isFinished = false
    }

    var isEmpty: Bool { state.withLock { $0.continuations.isEmpty } }

    /// The events from now on.
    ///
    /// - Throws: ``OperatorAPI/Problem`` of status 503 when there are too many listeners, or the daemon ends.
    func subscribe() throws(Problem) -> AsyncStream<StreamEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: StreamEvent.self, bufferingPolicy: .bufferingNewest(Self.mostPending))
        let id = try state.withLock { (state) throws(Problem) -> Int in
            guard !state.isFinished else { throw .notReady("the daemon is shutting down") }
            guard state.continuations.count < Self.mostListeners else {
                throw .notReady("\(Self.mostListeners) listeners are connected already")
            }
            state.nextID += 1
            state.continuations[state.nextID] = continuation
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        return stream
    }

    func send(_ event: StreamEvent) {
        let all = state.withLock { Array($0.continuations.values) }
        for continuation in all { continuation.yield(event) }
    }

    /// Ends every stream, and admits no more.
    func finish() {
        let all = state.withLock { state in
            state.isFinished = true
            return Array(state.continuations.values)
        }
        for continuation in all { continuation.finish() }
    }

    private func remove(_ id: Int) { state.withLock { _ = $0.continuations.removeValue(forKey: id) } }
}
