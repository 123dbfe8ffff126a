import DeviceProfiles
import Devices
import RigConfiguration
import RigTestKit
import Testing
import TreadmillControl

/// A device that we have no code for, on a Modbus server that is not ours (pymodbus), driven through a profile alone.
@Suite("An inverter that only a profile knows, served by pymodbus", .serialized)
struct InventedInverterTests {
    @Test("It is prepared, runs at the speeds it is told, and stops", arguments: MakersRigs.Wire.allCases)
    func obeys(wire: MakersRigs.Wire) async throws {
        try await driving(wire) { rig in
            try await rig.settleAtRest()
            #expect(rig.belt?.speedMeasured == .zero)
            for speed in [0.5, 1.5, 0.3] {
                rig.loop.post(Commands.running(at: .metersPerSecond(speed)))
                // It has no gain error: what it is told is what it does, to its millimetre per second.
                try await eventually("it runs at \(speed) m/s") {
                    guard let belt = rig.belt else { return false }
                    return belt.status.isSuperset(of: [.ready, .running, .watchdogVerified])
                        && abs(belt.speedMeasured.metersPerSecond - speed) < 0.0015
                }
            }
            rig.loop.post(Commands.rest)
            try await eventually("it stands") {
                rig.belt.map { $0.speedMeasured == .zero && !$0.status.contains(.running) } == true
            }
        }
    }

    @Test(
        "Told nothing, it stops by itself; its acknowledgement comes with a command to rest",
        arguments: MakersRigs.Wire.allCases)
    func silence(wire: MakersRigs.Wire) async throws {
        try await driving(wire) { rig in
            let running = Commands.running(at: .metersPerSecond(0.5))
            try await rig.settleAtRest()
            rig.loop.post(running)
            try await eventually("it runs") { (rig.belt?.speedMeasured.metersPerSecond ?? 0) > 0.45 }
            rig.rig.impose(.milliseconds(2000), thenLook: .milliseconds(5000), on: .belt)
            try await eventually("it stands and says why") {
                rig.belt.map { $0.speedMeasured == .zero && $0.status.contains(.watchdogTripped) } == true
            }
            rig.rig.endSilences()
            let transactions = rig.health(of: "belt").transactions
            try await eventually("many rounds have gone by") { rig.health(of: "belt").transactions > transactions + 20 }
            #expect(rig.belt.map { $0.speedMeasured == .zero && $0.status.contains(.watchdogTripped) } == true)
            try await rig.settleAtRest()
            rig.loop.post(running)
            try await eventually("it runs again") { (rig.belt?.speedMeasured.metersPerSecond ?? 0) > 0.45 }
        }
    }

    private func driving(_ wire: MakersRigs.Wire, _ body: (WiredRig) async throws -> Void) async throws {
        let peer: PeerServer
        let line: BusLine
        switch wire {
        case .rtu:
            peer = try PeerServer(script: "invented_inverter.py", "rtu")
            line = .modbusRTU(port: peer.port, settings: Rigs.line)
        case .tcp:
            peer = try PeerServer(script: "invented_inverter.py", "tcp")
            line = .modbusTCP(host: "127.0.0.1", port: try #require(UInt16(peer.port)))
        }
        let profile = try ProfileFile.load(path: PeerServer.file("invented-inverter.yaml"))
        let device = ModbusAttachment(
            profile: profile, bus: "belt", unit: 1, watchdog: .milliseconds(500), calibration: Calibration())
        var rig = Rigs.inverterOnly(port: 0)
        rig.buses = [BusConfiguration(name: "belt", line: line, responseTimeout: .milliseconds(200))]
        rig.belt = .modbus(device)
        try await inTemporaryFolder { folder in try await WiredRig.run(rig, in: folder, body) }
        withExtendedLifetime(peer) {}
    }
}
