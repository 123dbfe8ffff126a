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

/// The health of one bus, written by its worker, and what of it has been told already: a problem is news once, and
/// again after whatever had it has worked in between.
final class BusHealthRecord: Sendable {
    private struct State {
        var health: BusHealth
        /// The last problem told of each device, and of the line itself under the empty name; gone once it works.
        var told: [String: String] = [:]
        var isToldConnected = false
    }

    private let state: Mutex<State>

    init(name: String) { state = Mutex(State(health: BusHealth(name: name))) }

    var current: BusHealth { state.withLock { $0.health } }

    func opened(again: Bool) {
        state.withLock { state in
            state.health.isConnected = true
            if again { state.health.reconnects += 1 }
        }
    }

    /// Somebody on the line answers. True if it is news that the line works.
    func answered() -> Bool {
        state.withLock { state in
            guard !state.isToldConnected else { return false }
            state.isToldConnected = true
            state.told[""] = nil
            return true
        }
    }

    /// A device was asked and answered, with nothing left to wish for.
    func succeeded(in roundTrip: TimeSpan) {
        state.withLock { state in
            state.health.transactions += 1
            state.health.roundTrip = roundTrip
            state.health.longestRoundTrip = max(state.health.longestRoundTrip, roundTrip)
        }
    }

    /// What was told of the device is over; should it come again, it is news.
    func recovered(_ device: String) {
        state.withLock { state in
            if !state.told.isEmpty { state.told[device] = nil }
        }
    }

    /// Notes a failure of a device, or of the line where there is none. True if it is news.
    func failed(_ problem: BusProblem, device: String?, disconnected: Bool) -> Bool {
        let text = (device.map { "\($0): " } ?? "") + problem.description
        return state.withLock { state in
            let isNews = state.told.updateValue(text, forKey: device ?? "") != text
            state.health.failures += 1
            state.health.lastProblem = text
            if disconnected {
                state.health.isConnected = false
                state.isToldConnected = false
            }
            return isNews
        }
    }
}
