import DeviceProtocols
import RigSimulation
import TreadmillControl

/// The belt inverter of the reference rig between its registers and the belt. Register map: ``ReferenceBeltDrive``.
///
/// Reserved registers below 22 read as 0 and cannot be written. A setpoint that the drive cannot follow is refused
/// with exception 3 and leaves everything as it was.
public struct SimulatedBeltDrive: SimulatedBelt {
    private var supervision = DriveSupervision()
    private var speedSetpoint: UInt16 = 0
    private var inclineSetpoint: UInt16 = 0
    private var heartbeat: UInt16 = 0
    private var stopRamp = Self.factoryStopRamp
    private var speedMeasured = BeltSpeed.zero
    private var inclineMeasured = Incline.zero
    private var counter = SampleCounter()
    private var sampleCounter: UInt16 = 0
    /// The status block that the drive shows for ever, if it does.
    private var frozenStatus: [UInt16]?
    private var now = MonotonicInstant.zero
    private let parameters: BeltParameters

    private static let registerCount = 22
    /// The stop ramps that the drive can do, in units of its register: 0.1 to 3 m/s².
    private static let stopRamps: ClosedRange<UInt16> = 100...3000
    /// Harder than anybody wants on a treadmill, as inverters come: who does not set it finds out.
    private static let factoryStopRamp: UInt16 = 3000

    public init(parameters: BeltParameters = BeltParameters()) { self.parameters = parameters }

    /// Times that the communication watchdog has stopped the belt.
    public var watchdogTrips: Int { supervision.watchdog.trips }

    /// What the drive makes the belt do at this moment. `sample` is what it takes speed and incline for.
    public mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions
    ) -> BeltDemand {
        self.now = now
        speedMeasured = .metersPerSecond(sample.main)
        inclineMeasured = .percentGrade(sample.side)
        if conditions.isUnpowered { forgetEverything() }
        sampleCounter = counter.register(for: sample.sampledAt)
        supervision.update(conditions, at: now)
        if supervision.isWithoutPower { return BeltDemand(action: .coast) }
        guard supervision.isEnabled else {
            return BeltDemand(
                action: .rampDown(.metersPerSecondSquared(Double(stopRamp) * ReferenceBeltDrive.rampUnit)))
        }
        let speed = Double(RegisterCoding.signed16(speedSetpoint)) * ReferenceBeltDrive.speedUnit
        let incline = Double(RegisterCoding.signed16(inclineSetpoint)) * ReferenceBeltDrive.inclineUnit
        return BeltDemand(action: .run(.metersPerSecond(speed)), incline: .percentGrade(incline))
    }

    private mutating func forgetEverything() {
        speedSetpoint = 0
        inclineSetpoint = 0
        heartbeat = 0
        stopRamp = Self.factoryStopRamp
        counter.restart()
    }

    /// Has the drive show its present status block for ever, or no longer.
    public mutating func freeze(_ isFrozen: Bool) {
        frozenStatus = isFrozen ? frozenStatus ?? Array(registers[16...21]) : nil
    }

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        guard range.upperBound <= Self.registerCount else { throw .illegalDataAddress }
        return Array(registers[range])
    }

    private var registers: [UInt16] {
        var registers = [UInt16](repeating: 0, count: Self.registerCount)
        registers.replaceSubrange(0...3, with: [supervision.control, speedSetpoint, inclineSetpoint, heartbeat])
        registers[8] = supervision.watchdog.milliseconds
        registers[9] = stopRamp
        let isMoving = supervision.isEnabled || speedMeasured > .zero
        registers.replaceSubrange(
            16...21,
            with: frozenStatus ?? [
                supervision.statusWord(isMoving: isMoving).rawValue,
                measuredRegister(speedMeasured.metersPerSecond, unit: ReferenceBeltDrive.speedUnit),
                measuredRegister(inclineMeasured.percentGrade, unit: ReferenceBeltDrive.inclineUnit),
                supervision.faultCode.rawValue, heartbeat, sampleCounter,
            ])
        return registers
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        var changed = self
        for (offset, value) in values.enumerated() { try changed.write(value, to: address + offset) }
        self = changed
    }

    private mutating func write(_ value: UInt16, to address: Int) throws(ModbusException) {
        switch address {
        case 0: supervision.receive(control: value, at: now)
        case 1: speedSetpoint = try accepted(value, unit: ReferenceBeltDrive.speedUnit, within: speeds)
        case 2: inclineSetpoint = try accepted(value, unit: ReferenceBeltDrive.inclineUnit, within: inclines)
        case 3: heartbeat = value
        case 8: supervision.setWatchdog(milliseconds: value, at: now)
        case 9:
            guard Self.stopRamps.contains(value) else { throw .illegalDataValue }
            stopRamp = value
        // An address from the wire, not an enumeration of ours.
        default: throw .illegalDataAddress
        }
        if address <= 3 { supervision.feed(at: now) }
    }

    private var speeds: ClosedRange<Double> { 0...parameters.topSpeed.metersPerSecond }
    private var inclines: ClosedRange<Double> {
        parameters.incline.lowerBound.percentGrade...parameters.incline.upperBound.percentGrade
    }
}
