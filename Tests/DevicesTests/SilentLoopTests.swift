import Devices
import Foundation
import RigConfiguration
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("When the loop falls silent", .serialized)
struct SilentLoopTests {
    @Test(
        "The worker stops the belt, long before the drive's watchdog would",
        arguments: [Rigs.modbus, Rigs.trackMaster, Rigs.woodway])
    func loopSilent(rig: RigConfiguration) async throws {
        try await WiredRig.simulated(rig) { rig, server in
            try await run(rig, server)
            rig.loop.post(nil)
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            // The worker lived and spoke: it was its word that stopped the belt.
            #expect(server.observe().beltWatchdogTrips == 0)
            try await eventually("and says so") { rig.belt.map { !$0.status.contains(.running) } == true }
        }
    }

    @Test(
        "A loop that comes back with its old command does not set the belt in motion; after a stop it may",
        arguments: [Rigs.modbus, Rigs.trackMaster, Rigs.woodway])
    func loopReturns(rig: RigConfiguration) async throws {
        try await WiredRig.simulated(rig) { rig, server in
            try await run(rig, server)
            rig.loop.post(nil)
            try await eventually("the belt slows down") { server.observe().beltSpeed.metersPerSecond < 0.5 }
            server.forgetTrace()
            rig.loop.post(Commands.running(at: .metersPerSecond(0.8)))
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            let transactions = rig.rig.health.map(\.transactions)
            try await eventually("many rounds have gone over every line") {
                zip(rig.rig.health, transactions).allSatisfy { $0.transactions > $1 + 20 }
            }
            #expect(server.observe().beltSpeed == .zero)
            #expect(server.observe().trace.fastest.metersPerSecond < 0.5)
            try await run(rig, server)
        }
    }

    @Test(
        "The worker ends in mid-run: the drive's own watchdog stops the belt",
        arguments: [Rigs.modbus, Rigs.trackMaster, Rigs.woodway])
    func workerEnds(rig: RigConfiguration) async throws {
        try await WiredRig.simulated(rig) { rig, server in
            try await run(rig, server)
            rig.rig.stop()
            try await eventually("the belt stands") { server.observe().beltSpeed == .zero }
            #expect(server.observe().beltWatchdogTrips == 1)
        }
    }

    @Test("After a restart of the daemon nothing moves until rest was commanded")
    func restartOfTheDaemon() async throws {
        try await WiredRig.simulated(Rigs.modbus) { rig, server in
            rig.loop.post(Commands.running(at: .metersPerSecond(1)))
            try await eventually("the belt is read, and is known not to obey") {
                rig.belt?.status.contains(.commandUnconfirmed) == true
            }
            let transactions = rig.health(of: "belt").transactions
            try await eventually("many rounds have gone by") { rig.health(of: "belt").transactions > transactions + 20 }
            #expect(server.observe().trace.fastest == .zero)
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(1)))
            try await eventually("the belt runs") { server.observe().beltSpeed.metersPerSecond > 0.3 }
        }
    }

    private func run(_ rig: WiredRig, _ server: SimulatedRigServer) async throws {
        try await rig.settleAtRest()
        rig.loop.post(Commands.running(at: .metersPerSecond(0.8)))
        try await eventually("the belt runs") { server.observe().beltSpeed.metersPerSecond > 0.7 }
    }
}
