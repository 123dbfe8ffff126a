import ControlTestKit
import Testing
import TreadmillControl

@Suite("Lesser reactions: a warning and a hold")
struct HoldTests {
    @Test("A mean force off by 4 % is a warning, stops nothing, and goes when it is over")
    func drift() throws {
        var session = try Scene.running.session()
        session.bringAbout(.supportForceDrift)
        let ticks = try session.run(atMost: 12) { $0.activeInterlocks.contains(.supportForceDrift) }
        #expect(Double(ticks.count) * 0.01 > 5, "a short error is not worth a warning")
        let warned = try #require(session.last?.outputs)
        #expect(warned.reaction == .warn && warned.state == .running && warned.position.isAdvancing)
        session.repair()
        try session.run(atMost: 10) { $0.activeInterlocks.isEmpty }
        #expect(session.phase == .running)
        #expect(session.rules.broken == [])
    }

    @Test("While a command is unconfirmed speed, support and plan time stay as they are; then they go on")
    func unconfirmed() throws {
        var session = try Scene.running.session()
        let before = try #require(session.last?.outputs)
        session.bringAbout(.commandUnconfirmed)
        #expect(session.ask(.adjustSpeed(by: .metersPerSecond(0.5))) == .accepted)
        #expect(session.ask(.adjustBodyWeight(byPoints: -5)) == .accepted)
        let held = session.run(seconds: 1.9)
        #expect(held.allSatisfy { $0.outputs.state == .running && $0.outputs.reaction == .hold })
        #expect(held.allSatisfy { $0.outputs.command.belt.speed == before.command.belt.speed })
        #expect(held.allSatisfy { $0.outputs.command.hoist == .hold })
        #expect(held.allSatisfy { $0.outputs.bodyWeightCommanded == before.bodyWeightCommanded })
        #expect(held.allSatisfy { $0.outputs.position.elapsed == before.position.elapsed })
        session.disturbance = nil
        session.run(seconds: 10)
        let after = try #require(session.last?.outputs)
        #expect(after.command.belt.speed > before.command.belt.speed)
        #expect(after.position.elapsed > before.position.elapsed)
        #expect(session.rules.broken == [])
    }

    @Test("A belt at rest does not start while a command is unconfirmed, and is counted down afresh afterwards")
    func unconfirmedCountdown() throws {
        var session = try Scene.countdown.session()
        session.bringAbout(.commandUnconfirmed)
        #expect(session.run(seconds: 1.9).allSatisfy { !$0.outputs.command.belt.isRunning })
        session.disturbance = nil
        let ticks = try session.run(to: .running)
        #expect(Double(ticks.count) * 0.01 >= 3)
    }

    @Test("A pause and a stop are obeyed during a hold", arguments: [OperatorAction.pause, .stop])
    func stopDuringHold(action: OperatorAction) throws {
        var session = try Scene.running.session()
        session.bringAbout(.commandUnconfirmed)
        session.run(seconds: 0.5)
        let before = try #require(session.last?.outputs.command.belt.speed)
        #expect(session.ask(action) == .accepted)
        session.run(seconds: 1)
        #expect(try #require(session.last?.outputs.command.belt.speed) < before)
        session.repair()
        session.run(seconds: 5)
        #expect(session.last?.outputs.command.isAtRest == true)
        #expect(session.phase == (action == .pause ? .paused : .finished))
    }
}
