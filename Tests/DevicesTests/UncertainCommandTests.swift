import Devices
import RigConfiguration
import Testing
import TreadmillControl

@Suite("A command of which it is not known whether it arrived", .serialized)
struct UncertainCommandTests {
    @Test("A lost acknowledgement is settled by reading that the drive has the newest command")
    func settledByReading() async throws {
        try await onlyReadAfter(losing: { $0.misbehave(.silence) { _, _ in } }) { modbus, rig in
            modbus.behave()
            try await eventually("it is settled") { rig.hoist?.status.contains(.commandUnconfirmed) == false }
            #expect(modbus.image(1).controlWords.count == modbus.image(1).controlWords.count { $0 == 0 })
        }
    }

    @Test("A drive that has an older command stays unconfirmed, however well it can be read")
    func notSettledByReading() async throws {
        try await onlyReadAfter(losing: { $0.setSilent(true) }) { modbus, rig in
            modbus.setSilent(false)
            let seen = MonotonicClock.now()
            try await eventually("it is read again") {
                rig.hoist.map { $0.sampledAt > seen + .milliseconds(200) } == true
            }
            #expect(rig.hoist?.status.contains(.commandUnconfirmed) == true)
            rig.rig.endSilences()
            try await eventually("the next command settles it") {
                rig.hoist?.status.contains(.commandUnconfirmed) == false
            }
        }
    }

    @Test("A drive whose stop ramp does not read back is never set in motion")
    func stopRamp() async throws {
        var inverter = RegisterImage.inverter
        inverter.deaf = [9]
        let modbus = ScriptedModbus([1: inverter])
        let peer = try TCPPeer { modbus.serveTCP($0) }
        defer { peer.stop() }
        try await inTemporaryFolder { folder in
            try await WiredRig.run(Rigs.inverterOnly(port: peer.port), in: folder) { rig in
                rig.loop.post(Commands.rest)
                try await eventually("it is told") {
                    rig.events.all.contains { "\($0)".contains("stop_ramp reads 0 m/s2, and must be 1 m/s2") }
                }
                rig.loop.post(Commands.running(at: .metersPerSecond(1)))
                let words = modbus.image(1).controlWords.count
                try await eventually("many commands have gone out") {
                    modbus.image(1).controlWords.count > words + 20
                }
                #expect(modbus.image(1).controlWords.allSatisfy { $0 & 1 == 0 })
                #expect(rig.belt?.status.contains(.watchdogVerified) == false)
            }
        }
    }

    /// Loses the answer to a command to hold, or the command, and then only reads the hoist.
    private func onlyReadAfter(
        losing lose: (ScriptedModbus) -> Void, _ body: (ScriptedModbus, WiredRig) async throws -> Void
    ) async throws {
        let modbus = ScriptedModbus([1: .hoist, 2: .loadCell])
        try await inTemporaryFolder { folder in
            let peer = try TerminalPeer(link: folder + "/sim/unloading") { modbus.serveRTU($0) }
            defer { peer.stop() }
            try await WiredRig.run(Rigs.unloadingOnly, in: folder) { rig in
                try await rig.settleAtRest()
                lose(modbus)
                try await eventually("the command is uncertain") {
                    rig.hoist?.status.contains(.commandUnconfirmed) == true
                }
                rig.rig.impose(.zero, thenLook: .seconds(5), on: .hoist)
                try await body(modbus, rig)
            }
        }
    }
}
