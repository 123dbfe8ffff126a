import ControlTestKit
import Testing
import TreadmillControl

@Suite("Letting the support down")
struct LoweringTests {
    /// A session that has ended with the runner still supported.
    private static func ended() throws -> QuietSession {
        var session = try Scene.running.session()
        session.step(.stop)
        try session.run(to: .finished, atMost: 10)
        return session
    }

    @Test("Only an operator lowers it, slowly, until the rope carries nothing")
    func lowers() throws {
        var session = try Self.ended()
        #expect(session.rig.force > 100)
        #expect(session.ask(.lowerSupport) == .accepted)
        let ticks = try session.run(to: .idle, atMost: 10)
        let velocities = ticks.dropLast().map(\.outputs.command.hoist.velocity)
        #expect(velocities.allSatisfy { $0 <= .zero && $0 >= .metersPerSecond(-0.05) })
        #expect(session.rig.force < 5)
        #expect(session.run(seconds: 5).allSatisfy { $0.outputs.command.isAtRest })
        #expect(session.rules.broken == [])
    }

    @Test("Never while the belt moves or a session is under way")
    func refused() throws {
        for scene in Scene.inSession where scene != .paused {
            var session = try scene.session()
            #expect(session.ask(.lowerSupport) == .notInThisState)
        }
        var session = try Self.ended()
        session.disturbance = { inputs, _ in inputs.belt?.speedMeasured = .metersPerSecond(0.06) }
        session.step()
        #expect(session.ask(.lowerSupport) == .beltNotAtStandstill)
        session.bringAbout(.beltReadingStale)
        session.run(seconds: 0.25)
        #expect(session.ask(.lowerSupport) == .beltNotAtStandstill)
    }

    @Test("It ends at once when the belt is no longer known to stand, when asked to, and when the hoist is unwell")
    func interrupted() throws {
        var lowering = try Self.ended()
        lowering.step(.lowerSupport)
        lowering.run(seconds: 0.3)
        #expect(lowering.last?.outputs.command.hoist != .hold)
        for interlock in [Interlock.beltReadingStale, .hoistReadingStale, .hoistFault, .emergencyStop] {
            var session = lowering
            session.bringAbout(interlock)
            session.run(seconds: interlock.longestToNotice)
            #expect(session.last?.outputs.command.hoist == .hold, "\(interlock)")
            session.repair()
            #expect(session.run(seconds: 3).allSatisfy { $0.outputs.command.hoist == .hold }, "\(interlock)")
        }
        for action in [OperatorAction.stop, .pause] {
            var session = lowering
            #expect(session.ask(action) == .accepted)
            #expect(session.run(seconds: 3).allSatisfy { $0.outputs.command.hoist == .hold })
        }
    }

    @Test("An unwell hoist is not asked to lower anybody", arguments: [Interlock.hoistFault, .emergencyStop])
    func unwellHoist(interlock: Interlock) throws {
        var session = try Scene.running.session()
        session.bringAbout(interlock)
        try session.run(to: .faulted, atMost: 10)
        session.run(seconds: 1)
        #expect(session.ask(.lowerSupport) == .interlockActive)
        #expect(session.run(seconds: 2).allSatisfy { $0.outputs.command.hoist == .hold })
    }

    @Test("A runner does not stay hanging because the load cell is dead; lowering is then bounded in time")
    func withoutLoadCell() throws {
        var session = try Scene.running.session()
        session.disturbance = { inputs, _ in inputs.loadCell = nil }
        try session.run(to: .faulted, atMost: 10)
        session.run(seconds: 1)
        let before = session.rig.rope
        #expect(session.ask(.lowerSupport) == .accepted)
        session.run(seconds: 20)
        #expect(session.last?.outputs.command.hoist == .hold)
        let lowered = before - session.rig.rope
        #expect(lowered > 0.15 && lowered < 0.21, "\(lowered) m")
        #expect(session.phase == .faulted)
        #expect(session.rules.broken == [])
    }

    @Test("A load cell that goes on showing a load cannot keep the rope running out for ever")
    func stuckLoadCell() throws {
        var session = try Self.ended()
        session.disturbance = { inputs, _ in inputs.loadCell?.supportForceMeasured = .newtons(100) }
        let before = session.rig.rope
        session.step(.lowerSupport)
        session.run(seconds: 60)
        #expect(session.last?.outputs.command.hoist == .hold)
        #expect(before - session.rig.rope < 0.41)
    }

    @Test("A resume ends the lowering and takes the support up again before the belt starts")
    func resumeAfterLowering() throws {
        var session = try Scene.paused.session()
        session.step(.lowerSupport)
        session.run(seconds: 5)
        #expect(session.phase == .paused && session.rig.force < 5)
        #expect(session.ask(.resume) == .accepted)
        try session.run(to: .countdown)
        #expect((session.rig.force - 137).magnitude < 21)
        try session.run(to: .running)
        #expect(session.rules.broken == [])
    }
}
