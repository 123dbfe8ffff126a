import ControlTestKit
import Testing
import TreadmillControl

@Suite("Every interlock in every state of a session")
struct InterlockTests {
    @Test(
        "It stops: support held, belt down, standstill confirmed, and only then is it a fault that waits for a person",
        arguments: Encounter.all(Encounter.stops, in: [.armed, .countdown, .running, .paused, .stopping, .proving]))
    func stops(encounter: Encounter) throws {
        var session = try encounter.scene.session()
        session.bringAbout(encounter.interlock)
        if !session.shows(encounter.interlock) {
            try session.run(atMost: encounter.interlock.longestToNotice) {
                $0.activeInterlocks.contains(encounter.interlock)
            }
        }
        let noticed = try #require(session.last?.outputs)
        #expect(noticed.reaction >= encounter.interlock.reaction)
        #expect(noticed.latchedInterlocks.contains(encounter.interlock))

        var after = [try #require(session.last)]
        while session.phase == .stopping, after.count < 1000 {
            let outcome = session.ask(.lowerSupport)
            if session.phase == .stopping { #expect(outcome == .notInThisState) }
            after.append(try #require(session.last))
        }
        #expect(after.allSatisfy { $0.outputs.command.hoist == .hold })
        for (earlier, later) in zip(after, after.dropFirst()) {
            #expect(later.outputs.command.belt.speed <= earlier.outputs.command.belt.speed)
        }
        let fault = try #require(session.last?.outputs)
        #expect(fault.state == .faulted && !fault.command.belt.isRunning)
        // Where the belt cannot be seen, or does not stop, the fault says so instead of a confirmed standstill.
        let unseen: InterlockSet = .of(
            [
                .beltReadingStale, .beltTracking, .beltOverSpeed, .beltReadingImpossible, .standstillUnconfirmed,
                .beltReadingFrozen,
            ])
        #expect(fault.estimates.standstillConfirmed || !unseen.isDisjoint(with: fault.latchedInterlocks))
        #expect(session.run(seconds: 3).allSatisfy { $0.outputs.command.isAtRest && $0.outputs.state == .faulted })
        #expect(session.rules.broken == [])
    }

    @Test(
        "The belt goes down at the rate of the reaction",
        arguments: Encounter.all(Encounter.stops, in: [.running]).map(\.interlock))
    func stopRate(interlock: Interlock) throws {
        var session = try Scene.running.session()
        session.bringAbout(interlock)
        if interlock == .standstillUnconfirmed {
            try session.run(atMost: 8) { $0.latchedInterlocks.contains(interlock) }
        }
        try session.run(to: .stopping, atMost: interlock.longestToNotice, orTo: .faulted)
        let first = try #require(session.last?.outputs)
        let from = first.command.belt.speed.metersPerSecond
        session.run(seconds: 0.3)
        let outputs = try #require(session.last?.outputs)
        let rate = (from - outputs.command.belt.speed.metersPerSecond) / 0.3
        // A worse cause that is noticed later makes the stop harder, never softer.
        let least = Self.rates[first.latchedInterlocks.reaction] ?? 0
        let most = Self.rates[outputs.latchedInterlocks.reaction] ?? 0
        // The trim of the drive's gain may shift it by 4 %.
        if from > 0.7 { #expect(rate >= least * 0.95 && rate <= most * 1.05, "\(rate) m/s2") }
    }

    private static let rates: [Reaction: Double] = [.controlledStop: 0.6, .protectiveStop: 1.0, .emergencyStop: 2.0]

    @Test(
        "Nothing moves again because the cause is gone",
        arguments: Encounter.all(Encounter.stops, in: [.armed, .countdown, .running, .paused]))
    func neverResumes(encounter: Encounter) throws {
        var session = try encounter.scene.session()
        session.bringAbout(encounter.interlock)
        try session.run(to: .faulted, atMost: 20)
        session.repair()
        let elapsed = session.last?.outputs.position.elapsed
        session.run(seconds: 3)
        #expect(session.run(seconds: 4).allSatisfy { $0.outputs.state == .faulted && $0.outputs.command.isAtRest })
        #expect(session.last?.outputs.position.elapsed == elapsed)
        for action in [OperatorAction.resume, .pause, .stop, .adjustSpeed(by: .metersPerSecond(0.1))] {
            #expect(session.ask(action) == .notInThisState)
        }
        #expect(session.rules.broken == [])
    }

    @Test(
        "It is acknowledged only with its cause gone; the way back leads through checks, arming, countdown, start speed",
        arguments: Encounter.all(Encounter.stops, in: [.armed, .countdown, .running, .paused]))
    func acknowledged(encounter: Encounter) throws {
        let interlock = encounter.interlock
        var session = try encounter.scene.session()
        session.bringAbout(interlock)
        try session.run(to: .faulted, atMost: 20)
        if interlock.isSeenAtRest {
            #expect(session.ask(.acknowledge) == .interlockActive)
            #expect(session.phase == .faulted)
        }
        session.repair()
        session.run(seconds: Self.settling)
        let latched = try #require(session.last?.outputs.latchedInterlocks)
        #expect(latched.contains(interlock))
        #expect(session.ask(.acknowledge) == .accepted)
        let ends = latched.interlocks.contains { $0.clearCondition == .onRearm }
        if interlock.clearCondition == .onRearm { #expect(ends) }
        #expect(session.last?.outputs.state == (ends ? .finished(.interlock) : .paused))
        #expect(session.last?.outputs.latchedInterlocks == InterlockSet.none)
        #expect(session.run(seconds: 3).allSatisfy { $0.outputs.command.isAtRest })
        #expect(session.ask(.resume) == (ends ? .notInThisState : .accepted))
        if !ends {
            let back = try session.run(to: .running)
            let passed = Set(back.map(\.outputs.state.phase))
            #expect(passed.isSuperset(of: [.checking, .armed, .countdown, .running]))
            let start = try #require(back.last?.outputs.command.belt.speed)
            #expect(start <= BeltLimits().startSpeed * 1.05)
        }
        #expect(session.rules.broken == [])
    }

    /// Overruns are counted over a second, and a rope that was elsewhere is trusted again within 22 s.
    static let settling = 25.0

    @Test(
        "Support is let down afterwards only on request, slowly, and not by a hoist that cannot be trusted",
        arguments: Encounter.all(Encounter.stops, in: [.running]).map(\.interlock))
    func lowering(interlock: Interlock) throws {
        var session = try Scene.running.session()
        session.bringAbout(interlock)
        try session.run(to: .faulted, atMost: 20)
        session.run(seconds: 1)
        let isPresent = session.last?.outputs.activeInterlocks.contains(interlock) ?? false
        if interlock.forbidsLowering, isPresent {
            #expect(session.ask(.lowerSupport) != .accepted)
            #expect(session.run(seconds: 1).allSatisfy { $0.outputs.command.hoist == .hold })
        }
        session.repair()
        session.run(seconds: Self.settling)
        #expect(session.ask(.lowerSupport) == .accepted)
        let lowering = session.run(seconds: 12)
        #expect(lowering.contains { $0.outputs.command.hoist.velocity < .zero })
        #expect(lowering.allSatisfy { $0.outputs.command.hoist.velocity >= .metersPerSecond(-0.05) })
        #expect(session.rules.broken == [])
    }

    @Test(
        "Without a runner under way it moves nothing and latches nothing",
        arguments: Encounter.all.filter {
            [.idle, .finished].contains($0.scene) && Encounter.stops.contains($0.interlock.reaction)
        })
    func atRest(encounter: Encounter) throws {
        var session = try encounter.scene.session()
        session.bringAbout(encounter.interlock)
        let ticks = session.run(seconds: encounter.interlock.longestToNotice + 0.5)
        #expect(ticks.last?.outputs.activeInterlocks.contains(encounter.interlock) == true)
        #expect(ticks.last.map { $0.outputs.reaction >= encounter.interlock.reaction } == true)
        #expect(ticks.allSatisfy { $0.outputs.command.isAtRest && $0.outputs.state.phase == encounter.scene.phase })
        #expect(ticks.allSatisfy { $0.outputs.latchedInterlocks.isEmpty })
        session.repair()
        session.run(seconds: Self.settling)
        #expect(session.last?.outputs.activeInterlocks.isEmpty == true)
        #expect(session.rules.broken == [])
    }

    @Test(
        "Before the start it keeps the belt from being armed, and says why",
        arguments: Encounter.all.filter { $0.scene == .checking }.map(\.interlock))
    func refusesToArm(interlock: Interlock) throws {
        var session = QuietSession(Scene.linkedWalk)
        session.step()
        session.bringAbout(interlock)
        // Nobody was ever there.
        if interlock == .operatorLinkLost { session.disturbance = { inputs, _ in inputs.station = StationHealth() } }
        // What shows only after a while must not find the rope tight and the belt counted down.
        let ticks = try session.run(to: .finished, atMost: 12)
        #expect(ticks.allSatisfy { $0.outputs.command == .safeState })
        #expect(session.last?.outputs.state == .finished(.checksFailed))
        #expect(session.last?.outputs.latchedInterlocks.contains(interlock) == true)
        #expect(interlock.forbidsArming)
    }

    @Test(
        "One more fault beside the one that is latched waits for a person too",
        arguments: Encounter.all(Encounter.stops, in: [.faulted]).map(\.interlock))
    func secondFault(interlock: Interlock) throws {
        var session = try Scene.faulted.session()
        session.bringAbout(interlock)
        let ticks = session.run(seconds: interlock.longestToNotice + 0.1)
        #expect(ticks.last?.outputs.latchedInterlocks.contains(interlock) == true)
        #expect(ticks.last?.outputs.latchedInterlocks.contains(.loopOverrun) == true)
        #expect(session.ask(.acknowledge) == .interlockActive)
        #expect(ticks.allSatisfy { $0.outputs.command.isAtRest })
        session.repair()
        session.run(seconds: Self.settling)
        #expect(session.ask(.acknowledge) == .accepted)
        #expect(session.rules.broken == [])
    }

    @Test(
        "A lesser one tells or holds, latches nothing, and is over with its cause",
        arguments: Encounter.all(
            [.warn, .hold], in: [.idle, .armed, .countdown, .running, .paused, .finished, .faulted]))
    func lesser(encounter: Encounter) throws {
        var session = try encounter.scene.session()
        let latched = session.last?.outputs.latchedInterlocks
        session.bringAbout(encounter.interlock)
        if !session.shows(encounter.interlock) {
            try session.run(atMost: encounter.interlock.longestToNotice) {
                $0.activeInterlocks.contains(encounter.interlock)
            }
        }
        let ticks = session.run(seconds: 1)
        #expect(ticks.allSatisfy { $0.outputs.state.phase == encounter.scene.phase })
        #expect(ticks.allSatisfy { $0.outputs.latchedInterlocks == latched })
        if encounter.interlock.reaction == .hold {
            #expect(ticks.allSatisfy { $0.outputs.command.hoist == .hold && !$0.outputs.position.isAdvancing })
        } else if encounter.scene == .running {
            #expect(ticks.allSatisfy { $0.outputs.position.isAdvancing })
        }
        session.repair()
        try session.run(atMost: 10) { $0.activeInterlocks.isEmpty }
        #expect(session.rules.broken == [])
    }

    @Test("The worse of two reactions rules the stop, and a stop is never softened")
    func escalation() throws {
        var session = try Scene.running.session()
        session.step(.pause)
        session.bringAbout(.loadCellFault)
        session.run(seconds: 0.1)
        session.repair()
        let from = try #require(session.last?.outputs.command.belt.speed.metersPerSecond)
        session.run(seconds: 0.5)
        let to = try #require(session.last?.outputs.command.belt.speed.metersPerSecond)
        #expect(((from - to) / 0.5 - 1.0).magnitude < 0.05)
        try session.run(to: .faulted, atMost: 5)
    }
}

extension QuietSession {
    func shows(_ interlock: Interlock) -> Bool { last?.outputs.activeInterlocks.contains(interlock) ?? false }
}

extension InterlockSet {
    static func of(_ interlocks: [Interlock]) -> InterlockSet {
        var set = InterlockSet.none
        for interlock in interlocks { set.insert(interlock) }
        return set
    }

    func isDisjoint(with other: InterlockSet) -> Bool { bits & other.bits == 0 }
}
