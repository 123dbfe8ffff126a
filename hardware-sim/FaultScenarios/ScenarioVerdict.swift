import TreadmillControl

/// What became of one claim.
public struct ClaimVerdict: Equatable, Sendable {
    public enum Outcome: String, Equatable, Sendable {
        case met, missed
        /// Nothing was seen of what it speaks of.
        case notJudged
    }

    /// The claim in the words of the file.
    public var claim: String
    /// The fault from which time counts, as it was written.
    public var fault: String
    public var outcome: Outcome
    /// What was seen.
    public var seen: String
}

/// What became of a scenario.
public struct ScenarioVerdict: Equatable, Sendable {
    public var title: String
    public var claims: [ClaimVerdict]

    /// Whether no claim was missed and at least one was met.
    public var passes: Bool {
        claims.allSatisfy { $0.outcome != .missed } && claims.contains { $0.outcome == .met }
    }

    public var missed: [ClaimVerdict] { claims.filter { $0.outcome == .missed } }
}

extension FaultScenario {
    /// What is expected on one of the rigs.
    public func expectations(on rig: Rig) -> [Expectation] { expectations.filter { $0.rigs.contains(rig) } }

    /// Holds what was seen against what was expected.
    ///
    /// - Parameters:
    ///   - rig: the one that is judged; the rig of virtual time has rig A's devices.
    ///   - slack: how much later than in virtual time a deadline is on these wires.
    public func verdict(on trace: ScenarioTrace, rig: Rig = .a, slack: TimeSpan = .zero) -> ScenarioVerdict {
        verdict(on: trace, rig: rig) { _ in slack }
    }

    /// Holds what was seen against what was expected, where wires are not equally fast.
    ///
    /// - Parameter slack: how much later than in virtual time the deadline of this expectation is.
    public func verdict(on trace: ScenarioTrace, rig: Rig, slack: (Expectation) -> TimeSpan) -> ScenarioVerdict {
        var verdicts: [ClaimVerdict] = []
        for expectation in expectations(on: rig) {
            let judge = ClaimJudge(self, expectation, trace, slack: slack(expectation))
            verdicts += expectation.claims.map { claim in
                let (outcome, seen) = judge.judge(claim)
                return ClaimVerdict(
                    claim: claim.text(within: expectation.within), fault: name(ofFault: expectation.fault),
                    outcome: outcome, seen: seen)
            }
        }
        return ScenarioVerdict(title: title, claims: verdicts)
    }

    private func name(ofFault index: Int) -> String {
        faults.indices.contains(index) ? faults[index].name : "fault \(index + 1)"
    }
}

extension Claim {
    /// The claim as files write it.
    public func text(within: TimeSpan?) -> String {
        let deadline = needsDeadline ? within.map { " within \($0.seconds) s" } ?? "" : ""
        let claim =
            switch self {
            case .reaction(let reaction): "reaction \(ScenarioWords.word(reaction))"
            case .interlock(let interlock): "interlock \(ScenarioWords.word(interlock))"
            case .noReaction: "no reaction"
            case .beltSpeedAtMost(let speed): "belt speed at most \(speed.metersPerSecond) m/s"
            case .beltSpeedNeverAbove(let speed): "belt speed never above \(speed.metersPerSecond) m/s"
            case .supportNeverBelow(let force): "support never below \(force.newtons) N"
            case .supportNeverAbove(let force): "support never above \(force.newtons) N"
            case .ropeStands: "rope stands"
            case .planTimeStands: "plan time stands"
            case .state(let phase): "state \(ScenarioWords.word(phase))"
            }
        return claim + deadline
    }
}
