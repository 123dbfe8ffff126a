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
/// again after whatever had it has worked in between. A device on a noisy line fails and works many times a second, so
/// it counts as working after a second without a failure, and its problems are told once a second at the most.
final class BusHealthRecord: Sendable {
    /// So long without a failure, and a device works again.
    static let steadyTime = TimeSpan.milliseconds(1000)

    private struct Told {
        var text: String
        var at: MonotonicInstant
        var failedAt: MonotonicInstant
    }

    private struct State {
        var health: BusHealth
        /// The last problem told of each device, and of the line itself under the empty name; gone once it works.
        var told: [String: Told] = [:]
        var isToldConnected = false
        var roundTrips = RecentTimes()

        /// True if it is news.
        mutating func note(_ text: String, of device: String, at now: MonotonicInstant) -> Bool {
            guard let last = told[device] else {
                told[device] = Told(text: text, at: now, failedAt: now)
                return true
            }
            told[device]?.failedAt = now
            guard last.text != text, now - last.at >= BusHealthRecord.steadyTime else { return false }
            told[device] = Told(text: text, at: now, failedAt: now)
            return true
        }
    }

    private let state: Mutex<State>

    init(name: String) { state = Mutex(State(health: BusHealth(name: name))) }

    var current: BusHealth { state.withLock { $0.health } }

    func roundTrips(newest count: Int) -> [TimeSpan] { state.withLock { $0.roundTrips.newest(count) } }

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
            state.roundTrips.append(roundTrip)
            state.health.longestRoundTrip = max(state.health.longestRoundTrip, roundTrip)
        }
    }

    /// The device answers and has its newest command. True if that is news: what was told of it is over.
    func works(_ device: String, at now: MonotonicInstant) -> Bool {
        state.withLock { state in
            guard !state.told.isEmpty, let told = state.told[device], now - told.failedAt >= Self.steadyTime else {
                return false
            }
            state.told[device] = nil
            return true
        }
    }

    /// Notes a failure of a device, or of the line where there is none. True if it is news.
    func failed(_ problem: BusProblem, device: String?, disconnected: Bool, at now: MonotonicInstant) -> Bool {
        let text = (device.map { "\($0): " } ?? "") + problem.description
        return state.withLock { state in
            let isNews = state.note(text, of: device ?? "", at: now)
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
