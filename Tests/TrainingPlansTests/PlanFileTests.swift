import StrictYAML
import Testing
import TrainingPlans
import TreadmillControl

@Suite struct PlanFileTests {
    private func problems(_ text: String) -> [YAMLProblem] {
        do throws(YAMLProblems) {
            _ = try PlanFile.parse(text: text, name: "plan.yaml")
            return []
        } catch {
            return error.problems
        }
    }

    private func plan(step: String) -> String {
        "title: Test\nmain:\n  - {\(step)}"
    }

    private let walk = "name: Walk, gait: walk, duration: 1 min, speed: 4 km/h, body_weight: 80 %"

    @Test func aPlanRunsWarmUpMainPartAndCoolDownInOrderWithRepeatsUnrolled() throws {
        let text = """
            title: Intervals
            cool_down:
              - {name: Out, gait: walk, duration: 2 min, speed: 4 km/h, body_weight: 90 %}
            main:
              - repeat: 2
                steps:
                  - {name: Run, gait: run, duration: 1:30, speed: 2.5 m/s, body_weight: 70 %, incline: 1 %}
                  - {name: Walk, gait: walk, duration: 90 s, speed: 5 km/h, body_weight: 70 %}
            warm_up:
              - {name: In, gait: walk, duration: 5 min, speed: 4 km/h, body_weight: 80 %}
            """
        let session = try PlanFile.parse(text: text, name: "plan.yaml").flattened()
        #expect(session.title == "Intervals")
        #expect(session.intervals.map(\.name) == ["In", "Run", "Walk", "Run", "Walk", "Out"])
        #expect(
            session.intervals[1]
                == PlannedInterval(
                    name: "Run", gait: .run, duration: .seconds(90), beltSpeed: .metersPerSecond(2.5),
                    bodyWeight: .percent(70), incline: .percentGrade(1)))
        #expect(session.duration == .seconds(300 + 4 * 90 + 120))
    }

    @Test func eachStepRemembersItsLine() throws {
        let text = "title: T\nmain:\n  - {\(walk)}\n  - repeat: 3\n    steps:\n      - {\(walk)}\n"
        let blocks = try PlanFile.parse(text: text, name: "plan.yaml").main
        guard case .step(let first) = blocks[0], case .repeating(_, let inner) = blocks[1],
            case .step(let second)? = inner.first
        else {
            Issue.record("not the blocks of the file")
            return
        }
        #expect(first.sourceLine == 3)
        #expect(second.sourceLine == 6)
    }

    @Test func aMistakeInAStepNamesFileLineKeyAndRemedy() {
        let found = problems(plan(step: "name: Run, gait: jog, duration: 1 min, speed: 8, body_weight: 80 %"))
        #expect(
            found.map(\.description) == [
                #"plan.yaml:3: main[1].gait: "jog" is not known here; use one of: walk, run"#,
                #"plan.yaml:3: main[1].speed: "8" is not a speed with its unit; "#
                    + "write a speed such as 9.0 km/h, 2.5 m/s, 5.6 mph or 6:40 min/km",
            ])
    }

    @Test(arguments: ["name", "gait", "duration", "speed", "body_weight"])
    func aStepWithoutOneOfItsKeysIsRefusedBecauseNothingHasASafeDefault(key: String) {
        let fields = walk.split(separator: ", ").filter { !$0.hasPrefix(key) }.joined(separator: ", ")
        #expect(problems(plan(step: fields)).map(\.reason) == ["the key \"\(key)\" is missing"])
    }

    @Test func aKeyThatIsNotKnownIsRefusedRatherThanIgnored() {
        #expect(problems(plan(step: walk + ", inclin: 3 %")).first?.remedy == #"did you mean "incline"?"#)
    }

    @Test func aRepeatWithASpeedOfItsOwnIsRefused() {
        let text = "title: T\nmain:\n  - repeat: 2\n    speed: 4 km/h\n    steps:\n      - {\(walk)}"
        #expect(problems(text).map(\.keyPath) == ["main[1].speed"])
    }

    @Test(arguments: ["title: T", "title: T\nmain: []", "title: T\nmain:", "title: T\nmain: walk", "main: [{}]"])
    func aPlanWithoutStepsIsRefused(text: String) {
        #expect(!problems(text).isEmpty)
    }

    @Test(arguments: ["0", "201", "-1", "1.5", "many"])
    func aRepeatCountThatMakesNoSenseIsRefused(count: String) {
        let text = "title: T\nmain:\n  - repeat: \(count)\n    steps:\n      - {\(walk)}"
        #expect(problems(text).map(\.keyPath) == ["main[1].repeat"])
    }

    @Test func repeatsWithinRepeatsCannotMakeAPlanOfMillionsOfSteps() {
        let text = """
            title: T
            main:
              - repeat: 200
                steps:
                  - repeat: 200
                    steps:
                      - repeat: 200
                        steps:
                          - repeat: 200
                            steps:
                              - {name: Walk, gait: walk, duration: 5 s, speed: 4 km/h, body_weight: 80 %}
            """
        let reasons = problems(text).map(\.reason)
        #expect(reasons.contains("the plan has more than 1000 steps with its repeats unrolled"))
        #expect(reasons.contains("the plan is longer than 4 h"))
    }

    @Test func repeatsTooDeepInEachOtherAreRefused() {
        var text = "title: T\nmain:\n"
        for depth in 0..<6 {
            let indent = String(repeating: " ", count: 4 * depth)
            text += "\(indent)  - repeat: 1\n\(indent)    steps:\n"
        }
        text += String(repeating: " ", count: 26) + "- {\(walk)}"
        #expect(problems(text).map(\.reason) == ["repeats stand more than 4 deep in each other"])
    }

    @Test func aPlanMadeInCodeWithAbsurdRepeatsIsUnrolledOnlySoFar() {
        let step = PlanStep(
            name: "Walk", gait: .walk, duration: .seconds(60), speed: .metersPerSecond(1), bodyWeight: .percent(80))
        let plan = TrainingPlan(
            title: "T",
            main: [.repeating(count: .max, blocks: [.repeating(count: .max, blocks: [.step(step), .step(step)])])])
        #expect(plan.flattened().intervals.count == PlanBounds.mostIntervals)
        #expect(PlanExtent(of: plan.blocks).intervals == .max)
        let empty = TrainingPlan(title: "T", main: [.repeating(count: .max, blocks: [])])
        #expect(empty.flattened().intervals.isEmpty)
    }
}
