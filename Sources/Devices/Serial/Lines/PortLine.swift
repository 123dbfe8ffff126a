import CLibSerialPort
import Glibc
import RigConfiguration
import TreadmillControl

/// A serial port through libserialport.
///
/// libserialport 0.1.1 knows ports only by their real name, so links (udev's by-id) are resolved first; it has no
/// exclusive opening, so a lock is taken here; and after a hang-up its reads return nothing at once, like a timeout
/// that burns a core, so every empty read asks whether the line still stands.
struct PortLine: SerialLine, ~Copyable {
    private let port: OpaquePointer
    private let name: String

    private init(owning port: OpaquePointer, name: String) {
        self.port = port
        self.name = name
    }

    static func open(path: String, settings: SerialSettings) throws(BusProblem) -> PortLine {
        guard let resolved = realpath(path, nil) else {
            throw .cannotOpen("\(path): \(PortOpeningError.text(errno))")
        }
        defer { free(resolved) }
        var found: OpaquePointer?
        guard sp_get_port_by_name(resolved, &found) == SP_OK, let found else {
            throw .cannotOpen("\(path): \(PortOpeningError.text(ENOTTY))")
        }
        let line = PortLine(owning: found, name: path)
        guard sp_open(found, SP_MODE_READ_WRITE) == SP_OK else {
            throw .cannotOpen("\(path): \(PortOpeningError.text(sp_last_error_code()))")
        }
        try line.lock()
        try line.configure(settings)
        return line
    }

    deinit {
        sp_close(port)
        sp_free_port(port)
    }

    private func lock() throws(BusProblem) {
        var descriptor: Int32 = -1
        guard sp_get_port_handle(port, &descriptor) == SP_OK, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw .cannotOpen("\(name) is in use by another program; stop that program first")
        }
    }

    private func configure(_ settings: SerialSettings) throws(BusProblem) {
        let parity =
            switch settings.parity {
            case .none: SP_PARITY_NONE
            case .even: SP_PARITY_EVEN
            case .odd: SP_PARITY_ODD
            }
        let steps = [
            sp_set_baudrate(port, Int32(settings.baud)), sp_set_bits(port, Int32(settings.dataBits)),
            sp_set_parity(port, parity), sp_set_stopbits(port, Int32(settings.stopBits)),
            sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE), sp_flush(port, SP_BUF_BOTH),
        ]
        guard steps.allSatisfy({ $0 == SP_OK }) else {
            throw .cannotOpen("\(name) does not take \(settings.baud) baud: \(Self.lastError())")
        }
    }

    mutating func write(_ bytes: [UInt8], before deadline: MonotonicInstant) throws(BusProblem) {
        let written = sp_blocking_write(port, bytes, bytes.count, Self.milliseconds(until: deadline))
        guard written.rawValue >= 0 else { throw .lineLost(Self.lastError()) }
        guard Int(written.rawValue) == bytes.count else { throw .timeout }
    }

    mutating func read(_ count: Int, before deadline: MonotonicInstant) throws(BusProblem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = sp_blocking_read(port, &bytes, count, Self.milliseconds(until: deadline))
        guard got.rawValue >= 0 else { throw .lineLost(Self.lastError()) }
        if Int(got.rawValue) == count { return bytes }
        guard sp_input_waiting(port).rawValue >= 0 else { throw .lineLost("hang-up") }
        throw .timeout
    }

    mutating func discardInput() throws(BusProblem) {
        guard sp_flush(port, SP_BUF_INPUT) == SP_OK else { throw .lineLost(Self.lastError()) }
    }

    /// At least one: zero would mean to wait for ever.
    private static func milliseconds(until deadline: MonotonicInstant) -> UInt32 {
        UInt32(max(1, (deadline - MonotonicClock.now()).nanoseconds / 1_000_000))
    }

    private static func lastError() -> String {
        guard let text = sp_last_error_message() else { return "unknown error" }
        defer { sp_free_error_message(text) }
        return String(cString: text)
    }
}
