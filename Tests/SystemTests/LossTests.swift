import FlightLog
import Foundation
import Glibc
import OperatorAPI
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

/// What is taken away in mid-session, and what the machine must make of it.
struct Loss: Sendable, CustomTestStringConvertible {
    var rig: ReferenceRig
    var fault: RigFault
    var interlock: Interlock

    var testDescription: String { "\(fault) on \(rig.rawValue)" }

    static let all = [
        Loss(rig: .modbus, fault: .disconnect(.hoist), interlock: .loadCellReadingStale),
        Loss(rig: .modbus, fault: .disconnect(.belt), interlock: .beltReadingStale),
        Loss(rig: .modbus, fault: .off(.hoist), interlock: .hoistReadingStale),
        Loss(rig: .modbus, fault: .off(.loadCell), interlock: .loadCellReadingStale),
        Loss(rig: .modbus, fault: .emergencyStop, interlock: .emergencyStop),
        Loss(rig: .trackMaster, fault: .disconnect(.belt), interlock: .beltReadingStale),
        Loss(rig: .trackMaster, fault: .off(.belt), interlock: .beltReadingStale),
    ]
}

@Suite("Things that go missing in mid-session", .steadyMachine)
struct LossTests {
    @Test("a lost device stops the belt, holds the support and says why; its return moves nothing", arguments: Loss.all)
    func loss(_ loss: Loss) async throws {
        let bench = try await Bench.open(loss.rig)
        let daemon = try await bench.startDaemon()
        try await walk(bench)
        let forceBefore = bench.simulator.observe().ropeForce
        #expect(forceBefore > .newtons(10))

        bench.simulator.apply(loss.fault)
        try await eventually(within: 30, "the belt stands") {
            bench.simulator.observe().beltSpeed.magnitude < .metersPerSecond(0.02)
        }
        let faulted = try await bench.reach(.faulted)
        #expect(faulted.interlocks.contains { $0.name == loss.interlock }, "\(faulted.interlocks.map(\.name))")
        #expect(faulted.commanded.hoistVelocity == 0, "support is held")
        #expect(bench.simulator.observe().hoistVelocity.magnitude < .metersPerSecond(0.01))
        let told = try await bench.unweight("status")
        #expect(told.output.contains(loss.interlock.title), "\(told.output)")

        bench.simulator.clear(loss.fault)
        try await eventually("all devices are back") {
            try await bench.status().devices.allSatisfy(\.isFresh)
        }
        bench.simulator.forgetTrace()
        let back = try await bench.status()
        #expect(back.phase == .faulted, "a fault waits for a person")
        #expect(try await bench.unweight("resume").status == 1)
        try await passTicks(300, bench)
        #expect(bench.simulator.observe().trace.fastest < .metersPerSecond(0.02), "nothing has moved")

        daemon.send(SIGTERM)
        let ended = try await daemon.end()
        #expect(ended.status == 0)
        #expect(ended.errors.contains("\(loss.interlock)"), "the journal says why: \(ended.errors)")
        let log = try #require(try bench.logs.first)
        #expect(try await bench.unweight("replay", log).status == 0)
        let info = try await bench.unweight("log", "info", log)
        #expect(info.output.contains(loss.interlock.title), "\(info.output)")
    }

    @Test("after a lost line is acknowledged, the session goes on only by resume, from the start speed")
    func acknowledged() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        try await walk(bench)
        bench.simulator.apply(.disconnect(.belt))
        _ = try await bench.reach(.faulted)
        #expect(try await bench.unweight("acknowledge").status == 1, "the cause is still there")
        bench.simulator.clear(.disconnect(.belt))
        try await eventually("acknowledged") { try await bench.unweight("acknowledge").status == 0 }
        #expect(try await bench.status().phase == .paused)
        #expect(bench.simulator.observe().beltSpeed.magnitude < .metersPerSecond(0.02))
        #expect(try await bench.unweight("resume").status == 0)
        _ = try await bench.reach(.countdown)
        _ = try await bench.reach(.running)
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }

    @Test("kill -9: the belt stops by its own watchdog, the log is whole, a restart moves nothing")
    func killed() async throws {
        let bench = try await Bench.open()
        let daemon = try await bench.startDaemon()
        try await walk(bench)
        let killedAt = Date()
        daemon.send(SIGKILL)
        _ = try await daemon.end()
        try await eventually(within: 10, "the belt stands") {
            bench.simulator.observe().beltSpeed.magnitude < .metersPerSecond(0.02)
        }
        #expect(bench.simulator.observe().beltWatchdogTrips == 1)
        #expect(bench.simulator.observe().ropeForce > .newtons(10), "support is held")

        let log = try #require(try bench.logs.first)
        #expect(try await bench.unweight("replay", log).status == 0)
        #expect(try secondsMissing(log, killedAt: killedAt) < 1)

        bench.simulator.forgetTrace()
        let again = try await bench.startDaemon(allowing: [.sessionInterrupted])
        let found = try await bench.status()
        #expect(found.phase == .faulted)
        #expect(found.interruption?.cause == .daemonEnded)
        #expect(found.interruption?.logFile == log)
        #expect(found.interruption?.lastMotion != nil)
        let told = try await bench.unweight("status")
        #expect(told.output.contains("may have been moving"), "\(told.output)")
        try await passTicks(300, bench)
        #expect(bench.simulator.observe().trace.fastest < .metersPerSecond(0.02), "nothing moves by itself")
        #expect(bench.simulator.observe().hoistVelocity == .zero)
        #expect(try await bench.unweight("lower").status == 0, "the runner can be let down")
        try await eventually("the support is down, and at rest") {
            let force = bench.simulator.observe().ropeForce
            return try await bench.status().commanded.hoistVelocity == 0 && force < .newtons(10)
        }
        let plan = try bench.write("plan.yaml", shortPlan)
        let refused = try await bench.unweight("start", plan, "--mass", "70", "--detach")
        #expect(refused.status != 0)
        #expect(refused.errors.contains("unweight acknowledge"), "\(refused.errors)")
        #expect(try await bench.unweight("acknowledge").status == 0)
        #expect(try await bench.status().interruption == nil)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        _ = try await bench.reach(.running)
        again.send(SIGTERM)
        #expect(try await again.end().status == 0)
    }

    // MARK: Steps

    /// Starts the short plan and waits until its runner walks.
    private func walk(_ bench: Bench) async throws {
        let plan = try bench.write("plan.yaml", shortPlan)
        #expect(try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0)
        var last: StatusReport?
        do {
            try await eventually(within: 40, "plan time runs") {
                last = try await bench.status()
                return last?.session?.isAdvancing == true
            }
        } catch {
            Issue.record("\(String(describing: last))")
            throw error
        }
    }

    /// Lets the daemon do so many more ticks.
    private func passTicks(_ count: UInt64, _ bench: Bench) async throws {
        let begin = try await bench.status().loop.ticks
        try await eventually(within: 30, "\(count) ticks") { try await bench.status().loop.ticks >= begin + count }
    }

    /// Time between the last tick in the log and the kill.
    private func secondsMissing(_ log: String, killedAt: Date) throws -> Double {
        var reader = try FlightLogReader(path: log)
        let begun = try #require(ISO8601DateFormatter().date(from: reader.header.startedAt))
        let start = reader.header.start
        var last = start
        while let message = try reader.next() {
            if case .outputs(let record) = message { last = record.time }
        }
        return killedAt.timeIntervalSince(begun) - (last - start).seconds - 1
    }
}
