import RigSimulation
import Testing
import TreadmillControl

/// A line of the published check values: speed, support, then cadence, contact time, peak and rise of the body.
struct RunningCheck: Sendable, CustomTestStringConvertible {
    var speed: Double
    var support: Double
    var cadence: Double
    var contactTime: Double
    var peak: Double
    /// Peak to peak, cm; `nil` where none is given.
    var excursion: Double?
    var testDescription: String { "\(speed) m/s with \(support) of the weight taken off" }
}

private let runningChecks = [
    RunningCheck(speed: 3.0, support: 0.0, cadence: 168, contactTime: 0.228, peak: 2.47, excursion: 8.4),
    RunningCheck(speed: 3.0, support: 0.2, cadence: 161, contactTime: 0.222, peak: 2.11, excursion: 7.7),
    RunningCheck(speed: 3.0, support: 0.5, cadence: 151, contactTime: 0.198, peak: 1.58, excursion: 6.2),
    RunningCheck(speed: 4.5, support: 0.0, cadence: 176, contactTime: 0.197, peak: 2.72, excursion: 8.2),
]

@Suite("The simulated runner moves like people do")
struct GaitTests {
    @Test("A running step has the published cadence, contact time, peak force and rise", arguments: runningChecks)
    func runningFigures(_ check: RunningCheck) {
        let gait = RunningGait(speed: .metersPerSecond(check.speed), supportFraction: check.support)
        #expect((gait.cadence - check.cadence).magnitude <= 0.5)
        #expect((gait.contactTime - check.contactTime).magnitude <= 0.0006)
        #expect((gait.peakForce - check.peak).magnitude <= 0.006)
        let heights = sampled(gait.period) { gait.displacement(at: $0) }
        let excursion = ((heights.max() ?? 0) - (heights.min() ?? 0)) * 100
        #expect((excursion - (check.excursion ?? excursion)).magnitude <= 0.06)
    }

    @Test("Feet and support together carry exactly the weight over a step", arguments: [0.0, 0.2, 0.5, 0.9])
    func impulseBalance(support: Double) {
        let running = RunningGait(
            speed: .metersPerSecond(3.2), supportFraction: support, periodFactor: 1.04, forceFactor: 0.96)
        let runningMean = mean(sampled(running.period) { running.contactForce(at: $0) })
        #expect((runningMean + support - 1).magnitude < 1e-4)

        let walking = WalkingGait(speed: .metersPerSecond(1.3), supportFraction: support, forceFactor: 1.05)
        let walkingMean = mean(sampled(walking.period) { walking.contactForce(at: $0) })
        #expect((walkingMean + support - 1).magnitude < 1e-4)
    }

    @Test("The height obeys Newton: its second derivative is what the forces make of the mass")
    func heightFollowsForce() {
        let support = 0.3
        let running = RunningGait(speed: .metersPerSecond(3), supportFraction: support)
        let walking = WalkingGait(speed: .metersPerSecond(1.4), supportFraction: support)
        for share in [0.1, 0.25, 0.45, 0.8, 0.95] {
            expectNewton(
                at: share * running.period, support: support, height: running.displacement, force: running.contactForce)
            expectNewton(
                at: share * walking.period, support: support, height: walking.displacement, force: walking.contactForce)
        }
    }

    @Test("A step ends at the height at which it began, however it deviates")
    func stepsJoin() {
        for factor in [0.92, 1.0, 1.08] {
            let running = RunningGait(
                speed: .metersPerSecond(2.6), supportFraction: 0.4, periodFactor: factor, forceFactor: 2 - factor)
            #expect(running.displacement(at: 0).magnitude < 1e-9)
            #expect(running.displacement(at: running.period).magnitude < 1e-9)
        }
    }

    @Test("A brisk walk has the double hump of one foot: 1.1 to 1.2 at its ends, 0.75 in the middle")
    func walkingHumps() {
        let gait = WalkingGait(speed: .metersPerSecond(1.4), supportFraction: 0)
        let oneFoot = sampled(gait.period) { gait.leadingFootForce(at: $0) }
        #expect((1.1...1.205).contains(oneFoot.max() ?? 0))
        #expect((gait.contactForce(at: gait.period / 2) - 0.75).magnitude < 0.005)
        let heights = sampled(gait.period) { gait.displacement(at: $0) }
        #expect((0.03...0.05).contains((heights.max() ?? 0) - (heights.min() ?? 0)))
        #expect((gait.cadence - 118.3).magnitude < 0.1)
    }

    @Test("A very slow walk does not lift the body further than a brisk one")
    func slowWalkIsFlat() {
        for speed in [0.05, 0.14, 0.3, 0.6, 0.9] {
            let gait = WalkingGait(speed: .metersPerSecond(speed), supportFraction: 0)
            let heights = sampled(gait.period) { gait.displacement(at: $0) }
            #expect((heights.max() ?? 0) - (heights.min() ?? 0) < 0.05)
        }
    }

    @Test("People start to run at 2.10 m/s with their full weight and at 1.49 m/s with half of it")
    func walkRunChange() {
        #expect((RunnerModel.runningSpeed(supportFraction: 0).metersPerSecond - 2.10).magnitude < 0.005)
        #expect((RunnerModel.runningSpeed(supportFraction: 0.5).metersPerSecond - 1.49).magnitude < 0.006)
    }
}

private func sampled(_ period: Double, _ value: (Double) -> Double) -> [Double] {
    (0..<4000).map { value((Double($0) + 0.5) / 4000 * period) }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private func expectNewton(
    at time: Double, support: Double, height: (Double) -> Double, force: (Double) -> Double,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let h = 1e-4
    let second = (height(time + h) - 2 * height(time) + height(time - h)) / (h * h)
    let expected = standardGravity * (force(time) + support - 1)
    #expect((second - expected).magnitude < 0.02, sourceLocation: sourceLocation)
}
