import Foundation
import StrictYAML
import Testing
import TrainingPlans
import TreadmillControl

/// The plans in config/plans, as a newcomer starts them.
@Suite struct ShippedPlansTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "config/plans")

    private static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }.sorted()
    }

    private func plan(_ file: String) throws -> TrainingPlan {
        try PlanFile.load(path: Self.folder.appending(path: file).path)
    }

    @Test func everyPlanMayRunOnTheShippedLimitsWithoutAWarning() throws {
        let files = try Self.files()
        #expect(files.count >= 3)
        for file in files {
            let findings = PlanLint.findings(for: try plan(file), limits: ControlLimits(), mass: .kilograms(90))
            #expect(findings.isEmpty, "\(file): \(findings)")
        }
    }

    @Test func theWalkRunPlanIsOneMinuteOfRunningAndTwoOfWalkingForTwentyOneMinutes() throws {
        let main = TrainingPlan(title: "Main part", main: try plan("run-walk-1-2.yaml").main).flattened()
        #expect(main.duration == .seconds(21 * 60))
        #expect(main.intervals.map(\.gait) == Array(repeating: [.run, .walk], count: 7).flatMap { $0 })
        #expect(main.intervals.allSatisfy { $0.bodyWeight == .percent(80) })
        for interval in main.intervals { #expect(interval.duration == .seconds(interval.gait == .run ? 60 : 120)) }
    }

    @Test func theDemoLastsNinetySecondsAndEachStepHasASteadyPart() throws {
        let demo = try plan("demo.yaml").flattened()
        #expect(demo.duration == .seconds(90))
        let limits = ControlLimits()
        var speed = limits.belt.startSpeed
        var bodyWeight = demo.intervals[0].bodyWeight
        for interval in demo.intervals {
            let speedRamp = (interval.beltSpeed - speed).magnitude.value / limits.belt.acceleration.value
            let bodyWeightRamp = (interval.bodyWeight - bodyWeight).magnitude.value / limits.support.bodyWeightSlew
            #expect(interval.duration.seconds - max(speedRamp, bodyWeightRamp) >= 8, "\(interval.name)")
            speed = interval.beltSpeed
            bodyWeight = interval.bodyWeight
        }
        #expect(Set(demo.intervals.map(\.bodyWeight)).count > 1)
        #expect(Set(demo.intervals.map(\.gait)) == [.walk, .run])
    }

    @Test func theLadderRaisesOneVariableAtATime() throws {
        let intervals = try plan("body-weight-ladder.yaml").flattened().intervals
        for (before, after) in zip(intervals, intervals.dropFirst()) {
            #expect(!(after.bodyWeight > before.bodyWeight && after.beltSpeed > before.beltSpeed), "\(after.name)")
        }
    }
}
