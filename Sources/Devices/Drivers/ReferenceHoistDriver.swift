import DeviceProtocols
import TreadmillControl

/// Drives the reference rig's hoist.
///
/// What settles a command is what settles one of the belt drive: the echo of its own heartbeat. The same echo makes
/// every reading a new one: a frozen or replayed frame carries the echo of a command before and is not believed.
final class ReferenceHoistDriver: ModbusDevice {
    let name = "hoist"
    private let unit: UInt8
    private let readings: Mailbox<HoistReading?>
    private var watchdog: WatchdogKeeper
    /// Of the newest command; `nil` before the first.
    private var heartbeat: UInt16?
    private var reset = ResetPulse()

    init(unit: UInt8, watchdog: TimeSpan, readings: Mailbox<HoistReading?>) {
        self.unit = unit
        self.readings = readings
        self.watchdog = WatchdogKeeper(unit: unit, address: ReferenceHoist.watchdogAddress, timeout: watchdog)
    }

    func setUp(_ line: inout ModbusContext) throws(BusProblem) { try watchdog.set(&line) }

    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem) {
        let isToMove = command.map { $0.hoist != .hold } ?? false
        _ = try watchdog.keep(&line, isMoving: isToMove)
        let begin = MonotonicClock.now()
        guard let command else {
            let status = try read(&line)
            // A read-back settles the newest command as well as an acknowledgement does, or leaves it open.
            publish(status, at: begin, isConfirmed: heartbeat.map { $0 == status.heartbeatEcho } ?? true)
            return
        }
        let isHeldBack = isToMove && watchdog.demandsRest
        let status = try obey(
            isHeldBack ? .hold : command.hoist, resetFault: reset.isHigh && !isToMove, &line)
        watchdog.observe(isMoving: isToMove, status.word)
        reset.update(tripped: status.word.contains(.watchdogTripped), mayReset: !isToMove)
        // Held back: the hoist was not told what the core wanted.
        publish(status, at: begin, isConfirmed: !isHeldBack)
    }

    func lost() {
        watchdog.doubt()
        guard var last = readings.newest else { return }
        last.status.insert(.commandUnconfirmed)
        readings.put(last)
    }

    private func read(_ line: inout ModbusContext) throws(BusProblem) -> ReferenceHoist.Status {
        let registers = try line.readHolding(
            unit: unit, address: ReferenceHoist.statusAddress, count: ReferenceHoist.statusCount)
        return try decoding { () throws(DecodingProblem) in try ReferenceHoist.Status(registers: registers) }
    }

    private func obey(
        _ hoist: HoistCommand, resetFault: Bool, _ line: inout ModbusContext
    ) throws(BusProblem) -> ReferenceHoist.Status {
        let heartbeat = (self.heartbeat ?? 0) &+ 1
        self.heartbeat = heartbeat
        let registers = try line.writeAndRead(
            unit: unit, writeAddress: ReferenceHoist.commandAddress,
            ReferenceHoist.commandRegisters(for: hoist, resetFault: resetFault, heartbeat: heartbeat),
            readAddress: ReferenceHoist.statusAddress, count: ReferenceHoist.statusCount)
        let status = try decoding { () throws(DecodingProblem) in try ReferenceHoist.Status(registers: registers) }
        try requireEcho(status.heartbeatEcho, of: heartbeat)
        return status
    }

    private func publish(_ status: ReferenceHoist.Status, at instant: MonotonicInstant, isConfirmed: Bool) {
        var flags = status.word.deviceStatus
        if watchdog.isVerified { flags.insert(.watchdogVerified) }
        if !isConfirmed { flags.insert(.commandUnconfirmed) }
        readings.put(
            HoistReading(
                sampledAt: instant, positionMeasured: status.positionMeasured,
                velocityMeasured: status.velocityMeasured, status: flags))
    }
}
