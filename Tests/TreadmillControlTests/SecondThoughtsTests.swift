import ControlTestKit
import Testing
import TreadmillControl

/// What goes wrong between one motion and the next, where it is easily taken for settled.
@Suite("Ways back, and the way out")
struct SecondThoughtsTests {
    /// What can come about while belt and rope stand and are not commanded, once a session is armed.
    private static let grave = Interlock.allCases.filter {
        $0.reaction >= .controlledStop && !onlyInMotion.contains($0)
    }
    private static let onlyInMotion: [Interlock] = [
        .supportOverForce, .supportForceError, .standstillUnconfirmed, .harnessSlack, .fall, .beltReadingFrozen,
        .hoistReadingFrozen, .loadCellReadingFrozen, .configurationRefused, .sessionInterrupted, .operatorLinkLost,
    ]

    /// A paused session that has just been told to go on.
    private static func resumed() throws -> QuietSession {
        var session = try Scene.paused.session()
        #expect(session.ask(.resume) == .accepted)
        #expect(session.phase == .checking)
        return session
    }

    @Test("In the checks of a resume a cause is latched and not waited out", arguments: grave)
    func checksOfResume(interlock: Interlock) throws {
        var session = try Self.resumed()
        session.bringAbout(interlock)
        try session.run(atMost: interlock.longestToNotice + 0.02) {
            $0.activeInterlocks.contains(interlock)
        }
        try session.run(to: .faulted, atMost: 10)
        session.repair()
        let after = session.run(seconds: 12)
        #expect(after.allSatisfy { $0.outputs.state == .faulted && $0.outputs.command.isAtRest })
        #expect(session.last?.outputs.latchedInterlocks.contains(interlock) == true)
        #expect(session.rules.broken == [])
    }

    @Test("A belt that ran when its line was lost, and stands when it is back, has followed its commands")
    func lostBelt() throws {
        var session = try Scene.running.session()
        let last = try #require(session.last?.inputs.belt)
        session.disturbance = { inputs, _ in inputs.belt = last }
        try session.run(to: .faulted, atMost: 10)
        session.run(seconds: 0.9)
        session.disturbance = nil
        let back = session.run(seconds: 1)
        #expect(back.allSatisfy { !$0.outputs.activeInterlocks.contains(.beltTracking) })
        #expect(session.ask(.acknowledge) == .accepted)
        #expect(session.ask(.resume) == .accepted)
        try session.run(to: .countdown, atMost: 30)
        #expect(session.rules.broken == [])
    }

    @Test("Only an operator who is not there yet is waited for")
    func operatorToCome() throws {
        var session = QuietSession(Scene.linkedWalk)
        try session.run(to: .running, atMost: 60)
        #expect(session.ask(.pause) == .accepted)
        try session.run(to: .paused, atMost: 10)
        session.bringAbout(.operatorLinkLost)
        session.run(seconds: 2)
        #expect(session.ask(.resume) == .accepted)
        session.run(seconds: 2)
        #expect(session.phase == .checking)
        session.repair()
        try session.run(to: .armed, atMost: 2)
        #expect(session.rules.broken == [])
    }

    @Test(
        "Whoever presses the stop in a session's first checks has ended it",
        arguments: [Interlock.emergencyStop, .lanyardPulled])
    func firstChecks(interlock: Interlock) throws {
        var session = try Scene.checking.session()
        session.bringAbout(interlock)
        try session.run(to: .finished, atMost: 0.1)
        #expect(session.last?.outputs.state == .finished(.checksFailed))
        session.repair()
        #expect(session.run(seconds: 12).allSatisfy { $0.outputs.command.isAtRest })
    }

    @Test("Rope that carries nothing is wound up by 15 cm in all, however often it is tried")
    func takenUp() throws {
        var session = QuietSession(.longWalk())
        session.disturbance = { inputs, _ in inputs.loadCell?.supportForceMeasured = .newtons(1) }
        var highest = session.rig.rope
        for _ in 0..<4 {
            _ = try? session.run(to: .faulted, atMost: 12)
            highest = max(highest, session.rig.rope)
            session.run(seconds: 1)
            _ = session.ask(.acknowledge)
            _ = session.ask(.resume)
        }
        #expect(highest < 0.16, "\(highest) m")
        #expect(session.last?.outputs.state == .finished(.interlock))
    }

    @Test("A force of nothing from a cell in doubt is no rope at rest")
    func deadCell() throws {
        var session = try Scene.running.session()
        session.bringAbout(.loadCellFault)
        try session.run(to: .faulted, atMost: 10)
        session.run(seconds: 1)
        session.disturbance = { inputs, _ in
            inputs.loadCell?.supportForceMeasured = .zero
            inputs.loadCell?.status = [.fault]
        }
        let before = session.rig.rope
        #expect(session.ask(.lowerSupport) == .accepted)
        session.run(seconds: 6)
        #expect((0.17...0.21).contains(before - session.rig.rope), "\(before - session.rig.rope) m")
    }

    @Test("At its end the belt runs out with the support at work, and stops from the start speed")
    func runningOut() throws {
        var session = VirtualSession(.walkRunWalk(mass: 70), rig: RunnerRig(runnerMass: .kilograms(70), seed: 11))
        try session.run(atMost: 120) { $0.position.elapsed >= .seconds(80) }
        let planSpeed = try #require(session.last).outputs.command.belt.speed
        let running = try session.run(to: .stopping, atMost: 20)
        let start = BeltLimits().startSpeed
        #expect(planSpeed > start * 3)
        #expect(session.last?.outputs.command.belt.speed ?? planSpeed <= start)
        #expect(running.dropLast().allSatisfy { !$0.outputs.position.isAdvancing && $0.outputs.state == .running })
        #expect(running.contains { $0.outputs.command.hoist != .hold })
        try session.run(to: .finished, atMost: 10)
        #expect(session.last?.outputs.state == .finished(.completed))
        #expect(session.rules.broken == [])
    }
}
