import Synchronization
import TreadmillControl

/// How a bus has fared since the daemon started.
public struct BusHealth: Equatable, Sendable {
    public var name: String
    public var isConnected = false
    public var transactions: UInt64 = 0
    public var failures: UInt64 = 0
    /// How often the line was opened again after it had been lost.
    public var reconnects: UInt64 = 0
    /// Time from request to whole answer of the last good transaction.
    public var roundTrip: TimeSpan = .zero
    public var longestRoundTrip: TimeSpan = .zero
    /// What went wrong last, in words; `nil` if nothing has.
    public var lastProblem: String?

    public init(name: String) { self.name = name }
}

/// The health of one bus, written by its worker.
final class BusHealthRecord: Sendable {
    private let health: Mutex<BusHealth>

    init(name: String) { health = Mutex(BusHealth(name: name)) }

    var current: BusHealth { health.withLock { $0 } }

    func opened(again: Bool) {
        health.withLock {
            $0.isConnected = true
            if again { $0.reconnects += 1 }
        }
    }

    func succeeded(in roundTrip: TimeSpan) {
        health.withLock {
            $0.transactions += 1
            $0.roundTrip = roundTrip
            $0.longestRoundTrip = max($0.longestRoundTrip, roundTrip)
        }
    }

    /// Notes a failure; true if it is news: a kind of problem that the last failure was not.
    func failed(_ problem: BusProblem, device: String?, disconnected: Bool) -> Bool {
        let text = (device.map { "\($0): " } ?? "") + problem.description
        return health.withLock { health in
            let isNews = health.lastProblem != text
            health.failures += 1
            health.lastProblem = text
            if disconnected { health.isConnected = false }
            return isNews
        }
    }
}
