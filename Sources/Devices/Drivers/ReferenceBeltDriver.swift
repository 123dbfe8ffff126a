import DeviceProtocols
import TreadmillControl

/// Drives the reference rig's belt inverter.
///
/// What settles a command: the drive takes the command block in one write, heartbeat last, and answers with the echo of
/// that heartbeat. Every exchange has its own heartbeat, so only the answer to the newest command is its
/// acknowledgement; a lost, late, refused or damaged answer leaves the command unconfirmed until a newer one is echoed.
final class ReferenceBeltDriver: ModbusDevice {
    let name = "belt"
    /// The drive's own ramp when it stops without us: the protective stop.
    static let stopRamp = Acceleration.metersPerSecondSquared(1.0)

    private let unit: UInt8
    private let readings: Mailbox<BeltReading?>
    private var watchdog: WatchdogKeeper
    /// Of the newest command; `nil` before the first.
    private var heartbeat: UInt16?
    private var reset = ResetPulse()
    /// The drive has started anew and not yet got its stop ramp.
    private var owesStopRamp = false
    private var samples = SampleClock(period: ReferenceBeltDrive.samplePeriod)

    init(unit: UInt8, watchdog: TimeSpan, readings: Mailbox<BeltReading?>) {
        self.unit = unit
        self.readings = readings
        self.watchdog = WatchdogKeeper(
            unit: unit, address: ReferenceBeltDrive.watchdogAddress, timeout: watchdog)
    }

    func setUp(_ line: inout ModbusContext) throws(BusProblem) {
        try watchdog.set(&line)
        try setStopRamp(&line)
    }

    /// A drive that has started anew stops at a rate of its own.
    private func setStopRamp(_ line: inout ModbusContext) throws(BusProblem) {
        let ramp = RegisterCoding.signedRegister(
            Self.stopRamp.metersPerSecondSquared, unit: ReferenceBeltDrive.rampUnit)
        try line.write(unit: unit, address: ReferenceBeltDrive.stopRampAddress, [ramp])
        guard try line.readHolding(unit: unit, address: ReferenceBeltDrive.stopRampAddress, count: 1) == [ramp] else {
            throw .badFrame("the drive's stop ramp does not read back")
        }
    }

    func exchange(_ line: inout ModbusContext, command: AdmittedCommand?) throws(BusProblem) {
        if try watchdog.keep(&line, isMoving: command?.belt.isRunning ?? false) { owesStopRamp = true }
        try converse(&line, command)
        // After the command: a ramp that is refused must not keep a stop from the drive.
        guard owesStopRamp else { return }
        try setStopRamp(&line)
        owesStopRamp = false
    }

    private func converse(_ line: inout ModbusContext, _ command: AdmittedCommand?) throws(BusProblem) {
        let isToRun = command?.belt.isRunning ?? false
        let begin = MonotonicClock.now()
        guard let command else {
            let status = try read(&line)
            // A read-back settles the newest command as well as an acknowledgement does, or leaves it open.
            try publish(status, since: begin, isConfirmed: heartbeat.map { $0 == status.heartbeatEcho } ?? true)
            return
        }
        let isHeldBack = isToRun && watchdog.demandsRest
        var belt = command.belt
        if isHeldBack { belt.isRunning = false }
        let status = try obey(belt, resetFault: reset.isHigh && !isToRun, &line)
        watchdog.observe(isMoving: isToRun, status.word)
        reset.update(tripped: status.word.contains(.watchdogTripped), mayReset: !isToRun)
        // Held back: the drive was not told what the core wanted.
        try publish(status, since: begin, isConfirmed: !isHeldBack)
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
        let heartbeat = (self.heartbeat ?? 0) &+ 1
        self.heartbeat = heartbeat
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

    private func publish(
        _ status: ReferenceBeltDrive.Status, since begin: MonotonicInstant, isConfirmed: Bool
    ) throws(BusProblem) {
        let end = MonotonicClock.now()
        guard let date = try samples.date(status.sampleCounter, from: begin, to: end) else { return }
        var flags = status.word.deviceStatus
        if watchdog.isVerified { flags.insert(.watchdogVerified) }
        if !isConfirmed { flags.insert(.commandUnconfirmed) }
        readings.put(
            BeltReading(
                sampledAt: date, speedMeasured: status.speedMeasured, inclineMeasured: status.inclineMeasured,
                status: flags))
    }
}
