import Synchronization
import TreadmillControl

/// A new session for the loop: a controller made elsewhere, and the number by which its ticks are known.
struct SessionOrder: Sendable {
    var number: UInt32
    var controller: Controller
}

/// The small, locked places through which loop and daemon talk. Each lock is held for a copy, never across I/O.
final class LoopExchange: Sendable {
    /// Requests that may wait for a tick; one is taken per tick.
    static let mostRequests = 16

    private let order = Mutex<SessionOrder?>(nil)
    private let requests = Mutex<RequestQueue>(RequestQueue())
    private let newest = Mutex<TickRecord?>(nil)

    /// The newest tick; `nil` before the first.
    var newestTick: TickRecord? { newest.withLock { $0 } }

    // MARK: Daemon's side

    func place(_ newOrder: SessionOrder) { order.withLock { $0 = newOrder } }

    /// Puts a request in line; false when the line is full, which says that the loop does not tick.
    func enqueue(_ request: OperatorRequest) -> Bool { requests.withLock { $0.append(request) } }

    // MARK: Tick's side

    func takeOrder() -> SessionOrder? {
        order.withLock { held in
            defer { held = nil }
            return held
        }
    }

    func takeRequest() -> OperatorRequest? { requests.withLock { $0.takeFirst() } }

    func publish(_ record: TickRecord) { newest.withLock { $0 = record } }
}

/// A line of requests in storage made once.
private struct RequestQueue: Sendable {
    private var waiting: [OperatorRequest] = []

    init() { waiting.reserveCapacity(LoopExchange.mostRequests) }

    mutating func append(_ request: OperatorRequest) -> Bool {
        guard waiting.count < LoopExchange.mostRequests else { return false }
        waiting.append(request)
        return true
    }

    mutating func takeFirst() -> OperatorRequest? { waiting.isEmpty ? nil : waiting.removeFirst() }
}
