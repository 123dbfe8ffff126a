import ControlTestKit
import Testing
import TreadmillControl

@Suite("An operator shifts the plan")
struct AdjustmentTests {
    @Test("Within the limits it is done, along the ramps")
    func accepted() throws {
        var session = try Scene.running.session()
        #expect(session.ask(.adjustSpeed(by: .metersPerSecond(0.3))) == .accepted)
        #expect(session.ask(.adjustBodyWeight(byPoints: -10)) == .accepted)
        #expect(session.last?.outputs.setpoints.bodyWeight == .percent(70))
        session.run(seconds: 15)
        let outputs = try #require(session.last?.outputs)
        #expect((outputs.command.belt.speed.metersPerSecond - 1.7).magnitude < 0.02)
        #expect(outputs.bodyWeightCommanded == .percent(70))
        #expect((session.rig.force - 0.3 * 70 * standardGravity).magnitude < 0.03 * 70 * standardGravity)
        #expect(session.rules.broken == [])
    }

    @Test(
        "Beyond a limit it is refused and changes nothing",
        arguments: [
            OperatorAction.adjustSpeed(by: .metersPerSecond(1.001)), .adjustSpeed(by: .metersPerSecond(-1.27)),
            .adjustSpeed(by: .metersPerSecond(.nan)), .adjustSpeed(by: .metersPerSecond(.infinity)),
            .adjustBodyWeight(byPoints: 20.001), .adjustBodyWeight(byPoints: -20.001),
            .adjustBodyWeight(byPoints: .nan),
            .adjustBodyWeight(byPoints: -.infinity),
        ])
    func refused(action: OperatorAction) throws {
        var session = try Scene.running.session()
        let before = try #require(session.last?.outputs.setpoints)
        #expect(session.ask(action) == .beyondLimit)
        #expect(session.last?.outputs.setpoints == before)
    }

    @Test("Many small shifts add up to no more than one large one")
    func accumulated() throws {
        var session = try Scene.running.session()
        var accepted = 0
        for _ in 0..<20 where session.ask(.adjustBodyWeight(byPoints: -3)) == .accepted { accepted += 1 }
        #expect(accepted == 6)
        #expect(session.last?.outputs.setpoints.bodyWeight == .percent(62))
    }

    @Test("No shift takes the body weight below the limit or the speed beyond what plans may ask for")
    func limitsOfTheMachine() throws {
        var session = QuietSession(.of([("Run", .run, 100, 3.5, 55)]))
        try session.run(to: .countdown)
        #expect(session.ask(.adjustSpeed(by: .metersPerSecond(0.2))) == .beyondLimit)
        #expect(session.ask(.adjustSpeed(by: .metersPerSecond(0.1))) == .accepted)
        #expect(session.ask(.adjustBodyWeight(byPoints: -6)) == .beyondLimit)
        #expect(session.ask(.adjustBodyWeight(byPoints: -5)) == .accepted)
    }

    @Test("A heavy runner is never promised more support than the machine may pull")
    func heavyRunner() throws {
        // 650 N of 150 kg leave 55.8 % on the legs.
        var session = QuietSession(.of([("Walk", .walk, 60, 1.0, 60)], mass: 150))
        try session.run(to: .running)
        #expect(session.ask(.adjustBodyWeight(byPoints: -5)) == .beyondLimit)
        #expect(session.ask(.adjustBodyWeight(byPoints: -4)) == .accepted)
        // And should a plan ask for it after all, what is shown as the setpoint is what is delivered.
        var unlinted = QuietSession(.of([("Walk", .walk, 60, 1.0, 50)], mass: 150))
        try unlinted.run(to: .running)
        let shown = try #require(unlinted.last?.outputs.setpoints.bodyWeight.percent)
        #expect((shown - 55.8).magnitude < 0.1)
        #expect(unlinted.rig.force < 660)
    }

    @Test("It is refused where there is nothing to shift")
    func wrongState() throws {
        var session = QuietSession(.longWalk())
        #expect(session.ask(.adjustSpeed(by: .metersPerSecond(0.1))) == .notInThisState)
        var stopped = try Scene.running.session()
        stopped.step(.stop)
        #expect(stopped.ask(.adjustBodyWeight(byPoints: 1)) == .notInThisState)
    }
}
