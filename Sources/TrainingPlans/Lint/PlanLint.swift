import TreadmillControl

/// Checks whether a plan may and should run within given limits.
public enum PlanLint {
    /// A step shorter than this is over before a runner has found its rhythm.
    public static let shortestStep = TimeSpan.seconds(5)

    /// Everything found, in the order of the plan; each finding once, however often its step is repeated.
    ///
    /// - Parameters:
    ///   - mass: of the runner; without it the support force is not checked.
    /// - Returns: a plan with a finding of severity ``PlanFinding/Severity/error`` must not be started.
    public static func findings(for plan: TrainingPlan, limits: ControlLimits, mass: Mass?) -> [PlanFinding] {
        let steps = plan.unrolledSteps()
        var findings = sizeFindings(of: plan)
        var previous: PlanStep?
        for step in steps {
            let check = StepCheck(step: step, previous: previous, limits: limits, mass: mass)
            for finding in check.findings() where !findings.contains(finding) { findings.append(finding) }
            previous = step
        }
        return findings
    }

    private static func sizeFindings(of plan: TrainingPlan) -> [PlanFinding] {
        let extent = PlanExtent(of: plan.blocks)
        if extent.intervals == 0 {
            return [error("has no steps", remedy: "add steps")]
        }
        guard extent.isWithinBounds else {
            return [
                error(
                    "has more than \(PlanBounds.mostIntervals) steps or lasts longer than "
                        + "\((PlanBounds.longestDuration.seconds / 3600).rounded(to: 1)) h",
                    remedy: "shorten the plan")
            ]
        }
        return []
    }

    private static func error(_ reason: String, remedy: String) -> PlanFinding {
        PlanFinding(
            severity: .error, rule: .planSize, line: nil, step: nil, reason: "the plan \(reason)", remedy: remedy)
    }
}

extension Double {
    /// Decimal text with at most `places` digits after the point, for messages.
    func rounded(to places: Int) -> String {
        var factor = 1.0
        for _ in 0..<places { factor *= 10 }
        let text = ((self * factor).rounded() / factor).description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
