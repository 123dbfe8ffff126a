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
        try watchdog.checkWhenDue(&line)
        let begin = MonotonicClock.now()
        let registers: [UInt16]
        if let command {
            heartbeat &+= 1
            registers = try line.writeAndRead(
                unit: unit, writeAddress: ReferenceHoist.commandAddress,
                ReferenceHoist.commandRegisters(for: command.hoist, resetFault: reset.isHigh, heartbeat: heartbeat),
                readAddress: ReferenceHoist.statusAddress, count: ReferenceHoist.statusCount)
        } else {
            registers = try line.readHolding(
                unit: unit, address: ReferenceHoist.statusAddress, count: ReferenceHoist.statusCount)
        }
        let status = try decoding { () throws(DecodingProblem) in try ReferenceHoist.Status(registers: registers) }
        reset.update(tripped: status.word.contains(.watchdogTripped), mayReset: command?.hoist == .hold)
        publish(status, at: begin, isConfirmed: command == nil || status.heartbeatEcho == heartbeat)
    }

    func lost() {
        watchdog.forget()
        guard var last = readings.newest else { return }
        last.status.insert(.commandUnconfirmed)
        readings.put(last)
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
