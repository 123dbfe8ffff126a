import DeviceProfiles
import RigConfiguration
import SimulatedDevices
import Testing
import TreadmillControl

@testable import Devices

@Suite("Modbus devices on the bench", .serialized)
struct BenchModbusTests {
    @Test("On TCP, an answer that comes too late is not taken for that to the next question")
    func lateAnswer() throws {
        let modbus = ScriptedModbus([1: .inverter])
        modbus.change(1) { $0.holding[17] = 1111 }
        let peer = try TCPPeer { modbus.serveTCP($0) }
        defer { peer.stop() }
        let belt = try #require(Bench.parts(of: Rigs.inverterOnly(port: peer.port), runtimeDirectory: "").first).device
        // Status and speed are neighbours, and are read in one transaction.
        func answer() -> BenchAnswer? { belt.read(["ready", "belt_speed"]).first }
        func speed() -> ChannelReading? { (try? answer()?.values.get())?.last?.reading }
        try belt.open()
        #expect(speed() == .value(1.111))
        modbus.misbehave(.late) { _, image in image.holding[17] = 9999 }
        #expect(throws: BusProblem.timeout) { try answer()?.values.get() }
        modbus.behave()
        #expect(speed() == .value(1.111))
    }

    @Test("Two devices of a bus share its line: one that is silent keeps the other from nothing")
    func sharedLine() async throws {
        let modbus = ScriptedModbus([2: .loadCell])
        modbus.change(2) { $0.setInput(111) }
        try await inTemporaryFolder { folder in
            let peer = try TerminalPeer(link: folder + "/sim/unloading") { modbus.serveRTU($0) }
            defer { peer.stop() }
            let parts = Bench.parts(of: Rigs.unloadingOnly, runtimeDirectory: folder)
            #expect(parts.map(\.role) == [.hoist, .loadCell], "the belt is on no bus")
            for part in parts { try part.device.open() }
            #expect(parts[0].device.read(parts[0].device.readableChannels).values.isEmpty)
            let force = parts[1].device.read(["force"]).values.first
            #expect(force?.reading == .value(111))
            #expect(force?.quantity == BenchValue.Quantity(value: 111, unit: "N"))
        }
    }

    @Test("A watchdog's time that a person must set at the drive is compared with the rig's", arguments: [500, 700])
    func storedWatchdog(milliseconds: Int64) async throws {
        var rig = MakersRigs.belt(.gs4, on: .rtu)
        guard case .modbus(var drive) = rig.belt else { return }
        drive.watchdog = .milliseconds(milliseconds)
        rig.belt = .modbus(drive)
        let configuration = rig
        try await inTemporaryFolder { folder in
            // Its builder has set it to half a second.
            let server = SimulatedRigServer(
                configuration: configuration, runtimeDirectory: folder, runnerMass: .kilograms(70), seed: 1)
            defer { server.stop() }
            _ = try server.start()
            let belt = try #require(Bench.parts(of: configuration, runtimeDirectory: folder).first).device
            try belt.open()
            let complaints = try belt.settings().wrong
            #expect(complaints.count == (milliseconds == 500 ? 0 : 1), "\(complaints)")
            #expect(complaints.allSatisfy { $0.contains("watchdog_ms in the rig") })
        }
    }

    @Test("What the daemon will set before anything moves is said, and is nothing that a person must see to")
    func settingsToCome() async throws {
        let rig = MakersRigs.belt(.v20, on: .rtu)
        try await inTemporaryFolder { folder in
            let server = SimulatedRigServer(
                configuration: rig, runtimeDirectory: folder, runnerMass: .kilograms(70), seed: 1)
            defer { server.stop() }
            _ = try server.start()
            let belt = try #require(Bench.parts(of: rig, runtimeDirectory: folder).first).device
            try belt.open()
            let settings = try belt.settings()
            #expect(settings.wrong.isEmpty)
            #expect(
                settings.toBeWritten.contains { $0.contains("watchdog_time reads 0 ms, and will be set to 500 ms") })
        }
    }
}
