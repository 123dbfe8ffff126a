import ControlTestKit
import Testing
import TreadmillControl

@Suite("Every interlock, wherever it meets a session")
struct InterlockTests {
    @Test("It stops the session, holds the support, and says why", arguments: Interlock.stopping, Scene.allCases)
    func stops(interlock: Interlock, scene: Scene) throws {
        guard interlock.matters(in: scene.phase) else { return }
        var session = try scene.session()
        session.disturbance = interlock.cause
        let before = try #require(session.last?.outputs.command.belt.speed)
        let unnoticed = try session.run(atMost: interlock.longestToNotice + 1e-3) {
            $0.activeInterlocks.contains(interlock)
        }
        #expect(unnoticed.dropLast().allSatisfy { $0.outputs.command.belt.speed <= before * 1.05 })
        let noticed = try #require(session.last?.outputs)
        #expect(noticed.reaction >= interlock.reaction)
        #expect(noticed.latchedInterlocks.contains(interlock))

        let after = [try #require(session.last)] + session.run(seconds: 5)
        #expect(after.allSatisfy { $0.outputs.command.hoist == .hold })
        #expect(after.allSatisfy { [.stopping, .faulted].contains($0.outputs.state.phase) })
        #expect(after.suffix(100).allSatisfy { !$0.outputs.command.belt.isRunning })
        #expect(session.rules.broken == [])
    }

    @Test("The belt goes down at the rate of the reaction", arguments: Interlock.stopping)
    func stopRate(interlock: Interlock) throws {
        var session = try Scene.running.session()
        session.disturbance = interlock.cause
        try session.run(to: .stopping, atMost: 3)
        let from = try #require(session.last?.outputs.command.belt.speed.metersPerSecond)
        session.run(seconds: 0.4)
        let outputs = try #require(session.last?.outputs)
        let rate = (from - outputs.command.belt.speed.metersPerSecond) / 0.4
        let wanted: Double =
            switch outputs.latchedInterlocks.reaction {
            case .none, .warn, .hold: 0
            case .controlledStop: 0.6
            case .protectiveStop: 1.0
            case .emergencyStop: 2.0
            }
        // The trim of the drive's gain may shift it by 4 %.
        #expect((rate - wanted).magnitude <= 0.05 * wanted, "\(rate) m/s2")
    }

    @Test("Nothing moves again because the cause is gone", arguments: Interlock.stopping, Scene.allCases)
    func neverResumes(interlock: Interlock, scene: Scene) throws {
        guard interlock.matters(in: scene.phase) else { return }
        var session = try scene.session()
        session.disturbance = interlock.cause
        try session.run(to: .stopping, atMost: 3, orTo: .faulted)
        session.disturbance = nil
        let elapsed = session.last?.outputs.position.elapsed
        session.run(seconds: 3)
        let after = session.run(seconds: 4)
        #expect(after.allSatisfy { $0.outputs.state == .faulted && $0.outputs.command.isAtRest })
        #expect(after.last?.outputs.position.elapsed == elapsed)
        for action in [OperatorAction.resume, .pause, .stop, .adjustSpeed(by: .metersPerSecond(0.1))] {
            #expect(session.ask(action) == .notInThisState)
        }
        #expect(session.rules.broken == [])
    }

    @Test("It is acknowledged only with its cause gone, and then leads where it should", arguments: Interlock.stopping)
    func acknowledged(interlock: Interlock) throws {
        var session = try Scene.running.session()
        session.disturbance = interlock.cause
        try session.run(to: .faulted, atMost: 15)
        if interlock.isSeenAtRest {
            #expect(session.ask(.acknowledge) == .interlockActive)
            #expect(session.phase == .faulted)
        }
        session.disturbance = nil
        // Overruns are counted over up to two seconds.
        session.run(seconds: 2.5)
        let latched = try #require(session.last?.outputs.latchedInterlocks)
        #expect(latched.contains(interlock))
        #expect(session.ask(.acknowledge) == .accepted)
        let ends = latched.interlocks.contains { $0.clearCondition == .onRearm }
        if interlock.clearCondition == .onRearm { #expect(ends) }
        #expect(session.last?.outputs.state == (ends ? .finished(.interlock) : .paused))
        #expect(session.last?.outputs.latchedInterlocks == InterlockSet.none)
        #expect(session.run(seconds: 3).allSatisfy { $0.outputs.command.isAtRest })
        #expect(session.ask(.resume) == (ends ? .notInThisState : .accepted))
        if !ends { try session.run(to: .running) }
        #expect(session.rules.broken == [])
    }

    @Test("Before the start it keeps the belt from being armed", arguments: Interlock.stopping)
    func refusesToArm(interlock: Interlock) throws {
        // Support is judged once the rope is tight.
        guard interlock.matters(in: .paused), interlock != .beltTracking else { return }
        var session = QuietSession(.longWalk())
        session.disturbance = interlock.cause
        let ticks = try session.run(to: .finished, atMost: 12)
        #expect(ticks.allSatisfy { $0.outputs.command == .safeState })
        #expect(session.last?.outputs.state == .finished(.checksFailed))
        #expect(session.last?.outputs.latchedInterlocks.contains(interlock) == true)
    }

    @Test("A belt that ignores its stop is an emergency; the support stays held and lowering is refused")
    func standstillUnconfirmed() throws {
        var session = try Scene.running.session()
        session.rig.beltIgnoresCommands = true
        #expect(session.ask(.pause) == .accepted)
        let ticks = try session.run(to: .faulted, atMost: Interlock.standstillUnconfirmed.longestToNotice)
        #expect(ticks.allSatisfy { $0.outputs.command.hoist == .hold })
        session.run(seconds: 1)
        #expect(session.last?.outputs.activeInterlocks.contains(.standstillUnconfirmed) == true)
        #expect(session.last?.outputs.reaction == .emergencyStop)
        #expect(session.ask(.acknowledge) == .interlockActive)
        #expect(session.ask(.lowerSupport) == .beltNotAtStandstill)
        session.rig.beltIgnoresCommands = false
        session.run(seconds: 5)
        #expect(session.ask(.acknowledge) == .accepted)
        #expect(session.last?.outputs.state == .finished(.interlock))
        #expect(session.rules.broken == [])
    }

    @Test("The worse of two reactions rules the stop, and a stop is never softened")
    func escalation() throws {
        var session = try Scene.running.session()
        session.step(.pause)
        session.disturbance = Interlock.loadCellReadingStale.cause
        session.run(seconds: 0.1)
        session.disturbance = nil
        let from = try #require(session.last?.outputs.command.belt.speed.metersPerSecond)
        session.run(seconds: 0.5)
        let to = try #require(session.last?.outputs.command.belt.speed.metersPerSecond)
        #expect(((from - to) / 0.5 - 1.0).magnitude < 0.05)
        try session.run(to: .faulted, atMost: 5)
    }
}
