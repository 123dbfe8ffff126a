import Glibc
import TreadmillControl

/// A serial server's raw TCP port (ser2net, Moxa, or the simulator).
struct TCPLine: SerialLine, ~Copyable {
    private let descriptor: Int32

    private init(owning descriptor: Int32) { self.descriptor = descriptor }

    static func open(host: String, port: UInt16, timeout: TimeSpan) throws(BusProblem) -> TCPLine {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var addresses: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &addresses) == 0, let address = addresses else {
            throw .cannotOpen("\(host): no such host")
        }
        defer { freeaddrinfo(addresses) }
        let socket = Glibc.socket(
            address.pointee.ai_family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard socket >= 0 else { throw .cannotOpen("\(host):\(port): \(text(errno))") }
        let line = TCPLine(owning: socket)
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        if connect(socket, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 { return line }
        guard errno == EINPROGRESS else { throw .cannotOpen("\(host):\(port): \(text(errno))") }
        try line.finishConnecting("\(host):\(port)", before: MonotonicClock.now() + timeout)
        return line
    }

    deinit { close(descriptor) }

    private func finishConnecting(_ name: String, before deadline: MonotonicInstant) throws(BusProblem) {
        guard try wait(for: Int16(POLLOUT), before: deadline) else { throw .cannotOpen("\(name): no answer") }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0, code == 0 else {
            throw .cannotOpen("\(name): \(Self.text(code))")
        }
    }

    mutating func write(_ bytes: [UInt8], before deadline: MonotonicInstant) throws(BusProblem) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                send(
                    descriptor, buffer.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL)
                )
            }
            if count > 0 {
                sent += count
            } else {
                guard errno == EAGAIN || errno == EINTR else { throw .lineLost(Self.text(errno)) }
                guard try wait(for: Int16(POLLOUT), before: deadline) else { throw .timeout }
            }
        }
    }

    mutating func read(_ count: Int, before deadline: MonotonicInstant) throws(BusProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            guard try wait(for: Int16(POLLIN), before: deadline) else { throw .timeout }
            bytes += try receive(atMost: count - bytes.count)
        }
        return bytes
    }

    mutating func discardInput() throws(BusProblem) {
        while try wait(for: Int16(POLLIN), before: MonotonicClock.now()) { _ = try receive(atMost: 256) }
    }

    private func receive(atMost count: Int) throws(BusProblem) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: count)
        let got = recv(descriptor, &chunk, count, 0)
        if got == 0 { throw .lineLost("the other end closed the connection") }
        guard got > 0 else {
            if errno == EAGAIN || errno == EINTR { return [] }
            throw .lineLost(Self.text(errno))
        }
        return Array(chunk.prefix(got))
    }

    /// Waits until the socket is ready; false at the deadline.
    private func wait(for events: Int16, before deadline: MonotonicInstant) throws(BusProblem) -> Bool {
        var item = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let left = max(0, (deadline - MonotonicClock.now()).nanoseconds)
            let ready = poll(&item, 1, Int32(clamping: (left + 999_999) / 1_000_000))
            if ready > 0 { return true }
            if ready == 0 { return false }
            guard errno == EINTR else { throw .lineLost(Self.text(errno)) }
        }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
