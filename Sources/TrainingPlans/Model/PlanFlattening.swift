import TreadmillControl

extension TrainingPlan {
    /// The plan as the core runs it: every step in order, repeats unrolled, names as written.
    ///
    /// A plan beyond ``PlanBounds`` is not for running; ``PlanLint`` says so. Its steps are unrolled only up to
    /// ``PlanBounds/mostIntervals``.
    public func flattened() -> SessionPlan {
        SessionPlan(title: title, intervals: unrolledSteps().map(PlannedInterval.init))
    }

    /// Every step in order, repeats unrolled, up to ``PlanBounds/mostIntervals``.
    func unrolledSteps() -> [PlanStep] {
        var steps: [PlanStep] = []
        Self.unroll(blocks, into: &steps)
        return steps
    }

    private static func unroll(_ blocks: [PlanBlock], into steps: inout [PlanStep]) {
        for block in blocks {
            guard steps.count < PlanBounds.mostIntervals else { return }
            switch block {
            case .step(let step): steps.append(step)
            case .repeating(let count, let inner): unroll(inner, times: count, into: &steps)
            }
        }
    }

    private static func unroll(_ blocks: [PlanBlock], times: Int, into steps: inout [PlanStep]) {
        for _ in 0..<max(0, times) {
            let before = steps.count
            unroll(blocks, into: &steps)
            // Nothing within, or no room left: another turn would add nothing either.
            if steps.count == before { return }
        }
    }
}

extension PlannedInterval {
    init(_ step: PlanStep) {
        self.init(
            name: step.name, gait: step.gait, duration: step.duration, beltSpeed: step.speed,
            bodyWeight: step.bodyWeight, incline: step.incline)
    }
}
