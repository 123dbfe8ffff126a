import CLibSerialPort
import Glibc
import RigConfiguration
import TreadmillControl

/// A serial port through libserialport.
///
/// libserialport 0.1.1 knows ports only by their real name, so links (udev's by-id) are resolved where it does not know
/// a name; it has no exclusive opening, so a lock is taken here; and after a hang-up its waiting reads spin until their
/// time is over and then look like a timeout, so the waiting is done here, on the descriptor, which tells a hang-up.
struct PortLine: SerialLine, ~Copyable {
    private let port: OpaquePointer
    private let name: String
    /// Of the open port; the port closes it.
    private let descriptor: Int32

    private init(owning port: OpaquePointer, name: String, descriptor: Int32) {
        self.port = port
        self.name = name
        self.descriptor = descriptor
    }

    /// Opens a port by its name in a rig; a relative path is looked up in `runtimeDirectory`.
    static func open(
        name: String, in runtimeDirectory: String, settings: SerialSettings
    ) throws(BusProblem) -> PortLine {
        let name = SerialEndpoint.port(path: name).port(in: runtimeDirectory) ?? name
        return try open(path: SerialPorts.path(ofName: name), settings: settings)
    }

    static func open(path: String, settings: SerialSettings) throws(BusProblem) -> PortLine {
        let found = try port(at: path)
        guard sp_open(found, SP_MODE_READ_WRITE) == SP_OK else {
            let code = sp_last_error_code()
            sp_free_port(found)
            throw .cannotOpen("\(path): \(PortOpeningError.text(code))")
        }
        var descriptor: Int32 = -1
        sp_get_port_handle(found, &descriptor)
        // libserialport lets child processes have it.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let line = PortLine(owning: found, name: path, descriptor: descriptor)
        try line.lock()
        try line.configure(settings)
        return line
    }

    /// The port by the name that was given, or else by what that leads to.
    private static func port(at path: String) throws(BusProblem) -> OpaquePointer {
        var found: OpaquePointer?
        if sp_get_port_by_name(path, &found) == SP_OK, let found { return found }
        guard sp_get_port_by_name(try realName(of: path), &found) == SP_OK, let found else {
            throw .cannotOpen("\(path): \(PortOpeningError.text(ENOTTY))")
        }
        return found
    }

    /// What a path leads to when every link in it is followed.
    static func realName(of path: String) throws(BusProblem) -> String {
        guard let resolved = realpath(path, nil) else {
            throw .cannotOpen("\(path): \(PortOpeningError.text(errno))")
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    deinit {
        // Closing alone would leave the lock with any copy of the descriptor that a child process has got.
        flock(descriptor, LOCK_UN)
        sp_close(port)
        sp_free_port(port)
    }

    private func lock() throws(BusProblem) {
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw .cannotOpen("\(name) is in use by another program; stop that program first")
        }
    }

    private func configure(_ settings: SerialSettings) throws(BusProblem) {
        let port = port
        let parity =
            switch settings.parity {
            case .none: SP_PARITY_NONE
            case .even: SP_PARITY_EVEN
            case .odd: SP_PARITY_ODD
            }
        let steps = [
            { sp_set_baudrate(port, Int32(settings.baud)) }, { sp_set_bits(port, Int32(settings.dataBits)) },
            { sp_set_parity(port, parity) }, { sp_set_stopbits(port, Int32(settings.stopBits)) },
            { sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) }, { sp_flush(port, SP_BUF_BOTH) },
        ]
        // One after the other, and no further than the first that fails: the next would hide its reason.
        for step in steps where step() != SP_OK {
            throw .cannotOpen(
                "\(name) does not take \(settings.baud) baud, \(settings.parity.rawValue) parity, "
                    + "\(settings.dataBits) data bits, \(settings.stopBits) stop bits: \(Self.lastError())")
        }
    }

    mutating func write(_ bytes: [UInt8], before deadline: MonotonicInstant) throws(BusProblem) {
        let written = sp_blocking_write(port, bytes, bytes.count, Self.milliseconds(until: deadline))
        guard written.rawValue >= 0 else { throw .lineLost(Self.lastError()) }
        guard Int(written.rawValue) == bytes.count else { throw .timeout }
    }

    mutating func read(_ count: Int, before deadline: MonotonicInstant) throws(BusProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            guard try waitForInput(before: deadline) else { throw .timeout }
            bytes += try receive(atMost: count - bytes.count)
        }
        return bytes
    }

    /// Waits until there is something to read, or to be told; false at the deadline.
    private func waitForInput(before deadline: MonotonicInstant) throws(BusProblem) -> Bool {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let left = max(0, (deadline - MonotonicClock.now()).nanoseconds)
            let ready = poll(&item, 1, Int32(clamping: (left + 999_999) / 1_000_000))
            if ready > 0 { return true }
            if ready == 0 { return false }
            guard errno == EINTR else { throw .lineLost(Self.text(errno)) }
        }
    }

    /// What has come in. Nothing, of a port that has something to tell, is its end.
    private func receive(atMost count: Int) throws(BusProblem) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: count)
        let got = sp_nonblocking_read(port, &chunk, count)
        guard got.rawValue >= 0 else { throw .lineLost(Self.lastError()) }
        guard got.rawValue > 0 else { throw .lineLost("hang-up") }
        return Array(chunk.prefix(Int(got.rawValue)))
    }

    mutating func discardInput() throws(BusProblem) {
        guard sp_flush(port, SP_BUF_INPUT) == SP_OK else { throw .lineLost(Self.lastError()) }
    }

    /// At least one: zero would mean to wait for ever.
    private static func milliseconds(until deadline: MonotonicInstant) -> UInt32 {
        UInt32(max(1, (deadline - MonotonicClock.now()).nanoseconds / 1_000_000))
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }

    private static func lastError() -> String {
        guard let text = sp_last_error_message() else { return "unknown error" }
        defer { sp_free_error_message(text) }
        return String(cString: text)
    }
}
