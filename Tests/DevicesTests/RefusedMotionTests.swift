import DeviceProfiles
import RigConfiguration
import RigTestKit
import Testing
import TreadmillControl

/// A command that does not reach the drive leaves the one before it in force. So a drive that cannot be told how to go on
/// is told to rest, and stays there until the core itself has rested.
@Suite("A drive that cannot be told how to move is told to rest", .serialized)
struct RefusedMotionTests {
    private static let running = Commands.running(at: .metersPerSecond(1))

    @Test("A drive that refuses again and again to be told how to move, busy or not", arguments: [UInt8(4), 6])
    func refusals(exception: UInt8) async throws {
        try await withInverter { modbus, rig in
            try await run(rig, modbus)
            modbus.change(1) { $0.refusal = { Self.asksToRun($0) ? exception : nil } }
            try await isHeldAtRest(rig, modbus)
            #expect(modbus.image(1).refused == 3)
            modbus.change(1) { $0.refusal = nil }
            try await staysAtRest(rig, modbus)
            rig.loop.post(Commands.rest)
            try await rig.settleAtRest()
            try await run(rig, modbus)
        }
    }

    @Test("Two refusals are a drive that is busy: it runs on")
    func busy() async throws {
        try await withInverter { modbus, rig in
            try await run(rig, modbus)
            let seen = modbus.image(1).controlWords.count
            modbus.change(1) {
                $0.refusal = { Self.asksToRun($0) ? 6 : nil }
                $0.mostRefusals = 2
            }
            try await eventually("it was refused and has heard commands again") {
                let image = modbus.image(1)
                return image.refused == 2 && image.controlWords.count > seen + 20
            }
            #expect(modbus.image(1).controlWords.dropFirst(seen).allSatisfy { $0 & 1 == 1 })
        }
    }

    @Test("A speed that the drive's register cannot hold")
    func beyondTheRegister() async throws {
        // The profile's 15 are 3.75 m/s here, and 4 m/s cannot be said.
        let coarse = ShippedDevices.device(
            "reference-inverter", bus: "belt", unit: 1, watchdog: .milliseconds(500),
            calibration: Calibration(factor: 0.25))
        try await withInverter(.modbus(coarse)) { modbus, rig in
            try await run(rig, modbus)
            rig.loop.post(Commands.running(at: .metersPerSecond(4)))
            try await isHeldAtRest(rig, modbus)
            #expect(modbus.image(1).bareReads == 1, "in the round after the one that could not say it")
            rig.loop.post(Self.running)
            try await staysAtRest(rig, modbus)
        }
    }

    @Test("Under an emergency stop nothing is set and nothing is reset, though both are due")
    func emergencyStop() async throws {
        try await withInverter { modbus, rig in
            modbus.change(1) {
                // Bit 3: emergency stop; bit 4: its watchdog has tripped.
                $0.holding[16] = 1 << 3 | 1 << 4
                $0.holding[8] = 0
            }
            rig.loop.post(Commands.rest)
            try await eventually("it is heard") { rig.belt?.status.contains(.emergencyStop) == true }
            // Settings are looked at once a second; then they would be written.
            let looked = modbus.image(1).settingsReads
            try await eventually("settings were looked at twice") { modbus.image(1).settingsReads > looked + 1 }
            #expect(modbus.image(1).holding[8] == 0, "the watchdog's time is not written")
            #expect(modbus.image(1).controlWords.allSatisfy { $0 == 0 }, "neither run nor reset is written")
            modbus.change(1) { $0.holding[16] = 1 | 1 << 4 }
            try await eventually("set and reset once it is released") {
                modbus.image(1).holding[8] == 500 && modbus.image(1).controlWords.contains(2)
            }
            #expect(modbus.image(1).controlWords.allSatisfy { $0 & 1 == 0 })
        }
    }

    // MARK: Steps

    private func withInverter(
        _ belt: BeltAttachment = ShippedDevices.referenceInverter(
            bus: "belt", unit: 1, watchdog: .milliseconds(500)),
        _ body: (ScriptedModbus, WiredRig) async throws -> Void
    ) async throws {
        let modbus = ScriptedModbus([1: .inverter])
        let peer = try TCPPeer { modbus.serveTCP($0) }
        defer { peer.stop() }
        try await inTemporaryFolder { folder in
            try await WiredRig.run(Rigs.inverterOnly(port: peer.port, belt: belt), in: folder) {
                try await body(modbus, $0)
            }
        }
    }

    /// From rest into motion.
    private func run(_ rig: WiredRig, _ modbus: ScriptedModbus) async throws {
        try await rig.settleAtRest()
        rig.loop.post(Self.running)
        try await eventually("it is told to run") { modbus.image(1).controlWords.last == 1 }
    }

    private func isHeldAtRest(_ rig: WiredRig, _ modbus: ScriptedModbus) async throws {
        try await eventually("it is told to rest") { modbus.image(1).controlWords.last == 0 }
        #expect(modbus.image(1).holding[1] == 0, "and its speed is nothing")
        try await eventually("the core knows that its command is not in force") {
            rig.belt?.status.contains(.commandUnconfirmed) == true
        }
    }

    private func staysAtRest(_ rig: WiredRig, _ modbus: ScriptedModbus) async throws {
        let words = modbus.image(1).controlWords.count
        try await eventually("many commands have gone out") { modbus.image(1).controlWords.count > words + 20 }
        #expect(modbus.image(1).controlWords.dropFirst(words).allSatisfy { $0 == 0 })
        #expect(rig.belt?.status.contains(.commandUnconfirmed) == true)
    }

    /// Whether a request writes a control word with bit 0: function 16 to register 0, or 23.
    @Sendable private static func asksToRun(_ request: [UInt8]) -> Bool {
        switch request[0] {
        case 16: request[1] == 0 && request[2] == 0 && request[7] & 1 == 1
        case 23: request[5] == 0 && request[6] == 0 && request[11] & 1 == 1
        default: false
        }
    }
}
