import Glibc
import RigConfiguration
import TreadmillControl

/// Modbus RTU on a pseudo-terminal, served by a thread of its own.
///
/// A pseudo-terminal has no baud rate, so the link keeps the time of a real wire: a request is looked at when its last
/// byte would have come, and an answer is written when its last byte would have left, each at an absolute time.
final class RTULink: ServedLine {
    /// Gives the answer of a unit to a protocol data unit, or `nil` for none.
    typealias Answerer = @Sendable (_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8]?

    let endpoint: RigEndpoint
    private let terminal: ServedTerminal

    init(
        path: String, settings: SerialSettings, endpoint: RigEndpoint, answerer: @escaping Answerer
    ) throws(SimulatorError) {
        self.endpoint = endpoint
        let server = Server(wire: WireTime(settings), answerer: answerer)
        terminal = try ServedTerminal(path: path, name: "rtu-\(endpoint.bus)") { server.serve($0, $1) }
    }

    func setConnected(_ connected: Bool) { terminal.setConnected(connected) }

    func stop() { terminal.stop() }
}

/// What an ``RTULink`` does with its terminal.
private struct Server: Sendable {
    let wire: WireTime
    let answerer: RTULink.Answerer

    /// A frame that stops coming is given up after the frame gap, but never sooner than this: the host's process may
    /// lose the processor between two writes, which a real port would not show.
    private static let schedulingAllowance = TimeSpan.milliseconds(10)

    /// Serves until woken.
    func serve(_ terminal: PseudoTerminal, _ line: ServedTerminal) {
        var receiver = RTUReceiver()
        var hostIsPresent = true
        /// When the wire is free for the next byte of the host.
        var wireFreeAt = MonotonicClock.now
        let silence = max(wire.frameGap, Self.schedulingAllowance)
        while true {
            let events = line.wait(for: terminal, until: receiver.isInFrame ? MonotonicClock.now + silence : nil)
            if events.isWoken { return }
            if let bytes = events.bytes {
                hostIsPresent = true
                if !receiver.isInFrame { wireFreeAt = max(wireFreeAt, MonotonicClock.now) }
                receiver.append(bytes)
                while let request = receiver.next() { answer(request, terminal, &wireFreeAt) }
            } else if events.hostIsGone {
                if hostIsPresent { terminal.forgetUnreadBytes() }
                hostIsPresent = false
                receiver = RTUReceiver()
                guard line.waitForHost() else { return }
            } else if let request = receiver.silence() {
                answer(request, terminal, &wireFreeAt)
            }
        }
    }

    private func answer(_ request: RTURequest, _ terminal: PseudoTerminal, _ wireFreeAt: inout MonotonicInstant) {
        wireFreeAt = wireFreeAt + wire.characters(request.wireLength)
        MonotonicClock.sleep(until: wireFreeAt)
        guard let pdu = answerer(request.unit, request.pdu) else { return }
        let frame = RTUFrame.bytes(unit: request.unit, pdu: pdu)
        wireFreeAt = wireFreeAt + wire.frameGap + wire.characters(frame.count)
        MonotonicClock.sleep(until: wireFreeAt)
        // A host that has gone, or that reads nothing, loses the answer: so it would on a real line.
        _ = write(terminal.descriptor, frame, frame.count)
    }
}
