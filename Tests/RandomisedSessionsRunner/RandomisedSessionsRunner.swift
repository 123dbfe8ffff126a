import Glibc
import RandomisedSessions
import TreadmillControl

/// Runs randomised sessions and tells what they came to: `randomised-sessions COUNT [SEED]`.
@main
struct RandomisedSessionsRunner {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        guard let count = arguments.first.flatMap({ Int($0) }), count > 0, arguments.count <= 2,
            let seed = arguments.count == 2 ? arguments.last.flatMap({ UInt64($0) }) : .random(in: 0 ... .max / 2)
        else {
            print("usage: randomised-sessions COUNT [SEED]")
            exit(2)
        }
        print("\(count) sessions from seed \(seed)")
        let clock = ContinuousClock()
        let begin = clock.now
        let totals = await SessionTotals.running(count, from: seed)
        report(totals, took: clock.now - begin)
        exit(totals.failures.isEmpty ? 0 : 1)
    }

    private static func report(_ totals: SessionTotals, took time: Duration) {
        print(
            """
            \(totals.sessions) sessions, \(Int(totals.duration.seconds / 3600)) h of machine time \
            (\(totals.ticks) ticks, \(tenths(totals.planTime.seconds / 3600)) h of plan time), in \
            \(time.components.seconds) s; \(totals.accepted) requests accepted; all stepped twice, \
            \(totals.throughFile) by way of a log file
            longest time from a reaction to a belt at rest: \(tenths(totals.longestStop)) s
            most that the real support, averaged over a second, was above its target on a running belt: \
            \(Int(totals.largestExcess.newtons)) N (seed \(totals.largestExcess.seed))
            """)
        print(
            "faults: "
                + totals.faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        print(
            "states: "
                + SessionPhase.allCases.map { "\($0) \(totals.phases[$0] ?? 0)" }.joined(separator: ", "))
        print("interlock: sessions in which it was present, and latched")
        for interlock in Interlock.allCases {
            print("  \(interlock): \(totals.active[interlock] ?? 0), \(totals.latched[interlock] ?? 0)")
        }
        print("sessions with a broken rule: \(totals.failures.count)")
        for failure in totals.failures.prefix(10) {
            print("  repeat with: scripts/randomised-sessions 1 \(failure.seed)")
            for rule in failure.broken.prefix(5) { print("    \(rule)") }
        }
    }

    private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
