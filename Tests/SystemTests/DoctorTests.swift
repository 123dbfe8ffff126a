import Foundation
import Glibc
import OperatorAPI
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("unweight doctor, over real wires", .steadyMachine)
struct DoctorTests {
    /// Checks that depend on the computer under the test, not on the machine.
    private static let computer: Set<ProofCheck> = [
        .realTimePriority, .loopLateness, .busRoundTrips, .devices, .disk, .clock,
    ]

    /// A test machine that stands still at times fails checks that a quiet one passes.
    private static let attempts = 10

    /// A daemon whose sessions need a proof.
    private func requireProof(_ bench: Bench) throws {
        try bench.write(
            "unweightd.yaml",
            """
            rig: rig.yaml
            limits: limits.yaml
            log_directory: logs
            state_directory: state
            doctor: {required: true, lifetime_h: 8}
            """)
    }

    private func report(_ ended: Ended) throws -> ProofReport {
        try WireFormat.decode(ProofReport.self, from: ended.output.utf8)
    }

    /// Runs the doctor until it has come as far as `check` on a test machine that stands still at times.
    private func examine(_ bench: Bench, to check: ProofCheck = .hoistWatchdog) async throws -> ProofReport {
        var last: ProofReport?
        for _ in 0..<Self.attempts {
            let ended = try await bench.unweight("doctor", "--yes", "--json")
            guard let report = try? report(ended) else {
                // A stall in mid-trial has left a fault that waits for a person.
                #expect(
                    ended.errors.contains("waits for a person") || ended.errors.contains("on the machine"),
                    "\(ended.errors)")
                _ = try await bench.unweight("acknowledge")
                _ = try await bench.unweight("stop")
                continue
            }
            // A loop that stood still ends a trial before there is anything to prove.
            let disturbed = report.items.filter { $0.finding.hasPrefix("the trial ended before") }.map(\.check)
            if report.items.contains(where: { $0.check == check }) && disturbed.isEmpty { return report }
            let failed = report.items.filter { $0.outcome == .fail && !disturbed.contains($0.check) }
            #expect(failed.allSatisfy { Self.computer.contains($0.check) }, "\(failed)")
            last = report
        }
        throw NeverCame(what: "\(check): \(String(describing: last))")
    }

    private func item(_ check: ProofCheck, in report: ProofReport) throws -> ProofItem {
        try #require(report.items.first { $0.check == check })
    }

    @Test(
        "a good machine passes: each drive is starved, stops by itself and is ready again",
        arguments: ReferenceRig.allCases)
    func passes(rig: ReferenceRig) async throws {
        let bench = try await Bench.open(rig)
        let daemon = try await bench.startDaemon()
        bench.simulator.forgetTrace()
        let before = bench.simulator.observe()
        let report = try await examine(bench)
        for item in report.items where !Self.computer.contains(item.check) {
            #expect(item.outcome == .pass, "\(item.check.title): \(item.finding)")
        }
        let after = bench.simulator.observe()
        #expect(after.beltWatchdogTrips > before.beltWatchdogTrips)
        #expect(after.hoistWatchdogTrips > before.hoistWatchdogTrips)
        #expect(after.beltSpeed == .zero && after.hoistVelocity == .zero)
        #expect(after.trace.fastest < .metersPerSecond(0.25), "no faster than the start speed")
        #expect((after.hoistPosition - before.hoistPosition).magnitude < .meters(0.1))
        let status = try await bench.reach(.idle)
        #expect(!status.interlocks.contains { $0.state == .latched })
        let shown = try await bench.unweight("doctor", "--show")
        #expect(shown.output.contains("belt watchdog: found at rest"), "\(shown.output)")
        #expect(shown.status == (report.passed ? 0 : 1))
        for line in shown.output.split(separator: "\n") where line.contains("watchdog:") {
            print("\(rig.rawValue) \(line)")
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }

    @Test("where a proof is required, no session is armed without one, and the text says what to do")
    func required() async throws {
        let bench = try await Bench.open()
        try requireProof(bench)
        let daemon = try await bench.startDaemon(allowing: [.proofMissing])
        let plan = try bench.write("plan.yaml", shortPlan)
        let refused = try await bench.unweight("start", plan, "--mass", "70")
        #expect(refused.status == 1)
        #expect(refused.output.contains("unweight doctor"), "\(refused.output)")
        #expect(try await bench.status().session?.finishReason == .checksFailed)
        #expect(bench.simulator.observe().trace.fastest == .zero, "the belt never moved")

        var passed = false
        for _ in 0..<Self.attempts where !passed {
            let report = try await examine(bench)
            passed = report.passed
            // Real-time priority is not every test machine's to give.
            guard try item(.realTimePriority, in: report).outcome == .pass else { return }
        }
        try #require(passed)
        daemon.send(SIGKILL)
        _ = try await daemon.end()
        let next = try await bench.startDaemon()
        // The test's client may still hold a connection to the daemon that was killed.
        try await eventually("a proof outlives the daemon") {
            (try? await bench.status())?.proof?.validity == .valid
        }
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        _ = try await bench.reach(.armed)
        #expect(try await bench.unweight("stop").status == 0)
        next.send(SIGTERM)
        #expect(try await next.end().status == 0)

        let limits = try String(contentsOf: bench.folder.appendingPathComponent("limits.yaml"), encoding: .utf8)
        try bench.write("limits.yaml", limits + "\nbelt: {plan_speed_m_s: 3.5}\n")
        let changed = try await bench.startDaemon(allowing: [.proofMissing])
        try await eventually("another limit is another machine") {
            (try? await bench.status())?.proof?.validity == .configurationChanged
        }
        changed.send(SIGTERM)
        #expect(try await changed.end().status == 0)
    }

    @Test(
        "a belt that goes on without its controller: FAIL, stopped at once, and nothing moves until a person has seen to it",
        arguments: ReferenceRig.allCases)
    func inertWatchdog(rig: ReferenceRig) async throws {
        let bench = try await Bench.open(rig)
        bench.simulator.apply(.watchdogInert(.belt))
        let daemon = try await bench.startDaemon()
        let report = try await examine(bench, to: .beltWatchdog)
        #expect(!report.passed)
        let belt = try item(.beltWatchdog, in: report)
        #expect(belt.outcome == .fail)
        #expect(belt.finding.contains("still moved"), "\(belt.finding)")
        #expect(belt.remedy?.contains("DO NOT USE THE MACHINE") == true)
        #expect(!report.items.contains { $0.check == .hoistWatchdog }, "nothing more was moved")
        try await eventually("the belt stands") { bench.simulator.observe().beltSpeed == .zero }
        let status = try await bench.reach(.faulted)
        #expect(status.interlocks.contains { $0.name == .standstillUnconfirmed && $0.state == .latched })
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70").status == 1)
        #expect(try await bench.unweight("doctor", "--yes").status == 1)

        daemon.send(SIGKILL)
        _ = try await daemon.end()
        let next = try await bench.startDaemon(allowing: [.standstillUnconfirmed, .proofMissing])
        try await eventually("the next daemon knows") {
            (try? await bench.status())?.interlocks.contains { $0.name == .standstillUnconfirmed } == true
        }
        var answer = ""
        try await eventually("the fault can be acknowledged once the belt is known to stand") {
            let ended = try await bench.unweight("acknowledge")
            answer = ended.errors
            return ended.status == 0
        }
        #expect(try await bench.status().phase == .finished, "\(answer)")
        #expect(try await bench.status().proof?.validity == .machineFailed)
        #expect(try await bench.unweight("start", plan, "--mass", "70").status == 1, "it has passed no proof since")
        next.send(SIGTERM)
        #expect(try await next.end().status == 0)
    }

    @Test(
        "interrupted, killed, or stopped by somebody else, it leaves belt and rope at rest",
        arguments: [SIGINT, SIGKILL, 0])
    func ended(by signal: Int32) async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        for _ in 0..<Self.attempts {
            let doctor = try RunningProgram(
                "unweight", ["doctor", "--yes"], environment: bench.environment, in: bench.folder)
            try await eventually("the belt moves, or the doctor is done") {
                bench.simulator.observe().beltSpeed > .metersPerSecond(0.1) || !doctor.isRunning
            }
            guard doctor.isRunning else { continue }
            if signal == 0 {
                #expect(try await bench.unweight("stop").status == 0)
            } else {
                doctor.send(signal)
            }
            let ended = try await doctor.end()
            #expect(ended.status != 0)
            if signal != SIGKILL { #expect(ended.output.contains("NOT PASSED"), "\(ended.output)\(ended.errors)") }
            let status = try await bench.reach(.idle)
            #expect(!status.interlocks.contains { $0.state == .latched })
            #expect(bench.simulator.observe().beltSpeed == .zero)
            daemon.send(SIGTERM)
            #expect(try await daemon.end().status == 0)
            return
        }
        Issue.record("the doctor never came to move the belt: \(daemon.errors)")
    }

    @Test("the end of the daemon in the middle of a trial is in good order, and the next daemon finds nothing amiss")
    func shutdown() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let doctor = try RunningProgram(
            "unweight", ["doctor", "--yes"], environment: bench.environment, in: bench.folder)
        try await eventually("the belt moves, or the doctor is done") {
            bench.simulator.observe().beltSpeed > .metersPerSecond(0.1) || !doctor.isRunning
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
        #expect(try await doctor.end().status != 0)
        #expect(bench.simulator.observe().beltSpeed == .zero)
        let next = try await bench.startDaemon()
        #expect(try await bench.status().phase == .idle)
        next.send(SIGTERM)
        #expect(try await next.end().status == 0)
    }

    @Test("it refuses while a session is loaded, and when nobody says that the machine is empty")
    func refuses() async throws {
        let bench = try await Bench.open()
        #expect(try await bench.unweight("doctor", "--yes").status == 69, "no daemon")
        let daemon = try await bench.startDaemon()
        let unconfirmed = try await bench.unweight("doctor")
        #expect(unconfirmed.status == 64)
        #expect(unconfirmed.errors.contains("--yes"), "\(unconfirmed.errors)")
        #expect(try await bench.unweight("doctor", "--show").status == 1, "there is none")
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        _ = try await bench.reach(.armed)
        let refused = try await bench.unweight("doctor", "--yes")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("Another session is on the machine"), "\(refused.errors)")
        #expect(try await bench.status().phase != .proving)
        #expect(try await bench.unweight("stop").status == 0)
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }
}
