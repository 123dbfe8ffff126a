import FaultScenarios
import FlightLog
import Replay
import RigSimulation
import Testing
import TreadmillControl

@Suite("Fault scenarios in virtual time")
struct ScenarioRunTests {
    private let scenario = FaultScenario(
        title: "Legs give way", why: "A test.", setup: ShortSession.setup, origin: .firstMovement, rigs: [],
        faults: [
            TimedFault(at: .seconds(5), fault: .rig(.fall)),
            TimedFault(at: .seconds(8), fault: .station(.powerTrouble)),
        ],
        actions: [TimedOperatorAction(at: .seconds(4), action: .adjustSpeed(by: .metersPerSecond(0.1)))],
        expectations: [
            Expectation(fault: 0, within: .milliseconds(500), claims: [.interlock(.fall)]),
            Expectation(fault: 1, within: .milliseconds(50), claims: [.interlock(.powerTrouble)]),
            Expectation(fault: 0, within: nil, claims: [.noReaction]),
        ],
        end: .seconds(12))

    @Test("times count from the belt's first movement; what comes about is met, what does not is missed")
    func run() throws {
        var run = ScenarioRun(scenario, seed: 1)
        while !run.isOver { _ = run.step() }
        let origin = try #require(run.trace.origin)
        let firstCommand = try #require(run.trace.ticks.first { $0.phase == .running }).time
        #expect(origin - firstCommand < .milliseconds(100))
        #expect(run.trace.faultBegins == [origin + .seconds(5), origin + .seconds(8)])
        let verdict = scenario.verdict(on: run.trace)
        #expect(verdict.claims.map(\.outcome) == [.met, .met, .missed])
        #expect(!verdict.passes)
    }

    @Test("the same seed gives the same run")
    func deterministic() {
        var first = ScenarioRun(scenario, seed: 3)
        var second = ScenarioRun(scenario, seed: 3)
        while !first.isOver {
            _ = first.step()
            _ = second.step()
        }
        #expect(first.trace == second.trace)
    }

    @Test("its log replays identically, and judges as the run itself does")
    func log() throws {
        try withTemporaryPath { path in
            var file = try FlightLogFile(creating: path)
            let verdict = try ScenarioRun(scenario, seed: 1)
                .run(recordingTo: &file, header: ShortSession.header)
            var run = ScenarioRun(scenario, seed: 1)
            while !run.isOver { _ = run.step() }
            #expect(try LogReplay.run(path: path) == .identical(ticks: UInt64(run.trace.ticks.count)))
            var trace = run.trace
            trace.ticks = try ObservedTick.ticks(ofLog: path)
            #expect(trace == run.trace)
            #expect(scenario.verdict(on: trace) == verdict)
        }
    }

    @Test("a belt that never moves ends the run, and nothing passes")
    func neverMoves() {
        var dead = scenario
        dead.faults = [TimedFault(at: .zero, fault: .rig(.off(.loadCell)))]
        dead.origin = .start
        dead.expectations = [
            Expectation(fault: 0, within: nil, claims: [.beltSpeedNeverAbove(.zero), .state(.finished)])
        ]
        dead.end = .seconds(20)
        #expect(ScenarioRun(dead, seed: 1).run().passes)
        var waiting = scenario
        waiting.actions = []
        waiting.setup.plan.intervals = []
        #expect(!ScenarioRun(waiting, seed: 1).run().passes)
    }

    @Test("a stalled loop reports its missed ticks, and an operator who is gone is not seen again")
    func surroundings() throws {
        var session = SimulatedSession(setup: ShortSession.setup, seed: 1)
        let before = session.step()
        session.stall(for: .milliseconds(45))
        let after = session.step()
        #expect(after.time - before.time == .milliseconds(55))
        #expect(after.inputs.loop == LoopHealth(lateness: .milliseconds(45), missedTicks: 4))
        #expect(after.inputs.station.operatorSeenAt == after.time)
        let next = session.step()
        #expect(next.time - before.time == .milliseconds(60))
        #expect(next.inputs.loop == LoopHealth())
        session.operatorIsThere = false
        #expect(session.step().inputs.station.operatorSeenAt == next.time)
    }
}
