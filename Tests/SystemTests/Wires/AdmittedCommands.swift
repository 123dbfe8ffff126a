import FlightLog
import TreadmillControl

/// What the daemon admitted in the sessions of its logs, as it must look on the wire.
struct AdmittedCommands {
    struct Tick {
        var at: MonotonicInstant
        var beltRuns: Bool
        /// m/s and per cent.
        var speed: Double
        var incline: Double
        /// m/s; `nil` when held.
        var rope: Double?
    }

    /// How old a command may be on its arrival: the worker's patience with a silent loop, a round of the bus, and the
    /// longest delay of a noisy line.
    static let longestJourney = TimeSpan.milliseconds(400)

    private(set) var ticks: [Tick] = []
    /// How often each interlock has latched.
    private(set) var latched: [Interlock: Int] = [:]
    /// Times that drives' watchdogs may be set to, ms.
    private let watchdogs: Set<Int>

    /// - Parameter rig: the text of the rig's file.
    init(logs: [String], rig: String) throws {
        watchdogs = Set(
            rig.split(separator: "\n").filter { $0.contains("watchdog_ms:") }.compactMap {
                $0.split(separator: " ").last.flatMap { Int($0) }
            })
        for log in logs {
            var reader = try FlightLogReader(path: log)
            var before = InterlockSet.none
            while let message = try reader.next() {
                guard case .outputs(let record) = message else { continue }
                for interlock in Interlock.allCases
                where record.latchedInterlocks.contains(interlock) && !before.contains(interlock) {
                    latched[interlock, default: 0] += 1
                }
                before = record.latchedInterlocks
                let belt = record.beltCommanded
                ticks.append(
                    Tick(
                        at: record.time, beltRuns: belt > .zero, speed: belt.metersPerSecond,
                        incline: record.deckCommanded.percentGrade, rope: record.ropeCommanded?.metersPerSecond))
            }
        }
    }

    /// Whether the daemon had admitted this shortly before it was heard, or it is a stop, which is always allowed.
    func allow(_ heard: HeardCommands.Entry) -> Bool {
        switch heard.command {
        case .belt(let runs, let speed, let incline):
            return !runs
                || has(heard.at) {
                    $0.beltRuns && Self.counts($0.speed, 1000) == speed && Self.counts($0.incline, 100) == incline
                }
        case .rope(let moves, let velocity):
            return !moves || has(heard.at) { tick in tick.rope.map { Self.counts($0, 10_000) == velocity } ?? false }
        case .setting(_, let address, let value):
            // The watchdog, and the belt's own stop ramp.
            return address == 8 ? watchdogs.contains(value) : address == 9 && value == 1000
        case .stop: return true
        case .start: return has(heard.at) { $0.beltRuns }
        case .setSpeed(let tenths): return has(heard.at) { $0.beltRuns && Self.counts($0.speed * 3.6, 10) == tenths }
        case .setGrade(let tenths): return has(heard.at) { Self.counts($0.incline, 10) / 5 * 5 == tenths }
        case .unheardOf: return false
        }
    }

    private func has(_ instant: MonotonicInstant, _ isIt: (Tick) -> Bool) -> Bool {
        let earliest = instant + (.zero - Self.longestJourney)
        var low = 0
        var high = ticks.count
        while low < high {
            let middle = (low + high) / 2
            if ticks[middle].at < earliest { low = middle + 1 } else { high = middle }
        }
        return ticks[low...].prefix { $0.at <= instant }.contains(where: isIt)
    }

    /// Whole counts towards zero.
    private static func counts(_ value: Double, _ unitsPerOne: Double) -> Int {
        let counts = value * unitsPerOne
        return Int(counts + (counts < 0 ? -1e-6 : 1e-6))
    }
}
