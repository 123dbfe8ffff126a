import FlightLog
import Foundation
import Glibc
import OperatorAPI
import Replay
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("A session from the command line, over real wires", .steadyMachine)
struct SessionTests {
    @Test("a whole session delivers its plan, and its log replays bit for bit", arguments: ReferenceRig.allCases)
    func wholeSession(rig: ReferenceRig) async throws {
        let bench = try await Bench.open(rig)
        let daemon = try await bench.startDaemon()
        let plan = try bench.write("plan.yaml", shortPlan)
        bench.simulator.forgetTrace()

        let session = try await bench.unweight("start", plan, "--mass", "70")
        #expect(session.status == 0, "\(session.output)\(session.errors)\(daemon.errors)")
        #expect(session.output.contains("run at 7.5 km/h"), "the run is announced: \(session.output)")

        let finished = try await bench.status()
        #expect(finished.phase == .finished)
        #expect(bench.simulator.observe().ropeForce > .newtons(30), "support is held after the end")
        let lowered = try await bench.unweight("lower")
        #expect(lowered.status == 0, "\(lowered.errors)")
        _ = try await bench.reach(.idle)
        #expect(bench.simulator.observe().ropeForce < .newtons(10), "and down after it was lowered")
        let trace = bench.simulator.observe().trace
        #expect(trace.fastest < .metersPerSecond(7.5 / 3.6 * 1.05), "fastest \(trace.fastest)")
        #expect(bench.simulator.observe().beltWatchdogTrips == 0)
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)

        let log = try #require(try bench.logs.first)
        try checkDelivery(log)
        let replay = try await bench.unweight("replay", log)
        #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
        #expect(replay.output.hasPrefix("identical: "), "\(replay.output)")
    }

    private func checkDelivery(_ log: String) throws {
        let reader = try FlightLogReader(path: log)
        let setup = try #require(reader.header.setup)
        for (part, planned) in zip(try SteadyParts.of(log), setup.plan.intervals) {
            #expect(part.ticks > 300, "\(planned.name) has a steady part")
            #expect(abs(part.bodyWeight - planned.bodyWeight.percent) < 3, "\(planned.name): \(part.bodyWeight) %BW")
            let share = part.beltSpeed / planned.beltSpeed.metersPerSecond
            #expect(abs(share - 1) < 0.02, "\(planned.name): \(part.beltSpeed) m/s")
            print(
                "\(planned.name): set \(planned.bodyWeight.percent) %BW, delivered \(part.bodyWeight);"
                    + " set \(planned.beltSpeed.metersPerSecond) m/s, delivered \(part.beltSpeed)")
        }
    }

    @Test("pause stops the belt with support held; nothing goes on before an operator says so")
    func pauseAndResume() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        try await eventually(within: 40, "plan time runs") { try await bench.status().session?.isAdvancing == true }

        #expect(try await bench.unweight("pause").status == 0)
        let paused = try await bench.reach(.paused)
        let elapsed = try #require(paused.session?.elapsed)
        #expect(bench.simulator.observe().beltSpeed.magnitude < .metersPerSecond(0.05))
        #expect(bench.simulator.observe().ropeForce > .newtons(30))
        #expect(try await bench.unweight("lower", "--help").status == 0)
        #expect(try await bench.status().session?.elapsed == elapsed, "plan time stands")

        #expect(try await bench.unweight("resume").status == 0)
        _ = try await bench.reach(.countdown)
        #expect(
            bench.simulator.observe().beltSpeed.magnitude < .metersPerSecond(0.05),
            "no motion before the countdown's end")
        _ = try await bench.reach(.running)
        #expect(try await bench.unweight("adjust", "--bw", "+5").status == 0)
        #expect(try await bench.unweight("adjust", "--bw", "+50").status == 1, "beyond the limit")
        #expect(try await bench.unweight("stop").status == 0)
        let finished = try await bench.reach(.finished)
        #expect(finished.session?.finishReason == .stoppedByOperator)
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
        #expect(try await bench.unweight("replay", try #require(try bench.logs.first)).status == 0)
    }

    @Test("SIGTERM in mid-session: controlled stop, support held, log closed", arguments: [SIGTERM, SIGINT])
    func shutdown(signal: Int32) async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        try await eventually(within: 40, "the belt runs") {
            bench.simulator.observe().beltSpeed > .metersPerSecond(0.8)
        }
        bench.simulator.forgetTrace()
        daemon.send(signal)
        let ended = try await daemon.end()
        #expect(ended.status == 0, "\(ended.errors)")
        let after = bench.simulator.observe()
        #expect(after.beltSpeed.magnitude < .metersPerSecond(0.05))
        #expect(after.ropeForce > .newtons(30), "support is held")
        #expect(after.trace.steepestFall < .metersPerSecondSquared(1.0), "controlled, not by the drive's watchdog")

        let log = try #require(try bench.logs.first)
        #expect(try await bench.unweight("replay", log).status == 0)
        let info = try await bench.unweight("log", "info", log)
        #expect(info.status == 0)
        #expect(info.output.contains("0 torn bytes"), "\(info.output)")
        #expect(!FileManager.default.fileExists(atPath: bench.socket), "the socket is gone")
    }
}
