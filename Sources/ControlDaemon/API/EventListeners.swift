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
    }

    var isEmpty: Bool { state.withLock { $0.continuations.isEmpty } }

    /// The events from now on; `nil` when there are too many listeners.
    func subscribe() -> AsyncStream<StreamEvent>? {
        let (stream, continuation) = AsyncStream.makeStream(
            of: StreamEvent.self, bufferingPolicy: .bufferingNewest(Self.mostPending))
        let id: Int? = state.withLock { state in
            guard state.continuations.count < Self.mostListeners else { return nil }
            state.nextID += 1
            state.continuations[state.nextID] = continuation
            return state.nextID
        }
        guard let id else { return nil }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        return stream
    }

    func send(_ event: StreamEvent) {
        let all = state.withLock { Array($0.continuations.values) }
        for continuation in all { continuation.yield(event) }
    }

    /// Ends every stream.
    func finish() {
        let all = state.withLock { Array($0.continuations.values) }
        for continuation in all { continuation.finish() }
    }

    private func remove(_ id: Int) { state.withLock { _ = $0.continuations.removeValue(forKey: id) } }
}
