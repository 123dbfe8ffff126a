import RigSimulation
import TreadmillControl

/// An axis of an IAI ROBO Cylinder controller as the hoist, in the AUTO mode, with a brake: its position is that of the
/// rope, its soft limits are the rope's travel, its home is the rope's datum.
///
/// After the serial communication manual, Modbus version (ME0162; pages as in the copy of the ROBO Cylinder series):
/// status 0x0100 to 0x012F (4.3.4), control coils (5.4), monitor registers from 0x9000 (4.3.2), numerical movement
/// (5.6.1). Writing the lower word of the target, the speed, the acceleration or the push current starts a motion; no
/// motion while the servo is off; a numerical motion before the home return is an alarm; a target beyond a soft limit
/// means 0.2 mm before it. **There is no communication watchdog**: an axis under way arrives, whoever has gone silent.
///
/// What the manual leaves open is chosen against the host:
/// - Every command is ignored, though answered, before PMSL has handed the operation to Modbus, and again after power-up.
/// - A speed or an acceleration that was never written is an alarm, and so is one beyond the axis.
/// - A speed written alone moves to whatever target was written last: after power-up, to 0.
/// - SON is a level: the servo comes back by itself after an emergency stop or an alarm, with its target forgotten.
/// - The monitor registers and these coils only; any other address is refused with exception 2.
///
/// From memory: numbers of alarms, bits of the control flags, servo-on delay, speed of the home return.
public struct IAIRoboCylinder: SimulatedHoistAxis {
    /// From the servo-on command to the servo.
    private static let servoOnDelay = TimeSpan.milliseconds(20)
    /// Speed (m/s) and acceleration (m/s²) of the home return.
    private static let homeSpeed = 0.02
    private static let homeAcceleration = 0.3 * standardGravity
    private static let standardGravity = 9.80665
    /// A count of position, m, and of velocity, m/s.
    private static let unit = 1e-5
    /// How far before a soft limit a target beyond it ends, m.
    private static let limitMargin = 0.0002

    private let parameters: HoistParameters
    private var coils: Set<IAICoil> = []
    private var command = IAIMoveCommand()
    private var profile = IAIMotionProfile()
    private var band = 0.0001
    private var servoSince: MonotonicInstant?
    private var isHomed = false
    private var isHoming = false
    private var alarm: IAIAlarm?
    private var conditions = DriveConditions()
    private var position = 0.0
    private var velocity = 0.0
    private var now = MonotonicInstant.zero
    private var frozen: (bits: [Bool], registers: RegisterTable)?

    /// - Parameter commissioning: `byBuilder` for one that was homed since it got power.
    public init(parameters: HoistParameters = HoistParameters(), commissioning: Commissioning = .asShipped) {
        self.parameters = parameters
        switch commissioning {
        case .asShipped: break
        case .byBuilder: isHomed = true
        }
    }

    /// Always 0: there is none.
    public var watchdogTrips: Int { 0 }

    public mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions
    ) -> HoistDemand {
        let dt = min(max((now - self.now).seconds, 0), 0.01)
        self.now = now
        self.conditions = conditions
        position = sample.main
        velocity = sample.side
        if conditions.isUnpowered { forget() }
        if conditions.hasFault { raise(.overload) }
        updateServo()
        guard isServoOn else { return .brake }
        profile.isPaused = coils.contains(.pause)
        profile.step(by: dt)
        if isHoming && !profile.isMoving {
            isHoming = false
            isHomed = true
        }
        return .velocity(.metersPerSecond(profile.velocity))
    }

    private mutating func forget() {
        coils = []
        command = IAIMoveCommand()
        band = 0.0001
        isHomed = false
        isHoming = false
        alarm = nil
    }

    private mutating func raise(_ new: IAIAlarm) { alarm = alarm ?? new }

    private mutating func updateServo() {
        let mayBeOn =
            coils.contains(.servoOn) && alarm == nil && !conditions.emergencyStopPressed && !conditions.isUnpowered
        if !mayBeOn {
            servoSince = nil
            isHoming = false
            profile = IAIMotionProfile(at: position)
        } else if servoSince == nil {
            servoSince = now + Self.servoOnDelay
            profile = IAIMotionProfile(at: position)
        }
    }

    private var isServoOn: Bool { servoSince.map { now >= $0 } ?? false }

    // MARK: Motion

    private mutating func startMove() {
        guard coils.contains(.modbusCommands), isServoOn else { return }
        let wanted = command
        command.takeBackFlags()
        guard isHomed else { return raise(.moveBeforeHomeReturn) }
        let speed = Double(wanted.speed) * Self.unit
        guard speed > 0, speed <= parameters.topSpeed.metersPerSecond, wanted.acceleration > 0, !wanted.isPush else {
            return raise(.positionCommandData)
        }
        let base = wanted.isIncremental ? profile.target : 0
        if !profile.isMoving { profile = IAIMotionProfile(at: position) }
        if wanted.band > 0 { band = Double(wanted.band) * Self.unit }
        isHoming = false
        profile.move(
            to: withinSoftLimits(base + Double(wanted.target) * Self.unit), speed: speed,
            acceleration: Double(wanted.acceleration) * 0.01 * Self.standardGravity)
    }

    private func withinSoftLimits(_ target: Double) -> Double {
        let lower = parameters.travel.lowerBound.meters
        let upper = parameters.travel.upperBound.meters
        if target < lower { return lower + Self.limitMargin }
        return target > upper ? upper - Self.limitMargin : target
    }

    private mutating func obey(_ coil: IAICoil, _ isOn: Bool) {
        guard coil == .modbusCommands || coils.contains(.modbusCommands) else { return }
        let rises = isOn && !coils.contains(coil)
        if isOn { coils.insert(coil) } else { coils.remove(coil) }
        switch coil {
        case .safetySpeed, .servoOn, .pause, .modbusCommands: break
        case .alarmReset: if rises { resetAlarm() }
        case .home: if rises { startHomeReturn() }
        case .decelerationStop:
            if rises {
                profile.cancel()
                isHoming = false
            }
            coils.remove(coil)
        }
    }

    private mutating func resetAlarm() {
        if !conditions.hasFault { alarm = nil }
        // During a pause, the rest of the way is forgotten.
        if coils.contains(.pause) { profile.cancel() }
    }

    private mutating func startHomeReturn() {
        guard isServoOn else { return }
        isHomed = false
        isHoming = true
        profile.move(to: 0, speed: Self.homeSpeed, acceleration: Self.homeAcceleration)
    }

    // MARK: Status

    public func knows(function: UInt8) -> Bool { [1, 2, 3, 5, 6, 15, 16].contains(function) }

    public mutating func freeze(_ isFrozen: Bool) {
        frozen = isFrozen ? frozen ?? (statusBits, registers(statusBits)) : nil
    }

    /// The Modbus status registers 0x0100 to 0x012F.
    private var statusBits: [Bool] {
        var bits = [Bool](repeating: false, count: 0x30)
        bits[0x00] = conditions.emergencyStopPressed
        bits[0x01] = coils.contains(.safetySpeed)
        bits[0x02] = true
        bits[0x03] = isServoOn
        bits[0x05] = alarm != nil
        bits[0x0A] = coils.contains(.pause)
        bits[0x0B] = isHomed
        bits[0x0C] = isServoOn && isHomed && abs(position - profile.target) <= band
        bits[0x20] = conditions.emergencyStopPressed
        bits[0x21] = conditions.emergencyStopPressed
        bits[0x24] = isHoming
        bits[0x26] = true
        bits[0x27] = coils.contains(.modbusCommands)
        bits[0x2A] = isServoOn && profile.isMoving
        return bits
    }

    private func registers(_ bits: [Bool]) -> RegisterTable {
        func word(_ first: Int) -> UInt16 { bits[first..<first + 16].reduce(0) { $0 << 1 | ($1 ? 1 : 0) } }
        var table: RegisterTable = [:]
        for empty in 0x9000...0x9015 { table[empty] = 0 }
        table.put(signedCounts(position, unit: Self.unit), at: 0x9000)
        table[0x9002] = alarm?.rawValue ?? 0
        table[0x9005] = word(0x00)
        table[0x9006] = word(0x10)
        table[0x9007] = word(0x20)
        let commanded = coils.contains(.servoOn) ? 2 : 0 as UInt16
        table[0x9009] = (isHomed ? 8 : 0) | (isServoOn ? 4 : 0) | commanded | 1
        table.put(signedCounts(velocity, unit: Self.unit), at: 0x900A)
        table.put(isServoOn ? 300 : 0, at: 0x900C)
        return table
    }

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        try (frozen?.registers ?? registers(statusBits)).words(in: range)
    }

    public func readCoils(_ range: Range<Int>) throws(ModbusException) -> [Bool] { try bits(range) }
    public func readDiscreteInputs(_ range: Range<Int>) throws(ModbusException) -> [Bool] { try bits(range) }

    private func bits(_ range: Range<Int>) throws(ModbusException) -> [Bool] {
        if range.lowerBound >= 0x0100 && range.upperBound <= 0x0130 {
            let shown = frozen?.bits ?? statusBits
            return Array(shown[range.lowerBound - 0x0100..<range.upperBound - 0x0100])
        }
        guard range.lowerBound >= 0x0400 && range.upperBound <= 0x0430 else { throw .illegalDataAddress }
        return range.map { address in IAICoil(rawValue: address).map { coils.contains($0) } ?? false }
    }

    // MARK: Commands

    public mutating func writeCoils(_ values: [Bool], at address: Int) throws(ModbusException) {
        var written: [IAICoil] = []
        for offset in values.indices {
            guard let coil = IAICoil(rawValue: address + offset) else { throw .illegalDataAddress }
            written.append(coil)
        }
        for (coil, value) in zip(written, values) { obey(coil, value) }
        updateServo()
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        if address == 0x0D00 && values.count == 1 { return obeyControlRegister1(values[0]) }
        let last = address + values.count - 1
        guard IAIMoveCommand.addresses.contains(address), IAIMoveCommand.addresses.contains(last) else {
            throw .illegalDataAddress
        }
        var changed = command
        for (offset, value) in values.enumerated() { changed.write(value, to: address + offset) }
        guard changed.isWithinRange else { throw .illegalDataValue }
        command = changed
        if (address...last).contains(where: IAIMoveCommand.startsMotion) { startMove() }
    }

    private mutating func obeyControlRegister1(_ word: UInt16) {
        for coil in IAICoil.allCases {
            if let bit = coil.bitOfControlRegister1 { obey(coil, word >> UInt16(bit) & 1 == 1) }
        }
        updateServo()
    }
}
