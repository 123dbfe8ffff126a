import Devices
import RigConfiguration
import Synchronization
import Testing
import TreadmillControl

@Suite("A treadmill on a serial port of this machine, through libserialport", .serialized)
struct PortRigTests {
    @Test("A whole conversation: read at rest, started, read running, stopped")
    func conversation() async throws {
        try await with { rig, treadmill in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .kilometersPerHour(3)))
            try await eventually("the belt runs and is read") {
                rig.belt?.speedMeasured == .kilometersPerHour(3)
                    && rig.belt?.status == [.ready, .running, .watchdogVerified]
            }
            rig.loop.post(Commands.rest)
            try await eventually("the belt stands and is read") {
                rig.belt?.speedMeasured == .zero && rig.belt?.status == [.ready, .watchdogVerified]
            }
            #expect(treadmill.state.withLock { $0.setSpeed } == 0)
        }
    }

    @Test("Garbage in the place of answers is not believed, and the line is given up and opened again")
    func garbage() async throws {
        try await with { rig, treadmill in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .kilometersPerHour(3)))
            try await eventually("the belt runs") { rig.belt?.speedMeasured == .kilometersPerHour(3) }
            treadmill.state.withLock { $0.lies = [0xC0: [0x55, 0xAA, 0x00], 0xC1: [0xFF]] }
            try await eventually("it was given up") { rig.health(of: "treadmill").reconnects >= 1 }
            #expect(rig.belt?.speedMeasured == .kilometersPerHour(3))
            #expect(rig.belt?.status.contains(.commandUnconfirmed) == true)
            treadmill.state.withLock { $0.lies = [:] }
            try await eventually("the belt is read again") {
                rig.belt.map { !$0.status.contains(.commandUnconfirmed) } == true
            }
        }
    }

    private func with(_ body: (WiredRig, SharedTreadmill) async throws -> Void) async throws {
        let treadmill = SharedTreadmill()
        try await inTemporaryFolder { folder in
            let peer = try TerminalPeer(link: folder + "/port") { wire in
                while let byte = wire.read(1)?.first {
                    wire.write(treadmill.state.withLock { $0.receive(byte) })
                }
            }
            defer { peer.stop() }
            let line = BusLine.serial(
                .port(path: TestTerminal.portName(ofLink: folder + "/port")), settings: Rigs.treadmillLine)
            try await WiredRig.run(Rigs.trackMasterOnly(line: line), in: folder) { try await body($0, treadmill) }
        }
    }
}

private final class SharedTreadmill: Sendable {
    let state = Mutex(ScriptedTreadmill())
}
