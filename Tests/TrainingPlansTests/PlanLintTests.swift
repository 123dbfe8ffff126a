import Testing
import TrainingPlans
import TreadmillControl

@Suite struct PlanLintTests {
    private let limits = ControlLimits()

    private func walk(
        _ speed: Double = 1.2, at bodyWeight: Double = 80, for seconds: Double = 60, incline: Double = 0,
        line: Int? = nil
    ) -> PlanBlock {
        .step(
            PlanStep(
                name: "Walk", gait: .walk, duration: .seconds(seconds), speed: .metersPerSecond(speed),
                bodyWeight: .percent(bodyWeight), incline: .percentGrade(incline), sourceLine: line))
    }

    private func run(_ speed: Double = 2.3, at bodyWeight: Double = 80, for seconds: Double = 60) -> PlanBlock {
        .step(
            PlanStep(
                name: "Run", gait: .run, duration: .seconds(seconds), speed: .metersPerSecond(speed),
                bodyWeight: .percent(bodyWeight)))
    }

    private func findings(_ blocks: [PlanBlock], mass: Mass? = .kilograms(70)) -> [PlanFinding] {
        PlanLint.findings(for: TrainingPlan(title: "T", main: blocks), limits: limits, mass: mass)
    }

    private func rules(_ blocks: [PlanBlock], mass: Mass? = .kilograms(70)) -> [PlanFinding.Rule] {
        findings(blocks, mass: mass).map(\.rule)
    }

    @Test func aSoundPlanHasNoFindings() {
        #expect(rules([walk(), run(), walk(), walk(at: 90)]) == [])
    }

    @Test func aSpeedAboveOrBelowTheLimitsIsAnError() {
        #expect(rules([run(3.6)]) == [])
        #expect(rules([run(3.61)]) == [.speedRange])
        #expect(rules([walk(0.14)]) == [])
        #expect(rules([walk(0.13)]) == [.speedRange])
        #expect(findings([run(3.61)]).first?.severity == .error)
    }

    @Test func aValueThatIsNoNumberIsAnError() {
        #expect(findings([run(.infinity)]).contains { $0.severity == .error })
        #expect(findings([run(.nan)]).contains { $0.severity == .error })
        #expect(findings([walk(at: .nan)]).contains { $0.severity == .error })
        #expect(findings([walk(incline: .nan)]).contains { $0.severity == .error })
    }

    @Test func tooMuchSupportOrLessThanNoneIsAnError() {
        #expect(rules([walk(at: 50)]) == [])
        #expect(rules([walk(at: 49.9)]) == [.bodyWeightRange])
        #expect(rules([walk(at: 100)]) == [])
        #expect(rules([walk(at: 100.1)]) == [.bodyWeightRange])
    }

    @Test func supportBeyondTheRigIsAnErrorForAHeavyRunnerOnly() throws {
        #expect(rules([walk(at: 50)], mass: .kilograms(130)) == [])
        let finding = try #require(findings([walk(at: 50)], mass: .kilograms(140)).first)
        #expect(finding.rule == .supportForce)
        #expect(finding.severity == .error)
        #expect(finding.remedy == "use at least 53 % for this runner")
        #expect(rules([walk(at: 53)], mass: .kilograms(140)) == [])
        #expect(rules([walk(at: 50)], mass: nil) == [])
    }

    @Test func anInclineBeyondTheDeckIsAnError() {
        #expect(rules([walk(incline: 15)]) == [])
        #expect(rules([walk(incline: 15.1)]) == [.inclineRange])
        #expect(rules([walk(incline: -1)]) == [.inclineRange])
    }

    @Test func aStepThatEndsBeforeItsSpeedIsReachedIsAnError() {
        // 0.14 to 1.2 m/s at 0.25 m/s² takes 4.24 s; 1.2 to 2.45 m/s takes 5 s; back at 0.3 m/s² takes 4.2 s.
        #expect(rules([walk(), run(2.45, for: 5.1), walk(for: 5)]) == [])
        #expect(rules([walk(), run(2.46, for: 5)]) == [.unreachableSetpoint])
        #expect(rules([run(2.7, for: 10)]) == [.unreachableSetpoint])
    }

    @Test func aStepThatEndsBeforeItsBodyWeightIsReachedIsAnError() {
        #expect(rules([walk(at: 60), walk(at: 80, for: 10)]) == [])
        #expect(rules([walk(at: 60), walk(at: 80, for: 9.9)]) == [.unreachableSetpoint])
        #expect(rules([walk(at: 80), walk(at: 60, for: 9.9)]) == [.unreachableSetpoint])
    }

    @Test func aStepThatEndsBeforeTheDeckIsTiltedIsAnError() {
        #expect(rules([walk(), walk(for: 10, incline: 5)]) == [])
        #expect(rules([walk(), walk(for: 9.9, incline: 5)]) == [.unreachableSetpoint])
    }

    @Test func aStepOfLessThanFiveSecondsIsAnError() {
        #expect(rules([walk(), walk(for: 4.9)]) == [.shortStep])
        #expect(rules([walk(), walk(for: 0)]) == [.shortStep])
    }

    @Test func aGaitThatPeopleWouldNotChooseAtThatSpeedIsAWarning() {
        #expect(rules([walk(1.85)]) == [])
        #expect(rules([walk(1.9)]) == [.gaitAgainstSpeed])
        #expect(rules([run(1.85)]) == [.gaitAgainstSpeed])
        #expect(findings([run(1.85)]).first?.severity == .warning)
    }

    @Test func peopleChangeFromWalkingToRunningSoonerWhenLighter() {
        #expect(abs(PlanLint.walkRunChange(at: .percent(100)).metersPerSecond - 2.10) < 0.005)
        #expect(abs(PlanLint.walkRunChange(at: .percent(50)).metersPerSecond - 1.49) < 0.005)
    }

    @Test func bodyWeightAndSpeedRisingTogetherIsAWarning() {
        #expect(rules([walk(at: 70), run(at: 80)]) == [.twoVariablesRising])
        #expect(rules([walk(at: 80), run(at: 70)]) == [])
        #expect(findings([walk(at: 70), run(at: 80)]).first?.severity == .warning)
    }

    @Test func aMistakeInARepeatIsToldOnceWithItsLine() {
        let repeated = findings([.repeating(count: 50, blocks: [walk(at: 40, line: 7)])])
        #expect(repeated.count == 1)
        #expect(
            repeated.first?.description
                == #"line 7: error: step "Walk": 40 % of body weight is outside the limits; use 50 % to 100 %"#)
    }

    @Test func theSecondRoundOfARepeatIsCheckedAgainstTheFirst() {
        // Each step follows the other; only going round again makes the walk come after the run.
        let round = [walk(at: 70), walk(1.1, at: 70), run(2.3, at: 60)]
        #expect(rules([.repeating(count: 1, blocks: round)]) == [])
        #expect(rules([.repeating(count: 2, blocks: [walk(1.5, at: 70), walk(1.2, at: 50)])]) == [.twoVariablesRising])
    }

    @Test func aPlanWithoutStepsOrOfAbsurdSizeIsAnError() {
        #expect(rules([]) == [.planSize])
        #expect(rules([.repeating(count: 0, blocks: [walk()])]) == [.planSize])
        #expect(rules([.repeating(count: 1001, blocks: [walk(for: 10)])]) == [.planSize])
        #expect(rules([.repeating(count: 241, blocks: [walk()])]) == [.planSize])
        #expect(rules([.repeating(count: 240, blocks: [walk()])]) == [])
    }
}
