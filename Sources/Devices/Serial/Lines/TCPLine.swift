import Glibc
import TreadmillControl

/// A serial server's raw TCP port (ser2net, Moxa, or the simulator).
struct TCPLine: SerialLine, ~Copyable {
    private let descriptor: Int32

    /// Of 256 bytes, that one look at the line may throw away: more than a serial server holds back.
    private static let mostChunks = 64

    private init(owning descriptor: Int32) { self.descriptor = descriptor }

    /// Connects to the first address of `host` that answers.
    static func open(host: String, port: UInt16, timeout: TimeSpan) throws(BusProblem) -> TCPLine {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var addresses: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &addresses) == 0 else {
            throw .cannotOpen("\(host): no such host; check the name in the rig's file")
        }
        defer { freeaddrinfo(addresses) }
        var failure = EADDRNOTAVAIL
        var next = addresses
        while let address = next {
            let (socket, code) = connect(to: address.pointee, before: MonotonicClock.now() + timeout)
            if let socket { return TCPLine(owning: socket) }
            failure = code
            next = address.pointee.ai_next
        }
        throw .cannotOpen("\(host):\(port): \(openingError(failure))")
    }

    deinit { close(descriptor) }

    /// A connected socket, or the system's error number.
    private static func connect(
        to address: addrinfo, before deadline: MonotonicInstant
    ) -> (socket: Int32?, code: Int32) {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(address.ai_family, kind, 0)
        guard socket >= 0 else { return (nil, errno) }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var code: Int32 = 0
        if Glibc.connect(socket, address.ai_addr, address.ai_addrlen) != 0 { code = errno }
        if code == EINPROGRESS { code = outcome(of: socket, before: deadline) }
        if code == 0 { return (socket, 0) }
        close(socket)
        return (nil, code)
    }

    /// What became of a connection that is underway.
    private static func outcome(of socket: Int32, before deadline: MonotonicInstant) -> Int32 {
        var item = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        var ready: Int32
        repeat { ready = poll(&item, 1, milliseconds(until: deadline)) } while ready < 0 && errno == EINTR
        if ready <= 0 { return ready == 0 ? ETIMEDOUT : errno }
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    /// Why there is no connection, and what to do about it.
    private static func openingError(_ code: Int32) -> String {
        switch code {
        case ECONNREFUSED: "\(text(code)); is the serial server on, and the port right?"
        case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: "\(text(code)); check the network and the serial server's power"
        // Numbers of the system, not an enumeration of ours.
        default: text(code)
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
        var chunks = 0
        while try wait(for: Int16(POLLIN), before: MonotonicClock.now()) {
            // A line that never falls silent must not keep its worker for ever.
            guard chunks < Self.mostChunks else { throw .lineLost("bytes come in without end") }
            _ = try receive(atMost: 256)
            chunks += 1
        }
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
            let ready = poll(&item, 1, Self.milliseconds(until: deadline))
            if ready > 0 { return true }
            if ready == 0 { return false }
            guard errno == EINTR else { throw .lineLost(Self.text(errno)) }
        }
    }

    /// Whole milliseconds, rounded up; none once the deadline has passed.
    private static func milliseconds(until deadline: MonotonicInstant) -> Int32 {
        let left = max(0, (deadline - MonotonicClock.now()).nanoseconds)
        return Int32(clamping: (left + 999_999) / 1_000_000)
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
