import ControlTestKit
import Testing
import TreadmillControl

@Suite("Pausing, resuming and stopping")
struct PauseTests {
    private static func running() throws -> VirtualSession<RunnerRig> {
        var session = VirtualSession(.walkRunWalk(), rig: RunnerRig(runnerMass: .kilograms(70), seed: 21))
        // In the middle of the run.
        try session.run(atMost: 120) { $0.position.interval == 1 && $0.position.elapsedInInterval > .seconds(15) }
        return session
    }

    @Test("A pause takes the belt to standstill at the controlled rate with support held until somebody resumes")
    func pause() throws {
        var session = try Self.running()
        let from = try #require(session.last?.outputs.command.belt.speed.metersPerSecond)
        #expect(session.ask(.pause) == .accepted)
        let stop = try session.run(to: .paused, atMost: from / 0.6 + 2)
        let speeds = stop.map(\.outputs.command.belt.speed.metersPerSecond)
        for (before, after) in zip(speeds, speeds.dropFirst()) where after > 0 {
            #expect(((before - after) / 0.01 - 0.6).magnitude < 0.6 * 0.05)
        }
        let rest = session.run(seconds: 60)
        #expect((stop + rest).allSatisfy { $0.outputs.command.hoist == .hold })
        #expect(rest.allSatisfy { $0.outputs.state == .paused && $0.outputs.command.isAtRest })
        #expect(session.rig.ropeForce > .newtons(50), "the runner still hangs in the harness")
        #expect(session.rules.broken == [])
    }

    @Test("A resume goes through checks, arming and countdown, starts at 0.14 m/s, and the plan goes on where it was")
    func resume() throws {
        var session = try Self.running()
        session.step(.pause)
        let position = try #require(session.last?.outputs.position)
        try session.run(to: .paused)
        session.run(seconds: 5)
        #expect(session.ask(.resume) == .accepted)
        var phases: [SessionPhase] = [.checking]
        let ticks = try session.run(to: .running)
        for tick in ticks where phases.last != tick.outputs.state.phase { phases.append(tick.outputs.state.phase) }
        #expect(phases == [.checking, .armed, .countdown, .running])
        // The trim of the drive's gain, learnt before the pause, may take off up to 4 %.
        let start = try #require(session.last?.outputs.command.belt.speed)
        #expect(start <= .metersPerSecond(0.14) && start > .metersPerSecond(0.134))
        #expect(ticks.allSatisfy { $0.outputs.position.elapsed == position.elapsed })
        // While the belt comes up to speed the plan still waits.
        let ramp = try session.run(atMost: 30) { $0.position.isAdvancing }
        #expect(Double(ramp.count) * 0.01 > 8)
        let first = try #require(session.last?.outputs.position)
        #expect(first.interval == position.interval)
        #expect(first.elapsedInInterval - position.elapsedInInterval == .milliseconds(10))
        try session.run(to: .finished)
        #expect(session.last?.outputs.position.elapsed == .seconds(80))
        #expect(session.rules.broken == [])
    }

    @Test("A stop ends the session for good, support held", arguments: Scene.inSession)
    func stop(scene: Scene) throws {
        var session = try scene.session()
        #expect(session.ask(.stop) == .accepted)
        let ticks = try session.run(to: .finished, atMost: 10)
        #expect(session.last?.outputs.state == .finished(.stoppedByOperator))
        #expect(ticks.allSatisfy { $0.outputs.command.hoist == .hold })
        #expect(session.ask(.resume) == .notInThisState)
        #expect(session.run(seconds: 10).allSatisfy { $0.outputs.command.isAtRest })
    }

    @Test("A pause is obeyed before the belt runs too, and leads back through everything", arguments: Scene.inSession)
    func pauseAnywhere(scene: Scene) throws {
        var session = try scene.session()
        #expect(session.ask(.pause) == .accepted)
        try session.run(to: .paused, atMost: 10)
        #expect(session.run(seconds: 5).allSatisfy { $0.outputs.command.isAtRest })
        #expect(session.ask(.resume) == .accepted)
        try session.run(to: .running)
        #expect(session.rules.broken == [])
    }

    @Test("A stop during a pause's ramp ends the session; a pause cannot undo a stop")
    func stopBeatsPause() throws {
        var session = try Scene.running.session()
        session.step(.pause)
        #expect(session.ask(.stop) == .accepted)
        #expect(session.ask(.pause) == .notInThisState)
        try session.run(to: .finished, atMost: 10)
    }

    @Test("An interlock on the way to a wanted end does not turn the end into a pause")
    func faultDuringStop() throws {
        var session = try Scene.running.session()
        session.step(.stop)
        session.bringAbout(.loopOverrun)
        try session.run(to: .faulted, atMost: 10)
        session.disturbance = nil
        session.run(seconds: 3)
        #expect(session.ask(.acknowledge) == .accepted)
        #expect(session.last?.outputs.state == .finished(.stoppedByOperator))
    }

    @Test("Nothing can be resumed that is not paused, and not while a device is unwell")
    func refusedResumes() throws {
        for scene in Scene.inSession where scene != .paused {
            var session = try scene.session()
            #expect(session.ask(.resume) == .notInThisState)
        }
        var session = try Scene.paused.session()
        session.bringAbout(.commandUnconfirmed)
        #expect(session.ask(.resume) == .interlockActive)
        #expect(session.run(seconds: 1.9).allSatisfy { $0.outputs.state == .paused })
    }

    @Test("A belt that turns by itself during a pause is a fault, not a session")
    func beltTurnsInPause() throws {
        var session = try Scene.paused.session()
        session.disturbance = { inputs, _ in inputs.belt?.speedMeasured = .metersPerSecond(0.4) }
        try session.run(to: .stopping, atMost: 3)
        #expect(session.last?.outputs.latchedInterlocks.contains(.beltTracking) == true)
        #expect(session.ask(.lowerSupport) == .notInThisState)
    }
}
