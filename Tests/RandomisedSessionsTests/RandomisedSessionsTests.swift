import Glibc
import RandomisedSessions
import Testing
import TreadmillControl

@Suite("Sessions in which everything is left to chance")
struct RandomisedSessionsTests {
    /// Other sessions every time; `UNWEIGHT_SESSIONS_SEED` and `UNWEIGHT_SESSIONS` repeat or extend a run.
    private static let seed = number("UNWEIGHT_SESSIONS_SEED") ?? .random(in: 0 ... .max / 2)
    private static let count = number("UNWEIGHT_SESSIONS") ?? 20

    @Test("No rule of safety is broken, whatever fails and whatever is asked for")
    func rules() async {
        print("randomised sessions: \(Self.count) from seed \(Self.seed)")
        let totals = await SessionTotals.running(Int(Self.count), from: Self.seed)
        for failure in totals.failures {
            Issue.record("scripts/randomised-sessions 1 \(failure.seed): \(failure.broken)")
        }
        #expect(totals.throughFile > 0)
    }

    @Test("The same seed gives the same session")
    func repeatable() {
        var first = RandomisedSession(seed: Self.seed)
        var second = RandomisedSession(seed: Self.seed)
        let (one, two) = (first.run(throughFile: false), second.run(throughFile: false))
        #expect(one.ticks == two.ticks)
        #expect(one.active == two.active)
        #expect(one.latched == two.latched)
        #expect(one.planTime == two.planTime)
        #expect(one.faults == two.faults)
    }

    private static func number(_ variable: String) -> UInt64? {
        getenv(variable).flatMap { UInt64(String(cString: $0)) }
    }
}
