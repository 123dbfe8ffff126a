import DeviceProtocols
import TreadmillControl

/// Drives the reference rig's belt inverter.
final class ReferenceBeltDriver: ModbusDevice {
    let name = "belt"
    /// The drive's own ramp when it stops without us: the protective stop.
    static let stopRamp = Acceleration.metersPerSecondSquared(1.0)

    private let unit: UInt8
    private let readings: Mailbox<BeltReading?>
    private var watchdog: WatchdogKeeper
    private var heartbeat: UInt16 = 0
    private var reset = ResetPulse()

    init(unit: UInt8, watchdog: TimeSpan, readings: Mailbox<BeltReading?>) {
        self.unit = unit
        self.readings = readings
        self.watchdog = WatchdogKeeper(
            unit: unit, address: ReferenceBeltDrive.watchdogAddress, timeout: watchdog)
    }

    func setUp(_ line: inout ModbusContext) throws(BusProblem) {
        let ramp = RegisterCoding.signedRegister(
            Self.stopRamp.metersPerSecondSquared, unit: ReferenceBeltDrive.rampUnit)
        try line.write(unit: unit, address: ReferenceBeltDrive.stopRampAddress, [ramp])
        try watchdog.set(&line)
    }

    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem) {
        try watchdog.checkWhenDue(&line)
        let begin = MonotonicClock.now()
        let registers: [UInt16]
        if let command {
            heartbeat &+= 1
            registers = try line.writeAndRead(
                unit: unit, writeAddress: ReferenceBeltDrive.commandAddress,
                ReferenceBeltDrive.commandRegisters(
                    for: command.belt, resetFault: reset.isHigh, heartbeat: heartbeat),
                readAddress: ReferenceBeltDrive.statusAddress, count: ReferenceBeltDrive.statusCount)
        } else {
            registers = try line.readHolding(
                unit: unit, address: ReferenceBeltDrive.statusAddress, count: ReferenceBeltDrive.statusCount)
        }
        let status = try decoding { () throws(DecodingProblem) in
            try ReferenceBeltDrive.Status(registers: registers)
        }
        let belt = command?.belt ?? .stopped
        reset.update(tripped: status.word.contains(.watchdogTripped), mayReset: command != nil && !belt.isRunning)
        publish(status, at: begin, isConfirmed: command == nil || status.heartbeatEcho == heartbeat)
    }

    func lost() {
        watchdog.forget()
        guard var last = readings.newest else { return }
        last.status.insert(.commandUnconfirmed)
        readings.put(last)
    }

    private func publish(_ status: ReferenceBeltDrive.Status, at instant: MonotonicInstant, isConfirmed: Bool) {
        var flags = status.word.deviceStatus
        if watchdog.isVerified { flags.insert(.watchdogVerified) }
        if !isConfirmed { flags.insert(.commandUnconfirmed) }
        readings.put(
            BeltReading(
                sampledAt: instant, speedMeasured: status.speedMeasured, inclineMeasured: status.inclineMeasured,
                status: flags))
    }
}
