import FaultScenarios
import Testing
import TreadmillControl

@Suite("Expectations are held against what was seen")
struct VerdictTests {
    /// Ten seconds at 100 Hz. At 4 s something begins; at 4.2 s the controller reacts; at 6 s the belt stands.
    private static func trace(
        change: (inout ObservedTick, inout ObservedTruth, Double) -> Void = { _, _, _ in }
    ) -> ScenarioTrace {
        var trace = ScenarioTrace(origin: instant(0), faultBegins: [instant(4)])
        for step in 0..<1000 {
            let seconds = Double(step) / 100
            let hasReacted = seconds >= 4.2
            var interlocks = InterlockSet.none
            if hasReacted { interlocks.insert(.fall) }
            var tick = ObservedTick(
                time: instant(seconds), phase: hasReacted ? .stopping : .running,
                reaction: hasReacted ? .emergencyStop : .none, interlocks: interlocks,
                planTime: .seconds(min(seconds, 4.2)))
            var truth = ObservedTruth(
                time: instant(seconds), beltSpeed: .metersPerSecond(seconds < 6 ? 2 : 0), ropeForce: .newtons(200),
                hoistPosition: .meters(seconds < 4.2 ? 0.1 + seconds / 100 : 0.2))
            change(&tick, &truth, seconds)
            trace.ticks.append(tick)
            trace.truth.append(truth)
        }
        return trace
    }

    private static func instant(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 1_000_000_000) + .seconds(seconds)
    }

    private func outcome(
        _ claim: String, _ trace: ScenarioTrace = Self.trace(), slack: TimeSpan = .zero
    ) throws -> ClaimVerdict.Outcome {
        let scenario = try ScenarioFile.parse(
            text: """
                title: T
                why: W
                faults: [{at: 4, device: runner, fault: fall}]
                expect: [{\(claim)}]
                end: 9.5
                """, name: "t.yaml")
        let verdict = scenario.verdict(on: trace, slack: slack)
        try #require(verdict.claims.count == 1)
        #expect(verdict.passes == (verdict.claims[0].outcome == .met))
        return verdict.claims[0].outcome
    }

    @Test(
        "a claim that is true is met",
        arguments: [
            "reaction: emergency_stop, within_s: 0.2", "interlock: fall, within_s: 0.2",
            "belt_speed_m_s: 0, within_s: 2", "belt_speed_never_above_m_s: 2", "support_never_below_n: 200",
            "support_never_above_n: 200", "rope_stands: true, within_s: 0.2", "plan_time_stands: true, within_s: 0.2",
            "state: stopping",
        ])
    func met(claim: String) throws {
        #expect(try outcome(claim) == .met)
    }

    @Test(
        "a claim that is nearly true is missed",
        arguments: [
            "reaction: emergency_stop, within_s: 0.19", "reaction: protective_stop, within_s: 0.2",
            "interlock: fall, within_s: 0.19", "interlock: harness_slack, within_s: 1",
            "belt_speed_m_s: 0, within_s: 1.99", "belt_speed_never_above_m_s: 1.99", "support_never_below_n: 201",
            "support_never_above_n: 199", "rope_stands: true, within_s: 0.1", "plan_time_stands: true, within_s: 0.1",
            "state: faulted", "no_reaction: true",
        ])
    func missed(claim: String) throws {
        #expect(try outcome(claim) == .missed)
    }

    @Test("on wires a deadline has the slack that was given, and no more")
    func slack() throws {
        #expect(try outcome("interlock: fall, within_s: 0.1", slack: .milliseconds(100)) == .met)
        #expect(try outcome("interlock: fall, within_s: 0.1", slack: .milliseconds(90)) == .missed)
    }

    @Test("support is judged by the mean of every second, its peaks by every moment")
    func support() throws {
        // A dip to nothing for a tenth of a second is a step; one of a second is a release.
        let dip = Self.trace { _, truth, seconds in if (7...7.1).contains(seconds) { truth.ropeForce = .zero } }
        let release = Self.trace { _, truth, seconds in if (7...8).contains(seconds) { truth.ropeForce = .zero } }
        let peak = Self.trace { _, truth, seconds in if seconds == 8 { truth.ropeForce = .newtons(900) } }
        #expect(try outcome("support_never_below_n: 150", dip) == .met)
        #expect(try outcome("support_never_below_n: 150", release) == .missed)
        #expect(try outcome("support_never_above_n: 850", peak) == .missed)
    }

    @Test("what comes after the end, and what was before the fault, does not count")
    func window() throws {
        let early = Self.trace { tick, truth, seconds in
            if seconds < 3 { (tick.reaction, truth.beltSpeed) = (.protectiveStop, .metersPerSecond(5)) }
        }
        let late = Self.trace { tick, truth, seconds in
            if seconds > 9.6 { (tick.phase, truth.beltSpeed) = (.faulted, .metersPerSecond(5)) }
        }
        #expect(try outcome("belt_speed_never_above_m_s: 2", early) == .met)
        #expect(try outcome("reaction: emergency_stop, within_s: 0.2", early) == .met)
        #expect(try outcome("belt_speed_never_above_m_s: 2", late) == .met)
        #expect(try outcome("state: stopping", late) == .met)
    }

    @Test("what nobody saw is not judged, and a fault that never came passes nothing")
    func unseen() throws {
        var machineOnly = Self.trace()
        machineOnly.ticks = []
        #expect(try outcome("interlock: fall, within_s: 1", machineOnly) == .notJudged)
        #expect(try outcome("belt_speed_m_s: 0, within_s: 2", machineOnly) == .met)
        var controllerOnly = Self.trace()
        controllerOnly.truth = []
        #expect(try outcome("support_never_below_n: 0", controllerOnly) == .notJudged)
        var cutShort = Self.trace()
        cutShort.ticks.removeLast(700)
        #expect(try outcome("no_reaction: true", cutShort) == .missed)
        var never = Self.trace()
        never.faultBegins = [nil]
        #expect(try outcome("no_reaction: true", never) == .missed)
    }
}
