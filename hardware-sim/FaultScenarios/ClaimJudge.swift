import TreadmillControl

/// Holds one expectation's claims against what was seen.
struct ClaimJudge {
    typealias Finding = (outcome: ClaimVerdict.Outcome, seen: String)

    /// When the fault began, or the controller's first tick if that was later; `nil` if it never did.
    private let begin: MonotonicInstant?
    /// Of the expectation itself, and with what the wires may add to it.
    private let promised: MonotonicInstant
    private let deadline: MonotonicInstant
    private let ticks: ArraySlice<ObservedTick>
    private let truth: ArraySlice<ObservedTruth>

    /// A rope whose end moves by less has not moved: rounding of a position, and the last millimetres before a brake
    /// has closed. m
    static let standing = 0.005
    /// Support is what a rope carries over this time; within a step it comes and goes.
    static let supportWindow = TimeSpan.milliseconds(1000)

    init(_ scenario: FaultScenario, _ expectation: Expectation, _ trace: ScenarioTrace, slack: TimeSpan) {
        let began = trace.faultBegins.indices.contains(expectation.fault) ? trace.faultBegins[expectation.fault] : nil
        begin = began.map { max($0, trace.ticks.first?.time ?? $0) }
        promised = (begin ?? .zero) + (expectation.within ?? .zero)
        deadline = expectation.within == nil ? promised : promised + slack
        let end = trace.origin.map { $0 + scenario.end + slack }
        let isOver = { (time: MonotonicInstant) in end.map { time > $0 } ?? false }
        ticks = trace.ticks.prefix { !isOver($0.time) }[...]
        truth = trace.truth.prefix { !isOver($0.time) }[...]
    }

    func judge(_ claim: Claim) -> Finding {
        guard let last = claim.isAboutTruth ? truth.last?.time : ticks.last?.time else {
            return (.notJudged, "nothing was seen")
        }
        guard let begin else { return (.missed, "the fault never began") }
        guard last >= max(begin, claim.needsDeadline ? deadline : begin) else {
            return (.missed, "nothing was seen after \(text(last - begin))")
        }
        switch claim {
        case .reaction(let reaction): return judge(reaction, from: begin)
        case .interlock(let interlock): return judge(interlock, from: begin)
        case .noReaction: return judgeCalm(from: begin)
        case .beltSpeedAtMost(let speed): return judge(fastest: speed, from: deadline)
        case .beltSpeedNeverAbove(let speed): return judge(fastest: speed, from: begin)
        case .supportNeverBelow(let force): return judge(leastSupport: force, from: begin)
        case .supportNeverAbove(let force):
            let most = truth.drop { $0.time < begin }.map(\.ropeForce).max() ?? .zero
            return finding(most <= force, "at most \(text(most))")
        case .ropeStands: return judgeRope()
        case .planTimeStands: return judgePlanTime()
        case .state(let phase):
            let seen = ticks.last?.phase
            return finding(seen == phase, seen.map { ScenarioWords.word($0) } ?? "nothing")
        }
    }

    // MARK: What the controller did

    /// What the wires add makes room for the reaction to come, not for a graver one to be due first.
    private func judge(_ reaction: Reaction, from begin: MonotonicInstant) -> Finding {
        let window = ticks.drop { $0.time < begin }.prefix { $0.time <= deadline }
        let gravest = window.prefix { $0.time <= promised }.map(\.reaction).max() ?? .none
        guard gravest <= reaction, let reached = window.first(where: { $0.reaction == reaction }) else {
            return (.missed, ScenarioWords.word(window.map(\.reaction).max() ?? .none))
        }
        return (.met, "\(ScenarioWords.word(reaction)) after \(text(reached.time - begin))")
    }

    private func judge(_ interlock: Interlock, from begin: MonotonicInstant) -> Finding {
        if let found = ticks.first(where: { $0.time >= begin && $0.interlocks.contains(interlock) }) {
            return finding(found.time <= deadline, "after \(text(found.time - begin))")
        }
        let others = ticks.drop { $0.time < begin }.reduce(InterlockSet.none) { $0.union($1.interlocks) }.interlocks
        let list = others.map { ScenarioWords.word($0) }.joined(separator: ", ")
        return (.missed, list.isEmpty ? "no interlock" : "never, but \(list)")
    }

    private func judgeCalm(from begin: MonotonicInstant) -> Finding {
        guard let disturbed = ticks.first(where: { $0.time >= begin && $0.reaction >= .hold }) else {
            return (.met, "none")
        }
        let causes = disturbed.interlocks.interlocks.map { ScenarioWords.word($0) }.joined(separator: ", ")
        return (
            .missed,
            "\(ScenarioWords.word(disturbed.reaction)) after \(text(disturbed.time - begin)) for \(causes)"
        )
    }

    private func judgePlanTime() -> Finding {
        let times = ticks.drop { $0.time < deadline }.map(\.planTime)
        guard let first = times.first, let last = times.last else { return (.notJudged, "nothing was seen") }
        return finding(first == last, "it ran for \(text(last - first))")
    }

    // MARK: What was true

    private func judge(fastest limit: BeltSpeed, from instant: MonotonicInstant) -> Finding {
        let speeds = truth.drop { $0.time < instant }.map(\.beltSpeed)
        let fastest = speeds.max() ?? .zero
        return finding(fastest <= limit, "at most \(rounded(fastest.metersPerSecond, 100)) m/s")
    }

    private func judge(leastSupport limit: Force, from begin: MonotonicInstant) -> Finding {
        let from = begin.nanoseconds - Self.supportWindow.nanoseconds
        let window = truth.drop { $0.time.nanoseconds < from }
        var (sum, first, least) = (0.0, window.startIndex, Double.infinity)
        for index in window.indices {
            sum += window[index].ropeForce.newtons
            while window[index].time - window[first].time >= Self.supportWindow {
                sum -= window[first].ropeForce.newtons
                first += 1
            }
            if window[index].time >= begin { least = min(least, sum / Double(index - first + 1)) }
        }
        return finding(least >= limit.newtons, "at least \(text(.newtons(least))) over a second")
    }

    private func judgeRope() -> Finding {
        let positions = truth.drop { $0.time < deadline }.map(\.hoistPosition.meters)
        let travel = (positions.max() ?? 0) - (positions.min() ?? 0)
        return finding(travel <= Self.standing, "it moved by \(rounded(travel * 1000, 10)) mm")
    }

    // MARK: Words

    private func finding(_ isMet: Bool, _ seen: String) -> Finding { (isMet ? .met : .missed, seen) }

    private func text(_ span: TimeSpan) -> String { "\(rounded(span.seconds, 1000)) s" }

    private func text(_ force: Force) -> String { "\(rounded(force.newtons, 1)) N" }

    private func rounded(_ value: Double, _ parts: Double) -> Double { (value * parts).rounded() / parts }
}
