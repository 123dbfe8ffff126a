import Testing

@testable import TreadmillControl

/// The figures of the detectors, written down a second time: none may change unnoticed.
@Suite("Every figure of the detectors")
struct DetectorFigureTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var figure: Double
        var decided: Double

        init(_ name: String, _ figure: Double, _ decided: Double) {
            testDescription = name
            self.figure = figure
            self.decided = decided
        }
    }

    private typealias Believed = BelievedReadings
    private typealias Frozen = FrozenReadings

    private static let readings = [
        Row("patience with impossible readings, s", Believed.patience.seconds, 0.1),
        Row("clocks may differ by, s", Freshness.tolerance.seconds, 0.005),
        Row("slowest belt, m/s", Plausibility.beltSpeed.lowerBound, -0.2),
        Row("fastest belt, m/s", Plausibility.beltSpeed.upperBound, 10),
        Row("jump of the belt, m/s", Plausibility.beltJump, 0.5),
        Row("change of the belt, m/s²", Plausibility.beltAcceleration, 5),
        Row("lowest rope, m", Plausibility.hoistPosition.lowerBound, -5),
        Row("highest rope, m", Plausibility.hoistPosition.upperBound, 5),
        Row("jump of the rope, m", Plausibility.hoistJump, 0.05),
        Row("change of the rope, m/s", Plausibility.hoistVelocity, 1.5),
        Row("least force, N", Plausibility.supportForce.lowerBound, -50),
        Row("largest force, N", Plausibility.supportForce.upperBound, 3000),
        Row("jump of the force, N", Plausibility.forceJump, 200),
        Row("fall onto the spring, m/s", Plausibility.fallingVelocity, 4),
        Row("the same force for, s", Frozen.longestSameForce.seconds, 1),
        Row("force judged from, m/s", Frozen.judgedSpeed.metersPerSecond, 0.5),
        Row("rope beside the same force, m", Frozen.ropeTravel, 0.03),
        Row("commanded way beside the same position, m", Frozen.hoistWay, 0.04),
        Row("commanded change beside the same speed, m/s", Frozen.beltChange, 0.3),
        Row("samples of a repetition", Double(RepetitionDetector.length), 24),
        Row("changes in a repetition", Double(RepetitionDetector.leastChanges), 12),
        Row("samples looked back", Double(RepetitionDetector.reach), 250),
    ]

    private static let motion = [
        Row("drop of a fall, m", FallDetector.drop, 0.15),
        Row("load of a fall, share of weight", FallDetector.loadShare, 0.5),
        Row("least load of a fall, N", FallDetector.leastLoad.newtons, 250),
        Row("time of a drop, s", FallDetector.dropTime.seconds, 0.02),
        Row("time of a load, s", FallDetector.loadTime.seconds, 0.05),
        Row("mean height, s", FallDetector.averaging, 2),
        Row("moving rope off by, m", HoistTracking.allowedMoving, 0.06),
        Row("moving rope forgotten in, s", HoistTracking.memoryMoving, 2),
        Row("held rope off by, m", HoistTracking.allowedHeld, 0.02),
        Row("held rope forgotten in, s", HoistTracking.memoryHeld, 20),
        Row("rope coming to rest, s", HoistTracking.comingToRest.seconds, 0.2),
        Row("most that is counted of a rope's error", HoistTracking.most, 3),
        Row("change of the mean height, m", RopeConsistency.largestChange, 0.12),
        Row("height beside force, s", RopeConsistency.averaging, 0.5),
        Row("nothing in the rope, N", SupportMonitor.nothing.newtons, 10),
        Row("slack for, s", SupportMonitor.slackTime.seconds, 0.6),
        Row("empty rope, N", SupportMonitor.emptyRope.newtons, 30),
        Row("steps shown from, m/s", SupportMonitor.steppingSpeed.metersPerSecond, 0.8),
        Row("steps shown from, N", SupportMonitor.steppingForce.newtons, 30),
        Row("no steps for, s", SupportMonitor.steplessTime.seconds, 5),
        Row("lag of the drive, s", TrackingMonitor.driveLag, 0.3),
        Row("mean of the belt, s", TrackingMonitor.averaging, 0.7),
        Row("travel forgotten in, s", TravelBudget.memory, 0.5),
        Row("longest step of a ramp, s", SafetyEnvelope.longestStep.seconds, 0.1),
    ]

    @Test("It is what has been decided", arguments: readings + motion)
    func decided(row: Row) { #expect(row.figure == row.decided) }

    /// Milliseconds from cause to interlock under the default limits. All others show at once.
    private static let times: [Interlock: Int64] = [
        .beltReadingStale: 200, .hoistReadingStale: 100, .loadCellReadingStale: 100, .beltTracking: 1600,
        .supportOverForce: 100, .supportForceDrift: 12_000, .supportForceError: 1000, .loopOverrun: 1000,
        .standstillUnconfirmed: 3000, .harnessSlack: 600, .fall: 300, .beltReadingFrozen: 1500,
        .hoistReadingFrozen: 5000, .loadCellReadingFrozen: 1000, .beltReadingImpossible: 100,
        .hoistReadingImpossible: 100, .loadCellReadingImpossible: 100, .hoistTracking: 350, .commandUnsettled: 2000,
        .operatorLinkLost: 1000,
    ]

    @Test("The time in which an interlock is noticed is as promised", arguments: Interlock.allCases)
    func detectionTime(interlock: Interlock) {
        let promised = TimeSpan.milliseconds(Self.times[interlock] ?? 0)
        #expect(interlock.detectionTime(under: ControlLimits()) == promised)
    }

    @Test("It moves with the limits that it rests on")
    func detectionTimeUnderOtherLimits() {
        var limits = ControlLimits()
        limits.supervision.trackingTime = .milliseconds(500)
        limits.supervision.forceErrorStopTime = .milliseconds(200)
        limits.supervision.forceErrorWarningTime = .milliseconds(1000)
        #expect(Interlock.beltTracking.detectionTime(under: limits) == .milliseconds(1100))
        #expect(Interlock.supportForceError.detectionTime(under: limits) == .milliseconds(700))
        #expect(Interlock.supportForceDrift.detectionTime(under: limits) == .milliseconds(8000))
    }
}
