import ControlTestKit
import Testing

@testable import TreadmillControl

@Suite("What the watch over support bears, and what it does not")
struct SupportDetectorTests {
    // MARK: Too much

    @Test(
        "Support is too much once it is beyond its margin, 15 % of the weight and at least 150 N, for 100 ms",
        arguments: [(700.0, 290.0, false), (700, 290.1, true), (1200, 320, false), (1200, 320.1, true)])
    func overForce(weight: Double, force: Double, isOver: Bool) {
        let bench = SupportBench()
        bench.context.runnerWeight = .newtons(weight)
        bench.force = force
        #expect(bench.ticks(to: .supportOverForce, within: 300) == (isOver ? 101 : nil))
    }

    @Test("In a trial the rope carries harness and hook and nobody", arguments: [(30.0, false), (30.1, true)])
    func emptyRope(force: Double, isOver: Bool) {
        let bench = SupportBench()
        bench.context.isRegulating = false
        bench.context.isProving = true
        bench.context.supportTarget = .zero
        bench.context.runnerWeight = .zero
        bench.force = force
        #expect(bench.ticks(to: .supportOverForce, within: 300) == (isOver ? 101 : nil))
    }

    @Test("While the rope is held no support is too much, too little or off its target")
    func held() {
        let bench = SupportBench()
        bench.context.isRegulating = false
        bench.dt = .milliseconds(10)
        for (force, mean) in [(600.0, 600.0), (0, 0)] {
            bench.force = force
            bench.context.meanSupport = .newtons(mean)
            for _ in 0..<1000 { #expect(bench.tick() == .none) }
        }
    }

    @Test("A load cell that is not there is not judged")
    func noCell() {
        let bench = SupportBench()
        bench.force = nil
        bench.context.meanSupport = nil
        bench.dt = .milliseconds(10)
        for _ in 0..<1000 { #expect(bench.tick() == .none) }
    }

    // MARK: Nothing

    /// Support that should be there, and the force below which it is not.
    @Test(
        "A rope that was tight is slack below 10 N, and half of what it should carry, for 600 ms",
        arguments: [
            (100.0, 10.0, false), (100, 9.9, true), (16, 8, false), (16, 7.9, true), (15, 7.4, true), (14.9, 0, false),
        ])
    func slack(target: Double, force: Double, isSlack: Bool) {
        let bench = SupportBench()
        bench.context.supportTarget = .newtons(target)
        bench.context.meanSupport = .newtons(15)
        bench.tick()
        bench.context.meanSupport = .newtons(target)
        bench.force = force
        #expect(bench.ticks(to: .harnessSlack, within: 1000) == (isSlack ? 601 : nil))
    }

    @Test("A rope that has hung loose from the beginning is given five seconds to be wound up")
    func takeUp() {
        for mean in [14.9, nil] {
            let bench = SupportBench()
            bench.context.meanSupport = mean.map(Force.newtons)
            bench.force = 0
            #expect(bench.ticks(to: .harnessSlack, within: 6000) == 5001)
        }
    }

    @Test("A rope that was tight keeps its short time while its mean sinks, and loses it without support")
    func tightness() {
        let bench = SupportBench()
        bench.tick()
        bench.context.meanSupport = .zero
        for _ in 0..<100 { bench.tick() }
        bench.force = 0
        #expect(bench.ticks(to: .harnessSlack, within: 1000) == 601)
        let between = SupportBench()
        between.tick()
        between.context.supportTarget = .zero
        between.context.meanSupport = .zero
        between.tick()
        between.context.supportTarget = .newtons(140)
        between.force = 0
        #expect(between.ticks(to: .harnessSlack, within: 6000) == 5001)
    }

    // MARK: Off its target

    @Test(
        "Mean support off by more than a tenth of the weight for half a second stops",
        arguments: [(210.0, false), (210.1, true), (70, false), (69.9, true)])
    func forceError(mean: Double, isOff: Bool) {
        let bench = SupportBench()
        bench.context.meanSupport = .newtons(mean)
        #expect(bench.ticks(to: .supportForceError, within: 1000) == (isOff ? 501 : nil))
    }

    @Test(
        "Mean support off by more than three hundredths of the weight for five seconds is told",
        arguments: [(161.0, false), (161.1, true), (119, false), (118.9, true)])
    func drift(mean: Double, isOff: Bool) {
        let bench = SupportBench()
        bench.dt = .milliseconds(10)
        bench.context.meanSupport = .newtons(mean)
        #expect(bench.ticks(to: .supportForceDrift, within: 2000) == (isOff ? 501 : nil))
    }

    @Test("Drift is judged by a mean of two seconds")
    func driftMean() {
        let bench = SupportBench()
        bench.dt = .milliseconds(10)
        bench.tick()
        bench.context.meanSupport = .newtons(175)
        // 35 N pass 21 N after 1.84 s, and stay for 5 s.
        #expect(bench.ticks(to: .supportForceDrift, within: 2000) == 684)
    }

    @Test("A rope that was held in between leaves no drift behind")
    func driftAfterHold() {
        let bench = SupportBench()
        bench.dt = .milliseconds(10)
        bench.context.meanSupport = .newtons(240)
        for _ in 0..<400 { bench.tick() }
        bench.context.isRegulating = false
        bench.tick()
        bench.context.isRegulating = true
        bench.context.meanSupport = .newtons(160)
        #expect(bench.ticks(to: .supportForceDrift, within: 3000) == nil)
    }

    // MARK: Without steps

    /// Walking so fast, with so much support, in a session that regulates and sees steps or not.
    struct Walk: Sendable, CustomTestStringConvertible {
        var speed: Double?
        var support: Double
        var isRegulating = true
        var seesSteps = false
        var isNoticed: Bool
        var testDescription: String { "\(speed ?? .nan) m/s, \(support) N, \(isRegulating), \(seesSteps)" }
    }

    @Test(
        "Nobody walks for five seconds without steps in a rope that carries something",
        arguments: [
            Walk(speed: 0.8, support: 140, isNoticed: false), Walk(speed: 0.801, support: 140, isNoticed: true),
            Walk(speed: 1.4, support: 30, isNoticed: true), Walk(speed: 1.4, support: 29.9, isNoticed: false),
            Walk(speed: 1.4, support: 140, seesSteps: true, isNoticed: false),
            Walk(speed: 1.4, support: 140, isRegulating: false, isNoticed: false),
            Walk(speed: nil, support: 140, isNoticed: false), Walk(speed: 0, support: 140, isNoticed: false),
        ])
    func stepless(walk: Walk) {
        let bench = SupportBench()
        bench.dt = .milliseconds(10)
        bench.speed = walk.speed
        bench.force = walk.support
        bench.context.supportTarget = .newtons(walk.support)
        bench.context.meanSupport = .newtons(walk.support)
        bench.context.isRegulating = walk.isRegulating
        bench.context.seesSteps = walk.seesSteps
        #expect(bench.ticks(to: .loadCellReadingImpossible, within: 1000) == (walk.isNoticed ? 501 : nil))
    }

    // MARK: Contradicted

    @Test("Rope beside an unchanged force is a contradiction while the force loop is at work, and begins anew with it")
    func contradiction() {
        let bench = SupportBench()
        bench.dt = .milliseconds(10)
        bench.tick()
        bench.position = 0.3
        #expect(bench.ticks(to: .loadCellReadingImpossible, within: 300) != nil)
        bench.context.isRegulating = false
        for _ in 0..<300 { #expect(!bench.tick().contains(.loadCellReadingImpossible)) }
        bench.context.isRegulating = true
        for _ in 0..<300 { #expect(!bench.tick().contains(.loadCellReadingImpossible)) }
    }

    // MARK: A fall

    @Test("A fall is one where the belt moves, by command or by measurement, and somebody is there to fall")
    func fall() {
        var belt = EnvelopeBench()
        let running = belt.admit(
            MotionRequest(
                belt: BeltCommand(isRunning: true, speed: .metersPerSecond(1), incline: .zero), hoist: .hold))
        for (command, speed, weight, isFall) in [
            (AdmittedCommand.safeState, 0.05, 700.0, true), (.safeState, -0.05, 700, true),
            (.safeState, 0.049, 700, false), (.safeState, nil, 700, false), (running, 0, 700, true),
            (running, nil, 700, true), (running, 1, 0, false), (.safeState, 1, 0, false),
        ] {
            let bench = SupportBench()
            bench.context.commanded = command
            bench.context.runnerWeight = .newtons(weight)
            bench.speed = speed
            bench.tick()
            bench.force = 800
            #expect(
                (bench.ticks(to: .fall, within: 100) != nil) == isFall,
                "\(command.belt.isRunning), \(speed ?? .nan) m/s, \(weight) N")
        }
    }
}
