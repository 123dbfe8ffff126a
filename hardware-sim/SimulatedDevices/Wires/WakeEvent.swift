import Glibc

/// A pipe by which one thread wakes another out of poll(2).
final class WakeEvent: Sendable {
    /// Readable once there is a signal.
    let descriptor: Int32
    private let writingEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        descriptor = ends[0]
        writingEnd = ends[1]
    }

    deinit {
        close(descriptor)
        close(writingEnd)
    }

    func signal() {
        var signal: UInt8 = 1
        _ = write(writingEnd, &signal, 1)
    }

    /// Forgets the signals so far.
    func drain() {
        var signals = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &signals, signals.count) > 0 {}
    }

    /// Waits for a signal, for so many milliseconds at most (-1 for ever), and forgets it.
    func wait(milliseconds: Int32) {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&polled, 1, milliseconds)
        drain()
    }
}
