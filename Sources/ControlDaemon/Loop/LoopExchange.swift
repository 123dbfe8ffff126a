import Synchronization
import TreadmillControl

/// A new session for the loop: a controller made elsewhere, and the number by which its ticks are known.
struct SessionOrder: Sendable {
    var number: UInt32
    var controller: Controller
}

/// The small, locked places through which loop and daemon talk. Each lock is held for a copy, never across I/O; on Linux
/// it is a priority-inheriting futex, so that a tick never waits for a thread that is not running.
final class LoopExchange: Sendable {
    /// Requests that may wait for a tick; one is taken per tick.
    static let mostRequests = 16
    /// Places in line that only a stop or a pause may take: nobody can fill the line against them.
    static let reservedForStops = 16
    /// A loop that has not ticked for so long is not running.
    static let longestSilence = TimeSpan.milliseconds(500)

    private let order = Mutex<SessionOrder?>(nil)
    private let requests = Mutex<RequestQueue>(RequestQueue())
    private let newest = Mutex<TickRecord?>(nil)

    /// The newest tick; `nil` before the first.
    var newestTick: TickRecord? { newest.withLock { $0 } }

    /// The newest tick while the loop runs; `nil` when it is older than ``longestSilence``.
    func liveTick(at now: MonotonicInstant) -> TickRecord? {
        newestTick.flatMap { now - $0.now < Self.longestSilence ? $0 : nil }
    }

    // MARK: Daemon's side

    func place(_ newOrder: SessionOrder) { order.withLock { $0 = newOrder } }

    /// Takes an order back; false when the loop has it already.
    func withdraw(session number: UInt32) -> Bool {
        order.withLock { held in
            guard held?.number == number else { return false }
            held = nil
            return true
        }
    }

    /// Puts a request in line, a stop at its head; false when the line is full.
    func enqueue(_ request: OperatorRequest) -> Bool { requests.withLock { $0.append(request) } }

    /// Takes a request back; false when the loop has it already.
    func withdraw(request id: UInt32) -> Bool { requests.withLock { $0.remove(id) } }

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

    init() { waiting.reserveCapacity(LoopExchange.mostRequests + LoopExchange.reservedForStops) }

    mutating func append(_ request: OperatorRequest) -> Bool {
        let reserve = request.action.endsMotion ? LoopExchange.reservedForStops : 0
        guard waiting.count < LoopExchange.mostRequests + reserve else { return false }
        // Whatever an ended session is asked next, it refuses; so a stop may go before all. A pause may not: what it
        // overtook could end it.
        waiting.insert(request, at: request.action == .stop ? 0 : waiting.count)
        return true
    }

    mutating func remove(_ id: UInt32) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return false }
        waiting.remove(at: index)
        return true
    }

    mutating func takeFirst() -> OperatorRequest? { waiting.isEmpty ? nil : waiting.removeFirst() }
}

extension OperatorAction {
    /// Takes the belt towards standstill and never from it.
    var endsMotion: Bool {
        switch self {
        case .pause, .stop: true
        case .resume, .adjustBodyWeight, .adjustSpeed, .lowerSupport, .acknowledge: false
        }
    }
}
