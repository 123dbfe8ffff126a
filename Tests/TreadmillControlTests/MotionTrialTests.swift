import ControlTestKit
import Testing
import TreadmillControl

@Suite("A drive moved so that its watchdog can be put to the proof")
struct MotionTrialTests {
    @Test("After its checks the belt runs at the start speed, the rope is held, and after its time everything stands")
    func belt() throws {
        var session = QuietSession(trial: MotionTrial(part: .belt, duration: .seconds(4)))
        let checks = try session.run(to: .proving, atMost: 2)
        #expect(checks.dropLast().allSatisfy { $0.outputs.command == .safeState })
        let ticks = try session.run(to: .finished, atMost: 10)
        #expect(ticks.allSatisfy { $0.outputs.command.hoist == .hold })
        #expect(ticks.contains { $0.outputs.command.belt.speed == BeltLimits().startSpeed })
        #expect(session.last?.outputs.state == .finished(.completed))
        #expect(session.rig.speed < 0.05)
        #expect(session.rules.broken == [])
    }

    @Test("The rope moves up a few centimetres at 2 cm/s, the belt stands")
    func hoist() throws {
        var session = QuietSession(trial: MotionTrial(part: .hoist, duration: .seconds(1)))
        try session.run(to: .proving, atMost: 2)
        let ticks = try session.run(to: .finished, atMost: 10)
        #expect(ticks.allSatisfy { !$0.outputs.command.belt.isRunning })
        #expect(ticks.contains { $0.outputs.command.hoist == .move(MotionTrial.hoistVelocity) })
        #expect(session.rig.rope > 0.015 && session.rig.rope < 0.025, "\(session.rig.rope) m")
        #expect(session.rules.broken == [])
    }

    @Test("With somebody in the rope nothing moves")
    func notEmpty() throws {
        var session = QuietSession(trial: MotionTrial(part: .belt, duration: .seconds(4)))
        session.disturbance = { inputs, _ in inputs.loadCell?.supportForceMeasured = .newtons(31) }
        let ticks = try session.run(to: .finished, atMost: 12)
        #expect(ticks.allSatisfy { $0.outputs.command == .safeState })
        #expect(session.last?.outputs.state == .finished(.checksFailed))
        #expect(session.last?.outputs.latchedInterlocks.contains(.supportOverForce) == true)
    }

    @Test("Who takes hold of the rope stops it", arguments: MotionTrial.Part.allCases)
    func taken(part: MotionTrial.Part) throws {
        var session = QuietSession(trial: MotionTrial(part: part, duration: .seconds(60)))
        try session.run(to: .proving, atMost: 2)
        session.run(seconds: 1)
        session.disturbance = { inputs, _ in inputs.loadCell?.supportForceMeasured = .newtons(60) }
        try session.run(to: .faulted, atMost: 2)
        #expect(session.last?.outputs.command.isAtRest == true)
        #expect(session.last?.outputs.latchedInterlocks.contains(.supportOverForce) == true)
    }

    @Test("Anybody may end it", arguments: [OperatorAction.stop, .pause])
    func ended(action: OperatorAction) throws {
        var session = QuietSession(trial: MotionTrial(part: .belt, duration: .seconds(60)))
        try session.run(to: .proving, atMost: 2)
        session.run(seconds: 2)
        #expect(session.ask(action) == .accepted)
        try session.run(to: .finished, atMost: 3)
        #expect(session.last?.outputs.state == .finished(.stoppedByOperator))
        #expect(session.ask(.resume) == .notInThisState)
    }

    @Test("Nothing of a session can be asked of it")
    func refused() throws {
        var session = QuietSession(trial: MotionTrial(part: .belt, duration: .seconds(60)))
        try session.run(to: .proving, atMost: 2)
        for action in [
            OperatorAction.resume, .lowerSupport, .acknowledge, .adjustBodyWeight(byPoints: 1),
            .adjustSpeed(by: .metersPerSecond(0.1)),
        ] {
            #expect(session.ask(action) == .notInThisState, "\(action)")
        }
    }
}
