import DeviceProtocols
import TreadmillControl

/// Sets a drive's communication watchdog, reads it back, and looks again once a second: a drive that lost power comes
/// back with its watchdog off and the same voice.
struct WatchdogKeeper {
    static let recheckInterval = TimeSpan.milliseconds(1000)

    let unit: UInt8
    let address: UInt16
    /// In whole milliseconds on the wire.
    let timeout: TimeSpan
    private(set) var isVerified = false
    private var checkedAt = MonotonicInstant.zero

    init(unit: UInt8, address: UInt16, timeout: TimeSpan) {
        self.unit = unit
        self.address = address
        self.timeout = timeout
    }

    private var register: UInt16 { UInt16(clamping: timeout.nanoseconds / 1_000_000) }

    mutating func set(_ line: inout ModbusContext) throws(BusProblem) {
        isVerified = false
        try line.write(unit: unit, address: address, [register])
        try check(&line)
    }

    mutating func checkWhenDue(_ line: inout ModbusContext) throws(BusProblem) {
        guard MonotonicClock.now() - checkedAt > Self.recheckInterval else { return }
        try check(&line)
    }

    mutating func forget() { isVerified = false }

    private mutating func check(_ line: inout ModbusContext) throws(BusProblem) {
        let found = try line.readHolding(unit: unit, address: address, count: 1)
        isVerified = register > 0 && found == [register]
        checkedAt = MonotonicClock.now()
    }
}

/// Resets a tripped watchdog by a pulse of one exchange, and only while the drive is not commanded to move.
struct ResetPulse {
    private(set) var isHigh = false

    mutating func update(tripped: Bool, mayReset: Bool) { isHigh = tripped && mayReset && !isHigh }
}

/// Runs a decoder and passes its problem on as the bus's.
func decoding<Value>(_ decode: () throws(DecodingProblem) -> Value) throws(BusProblem) -> Value {
    do throws(DecodingProblem) {
        return try decode()
    } catch {
        throw .undecodable(error)
    }
}
