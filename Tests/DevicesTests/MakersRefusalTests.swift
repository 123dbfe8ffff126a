import Devices
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

/// Drives that are not set as they must be: nothing moves, and the person reads what to do.
@Suite("Makers' drives that must not be used as they are", .serialized)
struct MakersRefusalTests {
    @Test("A GS4 as it is shipped: its time-out is off, and P9.03 and P9.04 are named")
    func gs4AsShipped() async throws {
        try await WiredRig.simulated(MakersRigs.belt(.gs4, on: .rtu), commissioning: .asShipped) { rig, server in
            rig.loop.post(Commands.rest)
            try await eventually("it is read at rest") { rig.belt?.status.contains(.commandUnconfirmed) == false }
            try await neverMoves(rig, server)
            #expect(rig.belt?.status.contains(.watchdogVerified) == false)
            let problem = rig.health(of: "belt").lastProblem ?? ""
            #expect(problem.contains("P9.03 to 1"), "\(problem)")
            #expect(journal(rig).contains("P9.03 to 1"), "\(journal(rig))")
        }
    }

    @Test("A WJ200 as it is shipped ignores a silent line: C076 is named")
    func wj200AsShipped() async throws {
        try await WiredRig.simulated(MakersRigs.belt(.wj200, on: .rtu), commissioning: .asShipped) { rig, server in
            rig.loop.post(Commands.rest)
            try await eventually("it is read at rest") { rig.belt?.status.contains(.commandUnconfirmed) == false }
            try await neverMoves(rig, server)
            #expect(rig.belt?.status.contains(.watchdogVerified) == false)
            #expect(rig.health(of: "belt").lastProblem?.contains("C076 to 01") == true)
        }
    }

    @Test("A V20 whose watchdog does not keep its time: what it reads, and what it must")
    func v20WithoutWatchdog() async throws {
        try await WiredRig.simulated(MakersRigs.belt(.v20, on: .rtu)) { rig, server in
            server.apply(.watchdogLost(.belt))
            rig.loop.post(Commands.rest)
            try await eventually("it is read at rest") { rig.belt?.status.contains(.commandUnconfirmed) == false }
            try await eventually("its watchdog is known not to stand") {
                rig.health(of: "belt").lastProblem?.contains("watchdog_time reads 0 ms, and must be 500 ms") == true
            }
            try await neverMoves(rig, server)
            #expect(rig.belt?.status.contains(.watchdogVerified) == false)
        }
    }

    /// (device, what its hint names): as shipped the MS300 speaks ASCII and the V20 USS.
    @Test(
        "A drive that speaks another protocol is silent: the person reads what to set",
        arguments: [(BeltModel.ms300, "09-04"), (BeltModel.v20, "P2023")], MakersRigs.Wire.allCases)
    func silentAsShipped(drive: (model: BeltModel, parameter: String), wire: MakersRigs.Wire) async throws {
        try await WiredRig.simulated(MakersRigs.belt(drive.model, on: wire), commissioning: .asShipped) { rig, server in
            rig.loop.post(Commands.rest)
            try await eventually("the person is told") {
                rig.health(of: "belt").lastProblem?.contains(drive.parameter) == true
            }
            #expect(journal(rig).contains(drive.parameter))
            rig.loop.post(Commands.running(at: .metersPerSecond(0.5)))
            let failures = rig.health(of: "belt").failures
            try await eventually("it goes on being asked") { rig.health(of: "belt").failures > failures + 3 }
            #expect(rig.belt == nil)
            #expect(server.observe().trace.fastest == .zero)
        }
    }

    @Test("A drive that has answered once is not taken for one that is set wrong")
    func silentLater() async throws {
        try await WiredRig.simulated(MakersRigs.belt(.ms300, on: .rtu)) { rig, server in
            try await rig.settleAtRest()
            let before = rig.events.all.count
            server.apply(.off(.belt))
            try await eventually("it is missed") {
                rig.health(of: "belt").lastProblem?.contains("no answer in time") == true
            }
            #expect(!rig.events.all.dropFirst(before).contains { "\($0)".contains("09-04") })
        }
    }

    /// Commands the belt to run, and lets many rounds go by.
    private func neverMoves(_ rig: WiredRig, _ server: SimulatedRigServer) async throws {
        rig.loop.post(Commands.running(at: .metersPerSecond(0.5)))
        let transactions = rig.health(of: "belt").transactions
        try await eventually("many rounds have gone by") { rig.health(of: "belt").transactions > transactions + 50 }
        #expect(server.observe().trace.fastest == .zero)
        #expect(rig.belt?.status.contains(.commandUnconfirmed) == true)
    }

    private func journal(_ rig: WiredRig) -> String { rig.events.all.map { "\($0)" }.joined(separator: "\n") }
}
