import Glibc
import Synchronization
import TreadmillControl

/// A pseudo-terminal that a thread of its own serves, and that can be cut and mended.
final class ServedTerminal: Sendable {
    /// Serves the terminal until ``wait(for:until:)`` says that it was woken.
    typealias Service = @Sendable (_ terminal: PseudoTerminal, _ line: ServedTerminal) -> Void

    /// What has happened to a terminal.
    struct Events {
        /// The service is to end.
        var isWoken = false
        /// Nobody has the terminal open.
        var hostIsGone = false
        /// What the host has said.
        var bytes: [UInt8]?
    }

    private enum Wish { case connected, disconnected, stopped }

    private let path: String
    private let service: Service
    private let wish = Mutex(Wish.connected)
    private let wake = WakeEvent()
    private let thread = Mutex<WorkerThread?>(nil)
    /// The terminal between its opening, which may fail before anybody, and the thread that then owns it.
    private let opened: Mutex<PseudoTerminal?>

    /// Until a host opens the terminal again after the last one has gone, it is looked at every so many milliseconds.
    private static let absentHostPoll: Int32 = 5

    /// - Parameters:
    ///   - path: of the link to the terminal.
    ///   - name: of the thread.
    init(path: String, name: String, service: @escaping Service) throws(SimulatorError) {
        self.path = path
        self.service = service
        opened = Mutex(try PseudoTerminal(link: path))
        let started = WorkerThread(name: name) { [self] in run() }
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
                    service(terminal, self)
                } else {
                    // Whatever is in the way may go away; there is nobody here to be told.
                    terminal = try? PseudoTerminal(link: path)
                    if terminal == nil { wake.wait(milliseconds: 100) }
                }
            }
        }
    }

    /// Waits for something to happen, for ever without an `instant`.
    func wait(for terminal: PseudoTerminal, until instant: MonotonicInstant?) -> Events {
        var polled = [
            pollfd(fd: terminal.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        // Whole milliseconds, rounded down; the rest is slept, for it is shorter than a character of a slow line.
        let left = instant.map { max(0, ($0 - MonotonicClock.now).nanoseconds) }
        let ready = poll(&polled, nfds_t(polled.count), left.map { Int32(clamping: $0 / 1_000_000) } ?? -1)
        if ready == 0, let instant {
            MonotonicClock.sleep(until: instant)
            _ = poll(&polled, nfds_t(polled.count), 0)
        }
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

    /// While nobody has the terminal open: a moment's wait. False when the service is to end.
    func waitForHost() -> Bool {
        wake.wait(milliseconds: Self.absentHostPoll)
        return wish.withLock { $0 } == .connected
    }
}
