import DeviceProtocols
import TreadmillControl

/// Drives the reference rig's hoist.
final class ReferenceHoistDriver: ModbusDevice {
    let name = "hoist"
    private let unit: UInt8
    private let readings: Mailbox<HoistReading?>
    private var watchdog: WatchdogKeeper
    private var heartbeat: UInt16 = 0
    private var reset = ResetPulse()

    init(unit: UInt8, watchdog: TimeSpan, readings: Mailbox<HoistReading?>) {
        self.unit = unit
        self.readings = readings
        self.watchdog = WatchdogKeeper(unit: unit, address: ReferenceHoist.watchdogAddress, timeout: watchdog)
    }

    func setUp(_ line: inout ModbusContext) throws(BusProblem) { try watchdog.set(&line) }

    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem) {
        let isToMove = command.map { $0.hoist != .hold } ?? false
        try watchdog.keep(&line, isMoving: isToMove)
        let begin = MonotonicClock.now()
        guard let command else {
            publish(try read(&line), at: begin, isHeldBack: false)
            return
        }
        let isHeldBack = isToMove && watchdog.demandsRest
        let status = try obey(
            isHeldBack ? .hold : command.hoist, resetFault: reset.isHigh && !isToMove, &line)
        watchdog.observe(isMoving: isToMove, status.word)
        reset.update(tripped: status.word.contains(.watchdogTripped), mayReset: !isToMove)
        publish(status, at: begin, isHeldBack: isHeldBack)
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
        heartbeat &+= 1
        let registers = try line.writeAndRead(
            unit: unit, writeAddress: ReferenceHoist.commandAddress,
            ReferenceHoist.commandRegisters(for: hoist, resetFault: resetFault, heartbeat: heartbeat),
            readAddress: ReferenceHoist.statusAddress, count: ReferenceHoist.statusCount)
        let status = try decoding { () throws(DecodingProblem) in try ReferenceHoist.Status(registers: registers) }
        try requireEcho(status.heartbeatEcho, of: heartbeat)
        return status
    }

    private func publish(_ status: ReferenceHoist.Status, at instant: MonotonicInstant, isHeldBack: Bool) {
        var flags = status.word.deviceStatus
        if watchdog.isVerified { flags.insert(.watchdogVerified) }
        // The hoist was not told what the core wanted.
        if isHeldBack { flags.insert(.commandUnconfirmed) }
        readings.put(
            HoistReading(
                sampledAt: instant, positionMeasured: status.positionMeasured,
                velocityMeasured: status.velocityMeasured, status: flags))
    }
}
