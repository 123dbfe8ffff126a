import StrictYAML
import TreadmillControl

/// Reads one expectation.
struct ExpectationReading {
    let keys: YAMLMapping
    /// How many faults the scenario has.
    let faults: Int

    var expectation: Expectation? {
        let number = keys.optional("after_fault", .integer(in: 1...max(faults, 1)), default: 1)
        let within = keys.optional("within_s", .number(in: 0.001...600, unit: "s"))
        let rigs = keys.list("rigs", of: .choice(["a": FaultScenario.Rig.a, "b": .b])) ?? FaultScenario.Rig.allCases
        let claims = claims
        guard let number else { return nil }
        if claims.isEmpty {
            keys.note("nothing is expected", remedy: "add reaction, interlock, belt_speed_m_s or another claim")
        }
        let needsDeadline = claims.contains(where: \.needsDeadline)
        if needsDeadline != keys.has("within_s"), !claims.isEmpty {
            keys.note(
                needsDeadline ? "it does not say by when" : "nothing here has a deadline",
                remedy: needsDeadline ? "add within_s" : "remove within_s")
        }
        return Expectation(fault: number - 1, within: within.map(TimeSpan.seconds), claims: claims, rigs: rigs)
    }

    private var claims: [Claim] {
        let speed = YAMLScalar<Double>.number(in: 0...10, unit: "m/s")
        let force = YAMLScalar<Double>.number(in: 0...5000, unit: "N")
        let yes = YAMLScalar<Bool>.choice(["true": true])
        return [
            keys.optional("reaction", ScenarioWords.choice("a reaction")).map(Claim.reaction),
            keys.optional("interlock", ScenarioWords.choice("an interlock")).map(Claim.interlock),
            keys.optional("no_reaction", yes).map { _ in .noReaction },
            keys.optional("belt_speed_m_s", speed).map { .beltSpeedAtMost(.metersPerSecond($0)) },
            keys.optional("belt_speed_never_above_m_s", speed).map { .beltSpeedNeverAbove(.metersPerSecond($0)) },
            keys.optional("support_never_below_n", force).map { .supportNeverBelow(.newtons($0)) },
            keys.optional("support_never_above_n", force).map { .supportNeverAbove(.newtons($0)) },
            keys.optional("rope_stands", yes).map { _ in .ropeStands },
            keys.optional("plan_time_stands", yes).map { _ in .planTimeStands },
            keys.optional("state", ScenarioWords.choice("a session state")).map(Claim.state),
        ].compactMap { $0 }
    }
}
