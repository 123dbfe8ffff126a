import Glibc
import RigConfiguration
import Synchronization
import TreadmillControl

/// Modbus RTU on a pseudo-terminal, served by a thread of its own.
///
/// A pseudo-terminal has no baud rate, so the link keeps the time of a real wire: a request is looked at when its last
/// byte would have come, and an answer is written when its last byte would have left, each at an absolute time.
final class RTULink: ServedLine {
    /// Gives the answer of a unit to a protocol data unit, or `nil` for none.
    typealias Answerer = @Sendable (_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8]?

    private enum Wish { case connected, disconnected, stopped }

    let endpoint: RigEndpoint
    private let path: String
    private let wire: WireTime
    private let answerer: Answerer
    private let wish = Mutex(Wish.connected)
    private let wake = WakeEvent()
    private let thread = Mutex<WorkerThread?>(nil)
    /// The terminal between its opening, which may fail before anybody, and the thread that then owns it.
    private let opened: Mutex<PseudoTerminal?>

    /// Until a host opens the terminal again after the last one has gone, it is looked at every so many milliseconds.
    private static let absentHostPoll: Int32 = 5
    /// A frame that stops coming is given up after the frame gap, but never sooner than this: the host's process may
    /// lose the processor between two writes, which a real port would not show.
    private static let schedulingAllowance = TimeSpan.milliseconds(10)

    init(
        path: String, settings: SerialSettings, endpoint: RigEndpoint, answerer: @escaping Answerer
    ) throws(SimulatorError) {
        self.path = path
        self.endpoint = endpoint
        self.answerer = answerer
        wire = WireTime(settings)
        opened = Mutex(try PseudoTerminal(link: path))
        let started = WorkerThread(name: "rtu-\(endpoint.bus)") { [self] in run() }
        thread.withLock { $0 = started }
    }

    func setConnected(_ connected: Bool) {
        wish.withLock { if $0 != .stopped { $0 = connected ? .connected : .disconnected } }
        wake.signal()
    }

    func stop() {
        wish.withLock { $0 = .stopped }
        wake.signal()
        thread.withLock { $0 }?.join()
    }

    private func run() {
        var terminal = opened.withLock { $0.take() }
        while true {
            switch wish.withLock({ $0 }) {
            case .stopped:
                return
            case .disconnected:
                terminal = nil
                wake.wait(milliseconds: -1)
            case .connected:
                if let terminal {
                    serve(terminal)
                } else {
                    // Whatever is in the way may go away; there is nobody here to be told.
                    terminal = try? PseudoTerminal(link: path)
                    if terminal == nil { wake.wait(milliseconds: 100) }
                }
            }
        }
    }

    /// Serves until woken.
    private func serve(_ terminal: PseudoTerminal) {
        var receiver = RTUReceiver()
        var hostIsPresent = true
        /// When the wire is free for the next byte of the host.
        var wireFreeAt = MonotonicClock.now
        let silence = max(wire.frameGap, Self.schedulingAllowance)
        while true {
            let timeout = receiver.isInFrame ? Int32(silence.milliseconds.rounded(.up)) : -1
            let events = wait(for: terminal, milliseconds: timeout)
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
                wake.wait(milliseconds: Self.absentHostPoll)
                if wish.withLock({ $0 }) != .connected { return }
            } else if let request = receiver.silence() {
                answer(request, terminal, &wireFreeAt)
            }
        }
    }

    private struct Events {
        var isWoken = false
        var hostIsGone = false
        var bytes: [UInt8]?
    }

    private func wait(for terminal: PseudoTerminal, milliseconds: Int32) -> Events {
        var polled = [
            pollfd(fd: terminal.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&polled, nfds_t(polled.count), milliseconds)
        var events = Events()
        if Int32(polled[1].revents) & POLLIN != 0 {
            wake.drain()
            events.isWoken = true
        }
        if Int32(polled[0].revents) & POLLIN != 0 {
            var buffer = [UInt8](repeating: 0, count: 512)
            let count = read(terminal.descriptor, &buffer, buffer.count)
            if count > 0 { events.bytes = Array(buffer.prefix(count)) }
        }
        events.hostIsGone = events.bytes == nil && Int32(polled[0].revents) & (POLLHUP | POLLERR) != 0
        return events
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
