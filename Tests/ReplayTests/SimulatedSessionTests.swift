import FlightLog
import Replay
import RigSimulation
import Testing
import TreadmillControl

@Suite("Simulated sessions")
struct SimulatedSessionTests {
    @Test("a plan runs to its end, on target")
    func wholePlan() {
        let result = SimulatedSession(setup: Self.steadySetup, seed: 1).run()
        #expect(result.finishReason == .completed)
        #expect(result.latchedInterlocks == .none)
        #expect(result.planTime >= Self.steadySetup.plan.duration)
        #expect(result.intervals.count == 2)
        for interval in result.intervals {
            #expect(interval.steadyTicks > 500)
            let bodyWeight = interval.meanBodyWeight?.percent ?? 0
            let speed = interval.meanBeltSpeed?.metersPerSecond ?? 0
            #expect(abs(bodyWeight - interval.planned.bodyWeight.percent) < 3)
            #expect(abs(speed / interval.planned.beltSpeed.metersPerSecond - 1) < 0.05)
            let setpoint = interval.meanBeltSpeedSetpoint?.metersPerSecond ?? 0
            #expect(abs(setpoint - interval.planned.beltSpeed.metersPerSecond) < 1e-9)
        }
        #expect(result.supportErrorPeak >= result.supportErrorRMS)
        #expect(result.supportErrorRMS > .zero)
        let told = result.events.map(\.text)
        #expect(told.first == "checking readings and devices")
        #expect(told.contains("running"))
        #expect(told.last?.hasPrefix("finished: plan completed") == true)
    }

    private static let steadySetup = SessionSetup(
        plan: SessionPlan(
            title: "Steady",
            intervals: [
                PlannedInterval(
                    name: "Walk", gait: .walk, duration: .milliseconds(20_000), beltSpeed: .metersPerSecond(1.2),
                    bodyWeight: .percent(80)),
                PlannedInterval(
                    name: "Run", gait: .run, duration: .milliseconds(25_000), beltSpeed: .metersPerSecond(2.5),
                    bodyWeight: .percent(70)),
            ]),
        runnerMass: .kilograms(65))

    @Test("the same seed gives the same session, another seed another one")
    func deterministic() {
        let first = SimulatedSession(setup: ShortSession.setup, seed: 7).run()
        let second = SimulatedSession(setup: ShortSession.setup, seed: 7).run()
        let other = SimulatedSession(setup: ShortSession.setup, seed: 8).run()
        #expect(first == second)
        #expect(first != other)
    }

    @Test("its log is complete and replays identically")
    func logReplays() throws {
        try withTemporaryPath { path in
            var file = try FlightLogFile(creating: path)
            let result = try SimulatedSession(setup: ShortSession.setup, seed: 3)
                .run(recordingTo: &file, header: ShortSession.header)
            #expect(try LogReplay.run(path: path) == .identical(ticks: result.ticks))
            var reader = try FlightLogReader(path: path)
            let header = reader.header
            #expect(header.setup == ShortSession.setup)
            #expect(header.start == SimulatedSession.start)
            let summary = try FlightLogSummary(reading: &reader)
            #expect(summary.ticks == result.ticks)
            #expect(summary.finishReason == result.finishReason)
            #expect(summary.events == UInt64(result.events.count))
            #expect(summary.duration == result.duration)
            #expect(summary.tornBytes == 0)
            #expect(summary.dropouts == 0)
        }
    }

    @Test("an operator who pauses and never comes back leaves the belt at standstill")
    func pausedForGood() {
        let result = SimulatedSession(
            setup: ShortSession.setup, seed: 2, actions: [.init(at: .milliseconds(18_000), .pause)]
        ).run()
        #expect(result.finalState == .paused)
        #expect(result.planTime < ShortSession.setup.plan.duration)
    }

    @Test("a rig that never answers ends in a refusal, not in an endless run")
    func deadRig() {
        var session = SimulatedSession(setup: ShortSession.setup, seed: 2)
        session.rig.begin(.off(.loadCell))
        let result = session.run()
        #expect(result.finalState == .finished(.checksFailed))
        #expect(result.planTime == .zero)
        #expect(result.intervals.allSatisfy { $0.meanBodyWeight == nil && $0.ticks == 0 })
    }
}
