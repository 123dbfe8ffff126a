import ControlTestKit
import Testing
import TreadmillControl

@Suite("Time that does not pass as it should")
struct TimeTests {
    @Test("A tick with no time or with time running backwards moves nothing", arguments: [0.0, -1e-9, -5, -1e6])
    func noTime(seconds: Double) throws {
        var session = try Scene.running.session()
        session.stall(seconds: seconds - 0.01)
        let before = try #require(session.last?.outputs)
        let now = session.step().outputs
        #expect(now.command.belt.speed <= before.command.belt.speed)
        #expect(now.position.elapsed == before.position.elapsed)
        #expect(now.bodyWeightCommanded == before.bodyWeightCommanded)
        session.run(seconds: 5)
        #expect(session.rules.broken == [])
    }

    @Test(
        "After a stall of any length nothing jumps ahead, even if the loop's own statistics saw nothing",
        arguments: [0.2, 1, 30, 1e7])
    func stall(seconds: Double) throws {
        for scene in Scene.inSession {
            var session = try scene.session()
            let before = try #require(session.last?.outputs)
            session.stall(seconds: seconds)
            let now = session.step().outputs
            let rise = (now.command.belt.speed - before.command.belt.speed).metersPerSecond
            #expect(rise <= 0.14 + 1e-9)
            #expect(now.position.elapsed - before.position.elapsed <= .milliseconds(100))
            #expect((now.bodyWeightCommanded - before.bodyWeightCommanded).magnitude <= .percent(0.2 + 1e-9))
            session.run(seconds: 5)
            #expect(session.rules.broken == [])
        }
    }

    @Test("One reading after a long silence does not prove standstill")
    func standstillNeedsTime() throws {
        var session = try Scene.running.session()
        session.step(.stop)
        session.rig.beltIgnoresCommands = true
        session.run(seconds: 3)
        session.stall(seconds: 10)
        session.disturbance = { inputs, _ in inputs.belt?.speedMeasured = .zero }
        #expect(session.step().outputs.estimates.standstillConfirmed == false)
        #expect(session.ask(.lowerSupport) != .accepted)
        session.run(seconds: 0.4)
        #expect(session.last?.outputs.estimates.standstillConfirmed == true)
    }

    @Test("Checks are not passed by one good reading after a stall")
    func checksNeedTime() {
        var session = QuietSession(.longWalk())
        session.step()
        session.stall(seconds: 5)
        #expect(session.step().outputs.state.phase == .checking)
    }

    @Test(
        "Ten overruns within a second stop the session; nine do not",
        arguments: [
            LoopHealth(lateness: .milliseconds(21)), LoopHealth(missedTicks: 1),
        ])
    func overruns(late: LoopHealth) throws {
        var session = try Scene.running.session()
        for number in 1...9 {
            session.disturbance = { inputs, _ in inputs.loop = late }
            session.step()
            session.disturbance = nil
            session.run(seconds: 0.05)
            #expect(session.phase == .running, "after \(number)")
        }
        session.disturbance = { inputs, _ in inputs.loop = late }
        session.step()
        #expect(session.last?.outputs.activeInterlocks.contains(.loopOverrun) == true)
        #expect(session.phase == .stopping)
    }

    @Test("A rare late tick is borne for ever")
    func rareOverruns() throws {
        var session = try Scene.running.session()
        for _ in 0..<30 {
            session.disturbance = { inputs, _ in inputs.loop = LoopHealth(lateness: .milliseconds(30), missedTicks: 1) }
            session.step()
            session.disturbance = nil
            session.run(seconds: 1.1)
        }
        #expect(session.phase == .running)
    }

    @Test("A count of missed ticks too large to add up is an overrun like any other")
    func countOverflow() throws {
        var session = try Scene.running.session()
        session.disturbance = { inputs, _ in
            inputs.loop = LoopHealth(lateness: .seconds(100), missedTicks: .max)
        }
        session.run(seconds: 0.05)
        #expect(session.phase == .stopping)
    }

    @Test("Other rates of the loop give the same session", arguments: [5, 20, 50])
    func otherRates(milliseconds: Int64) throws {
        var session = QuietSession(.walkRunWalk())
        session.period = .milliseconds(milliseconds)
        try session.run(to: .finished, atMost: 300)
        #expect(session.last?.outputs.state == .finished(.completed))
        #expect(session.last?.outputs.position.elapsed == .seconds(80))
        #expect(session.rules.broken == [])
    }
}
