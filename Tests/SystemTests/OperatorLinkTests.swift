import Foundation
import Glibc
import OperatorAPI
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("A session that needs its operator", .steadyMachine)
struct OperatorLinkTests {
    @Test("the belt stops when the operator's program is killed, or stands still", arguments: [SIGKILL, SIGSTOP])
    func lost(signal: Int32) async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        let follower = try startFollowed(bench)
        try await walks(bench)
        #expect(try await bench.status().session?.needsOperatorLink == true)

        follower.send(signal)
        let faulted = try await bench.reach(.faulted, within: 20)
        #expect(faulted.interlocks.contains { $0.name == .operatorLinkLost }, "\(faulted.interlocks.map(\.name))")
        #expect(bench.simulator.observe().beltSpeed.magnitude < .metersPerSecond(0.02))
        #expect(bench.simulator.observe().ropeForce > .newtons(10), "support is held")

        // Another terminal takes over: acknowledged there, the session goes on only by resume.
        let other = try RunningProgram(
            "unweight", ["watch", "--operator-link"], environment: bench.environment, in: bench.folder)
        try await eventually("acknowledged") { try await bench.ask(.acknowledge) == 200 }
        #expect(try await bench.status().phase == .paused)
        try await eventually("resumed") { try await bench.ask(.resume) == 200 }
        try await walks(bench)
        follower.send(SIGKILL)
        other.send(SIGKILL)
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }

    @Test("nobody starts such a session and walks away: without a sign of life it does not get beyond its checks")
    func neverThere() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        #expect(try await bench.start(shortPlan, mass: 70, needsOperatorLink: true) == 201)
        let ended = try await bench.reach(.finished)
        #expect(ended.session?.finishReason == .checksFailed)
        #expect(bench.simulator.observe().trace.fastest < .metersPerSecond(0.02))
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }

    @Test("--operator-link and --detach exclude each other")
    func detached() async throws {
        let bench = try await Bench.open()
        let plan = try bench.write("plan.yaml", shortPlan)
        let refused = try await bench.unweight("start", plan, "--mass", "70", "--detach", "--operator-link")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--operator-link"))
    }

    private func startFollowed(_ bench: Bench) throws -> RunningProgram {
        let plan = try bench.write("plan.yaml", shortPlan)
        return try RunningProgram(
            "unweight", ["start", plan, "--mass", "70", "--operator-link"], environment: bench.environment,
            in: bench.folder)
    }

    private func walks(_ bench: Bench) async throws {
        var last: StatusReport?
        do {
            try await eventually(within: 40, "plan time runs") {
                last = try await bench.status()
                return last?.session?.isAdvancing == true
            }
        } catch {
            Issue.record("\(String(describing: last?.phase)): \(last?.interlocks.map(\.name) ?? [])")
            throw error
        }
    }
}
