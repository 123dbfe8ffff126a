import DeviceProtocols
import TreadmillControl

/// Sets a drive's communication watchdog, reads it back, and looks again once a second: a drive that lost power comes
/// back with its watchdog off and the same voice.
///
/// It also keeps such a drive at rest. A drive that started anew has forgotten that it stopped, and a command to run
/// that is still in force, such as the ramp of a stop, would set it in motion again. So after a start of the drive or
/// of this program, and after anything that makes a drive stop by itself, the drive must be commanded to rest before a
/// command to move is passed on.
struct WatchdogKeeper {
    static let recheckInterval = TimeSpan.milliseconds(1000)

    let unit: UInt8
    let address: UInt16
    /// In whole milliseconds on the wire.
    let timeout: TimeSpan
    private(set) var isVerified = false
    /// No command to move may go out before one to rest has been acknowledged.
    private(set) var demandsRest = true
    /// `nil` when it must be looked at before the next command.
    private var checkedAt: MonotonicInstant?

    init(unit: UInt8, address: UInt16, timeout: TimeSpan) {
        self.unit = unit
        self.address = address
        self.timeout = timeout
    }

    private var register: UInt16 { UInt16(clamping: timeout.nanoseconds / 1_000_000) }

    /// Sets the watchdog and reads it back.
    mutating func set(_ line: inout ModbusContext) throws(BusProblem) {
        // Before anything is written: what stands there tells whether the drive has started anew.
        try check(&line)
        isVerified = false
        try line.write(unit: unit, address: address, [register])
        try check(&line)
    }

    /// Looks again when it is time, and sets a watchdog that was lost once the drive is not meant to move.
    ///
    /// - Returns: whether it was found lost: then the drive has forgotten its other settings too.
    mutating func keep(_ line: inout ModbusContext, isMoving: Bool) throws(BusProblem) -> Bool {
        if let checkedAt, MonotonicClock.now() - checkedAt <= Self.recheckInterval { return false }
        try check(&line)
        let wasLost = !isVerified
        if wasLost && !isMoving { try set(&line) }
        return wasLost
    }

    /// An answer is missing: the drive may have started anew, and is looked at before it is commanded again.
    mutating func doubt() { checkedAt = nil }

    /// The drive has acknowledged a command: `isMoving` if it was one to move, with the state that it then reported.
    mutating func observe(isMoving: Bool, _ status: ReferenceStatusWord) {
        if !isMoving { demandsRest = false }
        if !status.isDisjoint(with: [.watchdogTripped, .fault, .emergencyStop]) { demandsRest = true }
    }

    private mutating func check(_ line: inout ModbusContext) throws(BusProblem) {
        let found = try line.readHolding(unit: unit, address: address, count: 1)
        isVerified = register > 0 && found == [register]
        if !isVerified { demandsRest = true }
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

/// On a line whose answers carry no number, an echo tells which command an answer belongs to.
func requireEcho(_ echo: UInt16, of heartbeat: UInt16) throws(BusProblem) {
    guard echo == heartbeat else { throw .badFrame("it answers an earlier command") }
}
