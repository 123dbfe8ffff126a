import FaultScenarios

/// What became of a scenario, for people and as JSON.
struct ScenarioReport: Codable, Equatable, Sendable {
    struct Expectation: Codable, Equatable, Sendable {
        /// The fault from which time counts.
        var fault: String
        var expected: String
        var met: Bool
        var seen: String
    }

    var file: String
    var title: String
    var seed: UInt64
    var passes: Bool
    var expectations: [Expectation]

    init(_ verdict: ScenarioVerdict, path: String, seed: UInt64) {
        file = path
        title = verdict.title
        self.seed = seed
        passes = verdict.passes
        expectations = verdict.claims.map {
            Expectation(fault: $0.fault, expected: $0.claim, met: $0.outcome == .met, seen: $0.seen)
        }
    }

    var lines: [String] {
        let first = "\(passes ? "ok    " : "MISSED") \(TerminalText.harmless(title))"
        return [first]
            + expectations.filter { !$0.met }.map {
                "       \($0.fault): expected \($0.expected); seen: \($0.seen)"
            }
    }
}
