import Foundation
import Glibc
import Synchronization
import TreadmillControl

/// A line between daemon and simulator that can be listened to and spoilt, in both directions.
///
/// The two ends are file descriptors: pseudo-terminals or sockets. One thread moves the bytes.
final class InterposedLine: Sendable {
    /// How the two ends come to be, and come to be again after a hang-up.
    protocol Ends: Sendable {
        /// Waits for the daemon and connects to the simulator; `nil` when nobody came for a moment.
        func open() -> (daemon: Int32, simulator: Int32)?
        /// Hangs up on both.
        func close(_ ends: (daemon: Int32, simulator: Int32))
        /// For good.
        func remove()
    }

    /// Told of what reaches the simulator's end, when, after all noise; of no bytes when the line is opened anew.
    typealias Listener = @Sendable (_ bytes: [UInt8], _ at: MonotonicInstant) -> Void

    private struct Underway {
        var pieces: [(due: MonotonicInstant, bytes: [UInt8])] = []
    }

    private let ends: any Ends
    private let towardsSimulator: Mutex<NoiseMaker>
    private let towardsDaemon: Mutex<NoiseMaker>
    private let listener: Listener
    private let isStopped = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)

    init(_ ends: any Ends, noise: Noise, seed: UInt64, listener: @escaping Listener) {
        self.ends = ends
        self.listener = listener
        towardsSimulator = Mutex(NoiseMaker(noise, seed: seed))
        towardsDaemon = Mutex(NoiseMaker(noise, seed: seed &+ 1))
        let thread = Thread { [self] in
            // Where it is allowed: the wire must not wait for the tests.
            var priority = sched_param(sched_priority: 35)
            sched_setscheduler(0, SCHED_FIFO, &priority)
            while !isStopped.load(ordering: .acquiring) {
                guard let opened = ends.open() else { continue }
                listener([], Self.now)
                carry(opened)
                ends.close(opened)
            }
            ends.remove()
            ended.signal()
        }
        thread.start()
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        ended.wait()
        ended.signal()
    }

    /// What has been done to the bytes towards the simulator, and towards the daemon.
    var counts: (simulator: NoiseCount, daemon: NoiseCount) {
        (towardsSimulator.withLock { $0.count }, towardsDaemon.withLock { $0.count })
    }

    /// No noise until told otherwise, or noise as it was meant.
    func setCalm(_ isCalm: Bool) {
        towardsSimulator.withLock { $0.isCalm = isCalm }
        towardsDaemon.withLock { $0.isCalm = isCalm }
    }

    /// Until one end hangs up, or the noise does.
    private func carry(_ opened: (daemon: Int32, simulator: Int32)) {
        var down = Underway()
        var up = Underway()
        while !isStopped.load(ordering: .acquiring) {
            var items = [
                pollfd(fd: opened.daemon, events: Int16(POLLIN), revents: 0),
                pollfd(fd: opened.simulator, events: Int16(POLLIN), revents: 0),
            ]
            poll(&items, 2, Self.milliseconds(until: [down, up].compactMap { $0.pieces.first?.due }.min()))
            guard take(from: items[0], &down, towardsSimulator), take(from: items[1], &up, towardsDaemon) else {
                return
            }
            let isSent =
                send(&down, to: opened.simulator) { [listener] in listener($0, Self.now) }
                && send(&up, to: opened.daemon) { _ in }
            guard isSent else { return }
        }
    }

    /// Reads what has come; false at the end of the line.
    private func take(from item: pollfd, _ underway: inout Underway, _ maker: borrowing Mutex<NoiseMaker>) -> Bool {
        guard item.revents != 0 else { return true }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = read(item.fd, &buffer, buffer.count)
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        let now = Self.now
        let bytes = Array(buffer.prefix(count))
        guard let pieces = maker.withLock({ $0.spoil(bytes, at: now) }) else { return false }
        for piece in pieces {
            // A line keeps the order of its bytes.
            let due = max(underway.pieces.last?.due ?? now, now) + piece.delay
            underway.pieces.append((due, piece.bytes))
        }
        return true
    }

    private func send(_ underway: inout Underway, to end: Int32, told: ([UInt8]) -> Void) -> Bool {
        while let first = underway.pieces.first, first.due <= Self.now {
            underway.pieces.removeFirst()
            guard !first.bytes.isEmpty else { continue }
            told(first.bytes)
            var count = Glibc.send(end, first.bytes, first.bytes.count, Int32(MSG_NOSIGNAL))
            if count < 0 && errno == ENOTSOCK { count = write(end, first.bytes, first.bytes.count) }
            guard count == first.bytes.count else { return false }
        }
        return true
    }

    static var now: MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    private static func milliseconds(until due: MonotonicInstant?) -> Int32 {
        guard let due else { return 20 }
        return Int32(min(max((due - now).nanoseconds / 1_000_000 + 1, 0), 20))
    }
}
