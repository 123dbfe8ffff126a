import Devices
import Synchronization
import Testing
import TreadmillControl

@Suite("A TrackMaster on a serial server that misbehaves", .serialized)
struct TrackMasterWireTests {
    @Test("Something is said to a running belt well within its 500 ms, with nobody posting as well")
    func keepAlive() async throws {
        try await with { rig, server in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .metersPerSecond(1)))
            try await eventually("the belt runs") { server.treadmill.state == 0x32 }
            rig.loop.post(nil)
            try await eventually("the belt was stopped") { server.treadmill.state == 0x31 }
            let heard = server.treadmill.heard.count
            try await eventually("the talk goes on") { server.treadmill.heard.count > heard + 100 }
            // Half the treadmill's patience: room for a test machine that is busy.
            #expect(server.longestSilence < .milliseconds(250))
            #expect(!server.treadmill.commands.contains { $0 == 0xA1 || $0 == 0xA9 })
        }
    }

    @Test("A hang-up in mid-frame: nothing half is believed, the line is opened again, the belt not started again")
    func hangUp() async throws {
        try await with { rig, server in
            try await rig.settleAtRest()
            rig.loop.post(Commands.running(at: .kilometersPerHour(3)))
            try await eventually("the belt runs") { rig.belt?.speedMeasured == .kilometersPerHour(3) }
            // Three of the five bytes of a speed of 99.9, then nothing.
            server.hangUp(answering: 0xC1, with: [0xD1, 0x30, 0x39])
            try await eventually("the line was opened again") { rig.health(of: "treadmill").reconnects >= 1 }
            #expect(rig.belt?.speedMeasured == .kilometersPerHour(3))
            server.change {
                $0.state = 0x31
                $0.forgetHeard()
            }
            try await eventually("the belt is read, and is known to have stopped by itself") {
                rig.belt?.status.contains(.watchdogTripped) == true
            }
            try await eventually("many words were said") { server.treadmill.heard.count > 100 }
            #expect(!server.treadmill.commands.contains(0xA0))
        }
    }

    @Test("An endless stream of bytes does not hold the worker: the line is given up and opened again")
    func babble() async throws {
        try await with { rig, server in
            try await rig.settleAtRest()
            server.babble()
            try await eventually("the line was given up") { rig.health(of: "treadmill").reconnects >= 1 }
            try await eventually("the belt is read again") {
                rig.belt.map { !$0.status.contains(.commandUnconfirmed) } == true
            }
        }
    }

    private func with(_ body: (WiredRig, TreadmillServer) async throws -> Void) async throws {
        let server = TreadmillServer()
        let peer = try TCPPeer { server.serve($0) }
        defer { peer.stop() }
        try await inTemporaryFolder { folder in
            try await WiredRig.run(Rigs.trackMasterOnly(port: peer.port), in: folder) { try await body($0, server) }
        }
    }
}

/// A scripted treadmill on a TCP port.
private final class TreadmillServer: Sendable {
    private struct State {
        var treadmill = ScriptedTreadmill()
        var last: [UInt8: [UInt8]] = [:]
        var isBabbling = false
        var heardAt: MonotonicInstant?
        var longestSilence = TimeSpan.zero
    }

    private let state = Mutex(State())

    var treadmill: ScriptedTreadmill { state.withLock { $0.treadmill } }
    var longestSilence: TimeSpan { state.withLock { $0.longestSilence } }

    func change(_ change: (inout ScriptedTreadmill) -> Void) { state.withLock { change(&$0.treadmill) } }

    /// The next answer to this command is the last on its connection.
    func hangUp(answering command: UInt8, with bytes: [UInt8]) { state.withLock { $0.last = [command: bytes] } }

    /// Bytes without end, until the host has enough.
    func babble() { state.withLock { $0.isBabbling = true } }

    func serve(_ wire: Wire) {
        state.withLock { $0.heardAt = nil }
        while let byte = wire.read(1)?.first {
            let (answer, isLast, isBabbling) = hear(byte)
            guard wire.write(answer), !isLast else { return }
            if isBabbling {
                // As fast as the host takes them, until it hangs up.
                while wire.write([UInt8](repeating: 0x55, count: 4096)) {}
                return
            }
        }
    }

    private func hear(_ byte: UInt8) -> (answer: [UInt8], isLast: Bool, isBabbling: Bool) {
        state.withLock { state in
            let now = MonotonicClock.now()
            if let heardAt = state.heardAt { state.longestSilence = max(state.longestSilence, now - heardAt) }
            state.heardAt = now
            let answer = state.treadmill.receive(byte)
            let isBabbling = state.isBabbling
            state.isBabbling = false
            guard let last = state.last.removeValue(forKey: byte) else { return (answer, false, isBabbling) }
            return (last, true, isBabbling)
        }
    }
}
