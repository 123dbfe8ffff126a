import CLibModbus
import DeviceProfiles
import DeviceProtocols
import Glibc
import RigConfiguration
import TreadmillControl

/// The owner of one libmodbus context.
///
/// libmodbus 3.1.6 needs care: a late answer desynchronises a TCP connection for good, so after any failure a TCP line
/// is closed and an RTU line is drained past the response window; its own recovery modes are never used; `byte_timeout`
/// is off, so that the response timeout is a hard deadline; the 3.5-character gap is kept here, since it is not there.
package struct ModbusContext: ~Copyable {
    /// The largest number of registers in one read.
    static let mostRegisters = 125

    private let handle: OpaquePointer
    private let responseTimeout: TimeSpan
    /// Silence before a request; zero on TCP.
    private let gap: TimeSpan
    let isTCP: Bool
    /// Silence that the device spoken to wants beyond ``gap``.
    var guardInterval = TimeSpan.zero
    private var lastActivity = MonotonicInstant.zero

    deinit {
        modbus_close(handle)
        modbus_free(handle)
    }

    private init(owning handle: OpaquePointer, responseTimeout: TimeSpan, gap: TimeSpan, isTCP: Bool) {
        self.handle = handle
        self.responseTimeout = responseTimeout
        self.gap = gap
        self.isTCP = isTCP
    }

    /// Opens the line of a bus; a relative port is looked up in `runtimeDirectory`.
    static func open(_ bus: BusConfiguration, in runtimeDirectory: String) throws(BusProblem) -> ModbusContext {
        switch bus.line {
        case .modbusRTU(let port, let settings):
            let name = bus.line.port(in: runtimeDirectory) ?? port
            return try open(
                port: SerialPorts.path(ofName: name), settings: settings, responseTimeout: bus.responseTimeout)
        case .modbusTCP(let host, let port):
            return try open(host: host, port: port, responseTimeout: bus.responseTimeout)
        case .serial:
            throw .cannotOpen("\(bus.name) is a serial line, not a Modbus line")
        }
    }

    /// Opens an RTU line on a serial port, for this process alone.
    static func open(
        port: String, settings: SerialSettings, responseTimeout: TimeSpan
    ) throws(BusProblem) -> ModbusContext {
        guard SerialSettings.standardBauds.contains(settings.baud) else {
            throw .cannotOpen("\(port): \(settings.baud) is not a standard baud rate; correct it in the rig's file")
        }
        let parity: CChar =
            switch settings.parity {
            case .none: CChar(UInt8(ascii: "N"))
            case .even: CChar(UInt8(ascii: "E"))
            case .odd: CChar(UInt8(ascii: "O"))
            }
        guard
            let handle = modbus_new_rtu(
                port, Int32(settings.baud), parity, Int32(settings.dataBits), Int32(settings.stopBits))
        else { throw .cannotOpen("\(port): \(lastError())") }
        let context = ModbusContext(
            owning: handle, responseTimeout: responseTimeout, gap: RTUTiming.frameGap(for: settings), isTCP: false)
        try context.connect(name: port)
        guard flock(modbus_get_socket(handle), LOCK_EX | LOCK_NB) == 0 else {
            throw .cannotOpen("\(port) is in use by another program; stop that program first")
        }
        return context
    }

    /// Opens a Modbus TCP connection.
    package static func open(host: String, port: UInt16, responseTimeout: TimeSpan) throws(BusProblem) -> ModbusContext
    {
        guard let handle = modbus_new_tcp_pi(host, String(port)) else {
            throw .cannotOpen("\(host):\(port): \(lastError())")
        }
        let context = ModbusContext(owning: handle, responseTimeout: responseTimeout, gap: .zero, isTCP: true)
        try context.connect(name: "\(host):\(port)")
        return context
    }

    private func connect(name: String) throws(BusProblem) {
        let microseconds = UInt32(clamping: responseTimeout.nanoseconds / 1000)
        modbus_set_response_timeout(handle, microseconds / 1_000_000, microseconds % 1_000_000)
        modbus_set_byte_timeout(handle, 0, 0)
        modbus_set_error_recovery(handle, MODBUS_ERROR_RECOVERY_NONE)
        guard modbus_connect(handle) == 0 else { throw .cannotOpen("\(name): \(openingError(errno))") }
        let descriptor = modbus_get_socket(handle)
        guard descriptor >= 0, descriptor < 1024 else {
            throw .cannotOpen("\(name): too many open files for libmodbus (descriptor \(descriptor))")
        }
    }

    // MARK: Transactions

    /// FC 1 to 4. Bits come as 0 and 1.
    package mutating func read(unit: UInt8, _ block: ReadBlock) throws(BusProblem) -> [UInt16] {
        let address = Int32(block.addresses.lowerBound)
        let count = Int32(block.addresses.count)
        switch block.table {
        case .coil:
            return try transactBits(unit: unit, count: Int(count)) { modbus_read_bits($0, address, count, $1) }
        case .discrete:
            return try transactBits(unit: unit, count: Int(count)) { modbus_read_input_bits($0, address, count, $1) }
        case .holding:
            return try transact(unit: unit, count: Int(count)) { modbus_read_registers($0, address, count, $1) }
        case .input:
            return try transact(unit: unit, count: Int(count)) { modbus_read_input_registers($0, address, count, $1) }
        }
    }

    /// FC 5, 6, 15 or 16: all of `words`, or none. Coils come as 0 and 1.
    mutating func write(
        unit: UInt8, address: UInt16, _ words: [UInt16], with function: ModbusFunction
    ) throws(BusProblem) {
        let count = Int32(words.count)
        let address = Int32(address)
        _ = try transact(unit: unit, count: words.count) { handle, _ in
            switch function {
            case .writeSingleCoil: modbus_write_bit(handle, address, Int32(words[0]))
            case .writeSingleRegister: modbus_write_register(handle, address, words[0])
            case .writeMultipleCoils: modbus_write_bits(handle, address, count, words.map { $0 == 0 ? 0 : 1 })
            case .writeMultipleRegisters, .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters,
                .readWriteMultipleRegisters:
                modbus_write_registers(handle, address, count, words)
            }
        }
    }

    /// FC 23: writes, then reads, in one transaction.
    mutating func writeAndRead(
        unit: UInt8, writeAddress: UInt16, _ registers: [UInt16], _ block: ReadBlock
    ) throws(BusProblem) -> [UInt16] {
        let address = Int32(block.addresses.lowerBound)
        let count = Int32(block.addresses.count)
        return try transact(unit: unit, count: Int(count)) { handle, buffer in
            modbus_write_and_read_registers(
                handle, Int32(writeAddress), Int32(registers.count), registers, address, count, buffer)
        }
    }

    private mutating func transactBits(
        unit: UInt8, count: Int, _ call: (OpaquePointer, UnsafeMutablePointer<UInt8>) -> Int32
    ) throws(BusProblem) -> [UInt16] {
        var bits = [UInt8](repeating: 0, count: count)
        _ = try transact(unit: unit, count: count, mostRegisters: 2000) { handle, _ in call(handle, &bits) }
        return bits.map { $0 == 0 ? 0 : 1 }
    }

    private mutating func transact(
        unit: UInt8, count: Int, mostRegisters: Int = Self.mostRegisters,
        _ call: (OpaquePointer, UnsafeMutablePointer<UInt16>) -> Int32
    ) throws(BusProblem) -> [UInt16] {
        guard (1...mostRegisters).contains(count), modbus_set_slave(handle, Int32(unit)) == 0 else {
            throw .badFrame("unit \(unit) or \(count) registers cannot be asked for")
        }
        MonotonicClock.sleep(until: lastActivity + gap + guardInterval)
        if !isTCP {
            // On RTU nothing ties an answer to its request: whatever has come in unasked must not be taken for one.
            tcflush(modbus_get_socket(handle), TCIFLUSH)
        }
        var outcome: Int32 = -1
        var failure: Int32 = 0
        let registers = [UInt16](unsafeUninitializedCapacity: count) { buffer, initialized in
            buffer.initialize(repeating: 0)
            if let base = buffer.baseAddress {
                outcome = call(handle, base)
                failure = errno
            }
            initialized = count
        }
        lastActivity = MonotonicClock.now()
        guard outcome == Int32(count) else { throw Self.problem(failure) }
        return registers
    }

    /// The longest wait for an answer that has missed its window: one frame of this rig at 115200 baud takes 3.5 ms.
    /// Longer, and one lost answer would make the other devices' readings too old.
    private static let longestDrain = TimeSpan.milliseconds(8)

    /// Waits for an answer that may still come, and throws it away. For RTU; a TCP line is closed instead.
    mutating func drain() {
        MonotonicClock.sleep(until: MonotonicClock.now() + min(responseTimeout, Self.longestDrain))
        modbus_flush(handle)
        lastActivity = MonotonicClock.now()
    }

    // MARK: Errors

    private static func problem(_ code: Int32) -> BusProblem {
        let firstException = Int32(MODBUS_ENOBASE) + 1
        let lastException = Int32(MODBUS_ENOBASE) + 11
        switch code {
        case ETIMEDOUT: return .timeout
        // EMBBADEXC: a whole answer with a code beyond those of Modbus, such as Hitachi's 21h and 22h.
        case lastException + 3: return .exception(0)
        case firstException...lastException: return .exception(UInt8(code - Int32(MODBUS_ENOBASE)))
        case lastException...: return .badFrame(text(code))
        default: return .lineLost(text(code))
        }
    }

    /// Why the line did not open, and what to do about it.
    private func openingError(_ code: Int32) -> String {
        guard isTCP else { return PortOpeningError.text(code) }
        switch code {
        case ECONNREFUSED: return "no such host, or it refuses; check host and tcp_port, and that the device is on"
        case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: return "\(Self.text(code)); check the network and the device's power"
        default: return Self.text(code)
        }
    }

    private static func text(_ code: Int32) -> String {
        modbus_strerror(code).map { String(cString: $0) } ?? "errno \(code)"
    }
    private static func lastError() -> String { text(errno) }
}
