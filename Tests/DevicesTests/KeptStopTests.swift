import RigConfiguration
import RigTestKit
import Testing
import TreadmillControl

@Suite("Nothing keeps a stop from a drive, and nothing hides one", .serialized)
struct KeptStopTests {
    @Test("A dead device on the same Modbus TCP line does not keep commands from the belt")
    func deadNeighbour() async throws {
        let modbus = ScriptedModbus([1: .inverter])
        let peer = try TCPPeer { modbus.serveTCP($0) }
        defer { peer.stop() }
        var configuration = Rigs.inverterOnly(port: peer.port)
        configuration.buses[0].responseTimeout = .milliseconds(50)
        configuration.hoist = ShippedDevices.referenceHoist(bus: "belt", unit: 2, watchdog: .milliseconds(300))
        try await inTemporaryFolder { folder in
            try await WiredRig.run(configuration, in: folder) { rig in
                rig.loop.post(Commands.rest)
                try await eventually("the belt hears its commands") { modbus.image(1).controlWords.count > 5 }
                try await eventually("the belt is read") { rig.belt?.status.contains(.ready) == true }
                #expect(rig.hoist == nil)
            }
        }
    }

    @Test("An emergency stop is heard although the speed beside it cannot be")
    func besideNonsense() async throws {
        let modbus = ScriptedModbus([1: .inverter])
        let peer = try TCPPeer { modbus.serveTCP($0) }
        defer { peer.stop() }
        try await inTemporaryFolder { folder in
            try await WiredRig.run(Rigs.inverterOnly(port: peer.port), in: folder) { rig in
                try await rig.settleAtRest()
                modbus.change(1) {
                    // Bit 3 is the emergency stop; 20 m/s is beyond what the belt can do.
                    $0.holding[16] = 1 << 3
                    $0.holding[17] = 20_000
                }
                try await eventually("it is heard") { rig.belt?.status.contains(.emergencyStop) == true }
                #expect(rig.belt?.speedMeasured == .zero, "the nonsense is not")
            }
        }
    }
}
