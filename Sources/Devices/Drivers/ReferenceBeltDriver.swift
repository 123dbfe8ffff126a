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
    private var samples = SampleClock()

    init(unit: UInt8, watchdog: TimeSpan, readings: Mailbox<BeltReading?>) {
        self.unit = unit
        self.readings = readings
        self.watchdog = WatchdogKeeper(
            unit: unit, address: ReferenceBeltDrive.watchdogAddress, timeout: watchdog)
    }

    func setUp(_ line: inout ModbusContext) throws(BusProblem) {
        try watchdog.set(&line)
        let ramp = RegisterCoding.signedRegister(
            Self.stopRamp.metersPerSecondSquared, unit: ReferenceBeltDrive.rampUnit)
        try line.write(unit: unit, address: ReferenceBeltDrive.stopRampAddress, [ramp])
    }

    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem) {
        let isToRun = command?.belt.isRunning ?? false
        try watchdog.keep(&line, isMoving: isToRun)
        let begin = MonotonicClock.now()
        guard let command else {
            publish(try read(&line), at: begin, isHeldBack: false)
            return
        }
        let isHeldBack = isToRun && watchdog.demandsRest
        var belt = command.belt
        if isHeldBack { belt.isRunning = false }
        let status = try obey(belt, resetFault: reset.isHigh && !isToRun, &line)
        watchdog.observe(isMoving: isToRun, status.word)
        reset.update(tripped: status.word.contains(.watchdogTripped), mayReset: !isToRun)
        publish(status, at: begin, isHeldBack: isHeldBack)
    }

    func lost() {
        watchdog.doubt()
        guard var last = readings.newest else { return }
        last.status.insert(.commandUnconfirmed)
        readings.put(last)
    }

    private func read(_ line: inout ModbusContext) throws(BusProblem) -> ReferenceBeltDrive.Status {
        let registers = try line.readHolding(
            unit: unit, address: ReferenceBeltDrive.statusAddress, count: ReferenceBeltDrive.statusCount)
        return try decoding { () throws(DecodingProblem) in try ReferenceBeltDrive.Status(registers: registers) }
    }

    private func obey(
        _ belt: BeltCommand, resetFault: Bool, _ line: inout ModbusContext
    ) throws(BusProblem) -> ReferenceBeltDrive.Status {
        heartbeat &+= 1
        let registers = try line.writeAndRead(
            unit: unit, writeAddress: ReferenceBeltDrive.commandAddress,
            ReferenceBeltDrive.commandRegisters(for: belt, resetFault: resetFault, heartbeat: heartbeat),
            readAddress: ReferenceBeltDrive.statusAddress, count: ReferenceBeltDrive.statusCount)
        let status = try decoding { () throws(DecodingProblem) in
            try ReferenceBeltDrive.Status(registers: registers)
        }
        try requireEcho(status.heartbeatEcho, of: heartbeat)
        return status
    }

    private func publish(_ status: ReferenceBeltDrive.Status, at instant: MonotonicInstant, isHeldBack: Bool) {
        var flags = status.word.deviceStatus
        if watchdog.isVerified { flags.insert(.watchdogVerified) }
        // The drive was not told what the core wanted.
        if isHeldBack { flags.insert(.commandUnconfirmed) }
        readings.put(
            BeltReading(
                sampledAt: samples.date(status.sampleCounter, at: instant), speedMeasured: status.speedMeasured,
                inclineMeasured: status.inclineMeasured, status: flags))
    }
}
