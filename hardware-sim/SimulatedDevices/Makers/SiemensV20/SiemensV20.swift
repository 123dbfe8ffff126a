import RigSimulation
import TreadmillControl

/// A Siemens SINAMICS V20 inverter that drives the belt, commissioned for Modbus (P0700 = 5, P2023 = 2).
///
/// After the operating instructions A5E03728167 (07/2012) and A5E34559884-012 (10/2019), "MODBUS communication":
/// function codes 3, 6 and 16; exceptions 1 to 4, where 4 is a write to a register that is read only, has no parameter
/// behind it or does not take the value; a write of several registers carries out what can be carried out although it
/// is refused; F72 when process data was received once and then not for the telegram off time.
///
/// What those leave open is chosen against the host:
/// - The watchdog of registers 0 and 1 does nothing before the action is 1, counts only process data (registers 2 to 6,
///   99 and 100; reading does not count, nor does a control word without "control by PLC"), and is forgotten without
///   power, as is everything written: the drive keeps parameters only when told to (P0971).
/// - F72 lets the motor coast, as OFF2.
/// - Registers 3 to 6 change one bit of the control word received last, and need it complete.
/// - Bit 11 inverts the setpoint, and the belt does not run backwards: 0x0C7F runs the motor at nothing.
/// - A register that is not simulated is beyond the boundary.
///
/// Register 53 says whether there is a fault, as bit 3 of the status word; 54 is the number of the newest one (r0947[0]),
/// which stays when it is acknowledged.
///
/// From memory: registers 33 to 57 and 399, the numbers of faults other than 72, default times and tolerance.
public struct SiemensV20: SimulatedBelt {
    private enum Fault: UInt16 {
        /// The inverter is too hot.
        case inverterTemperature = 4
        /// No process data within the telegram off time.
        case noSetpoint = 72
        /// The external trip on a terminal.
        case external = 85
    }

    /// Output frequency at 100 %, P2000, Hz x 100; and the highest, P1082, Hz.
    private static let factoryReference: UInt16 = 5000
    private static let highestHertz = 50.0
    /// Ramp-down time P1121 and ramp-up time P1120, s x 100; and that of OFF3, P1135, s.
    private static let factoryRamp: UInt16 = 1000
    private static let quickStopTime = 5.0
    /// 100 % of setpoint and actual value.
    private static let fullScale = 16384.0

    private let gearing: BeltGearing
    /// The control word that is in force.
    private var control: V20ControlWord = []
    /// What the newest one said, which is in force only if it said yes.
    private var isControlledByPLC = false
    private var setpoint: Int16 = 0
    private var heldSetpoint: Int16 = 0
    private var sequencer = V20Sequencer()
    private var fault: Fault?
    private var lastFault: Fault?
    private var watchdogTime: UInt16 = 0
    private var watchdogAction: UInt16 = 0
    private var silence = SilenceTimer()
    private var hasHeardProcessData = false
    private var reference = Self.factoryReference
    private var rampUp = Self.factoryRamp
    private var rampDown = Self.factoryRamp
    // Kept without power.
    private var storedRampDown = Self.factoryRamp
    private var speaksModbus = true
    private var conditions = DriveConditions()
    private var speed = 0.0
    private var now = MonotonicInstant.zero
    private var frozen: RegisterTable?
    public private(set) var watchdogTrips = 0

    /// A drive that was set to Modbus, and to nothing else.
    ///
    /// - Parameter speedPerHertz: belt speed for each hertz of output frequency, m/s; positive.
    public init(parameters: BeltParameters = BeltParameters(), speedPerHertz: Double) {
        gearing = BeltGearing(parameters: parameters, speedPerHertz: speedPerHertz)
    }

    /// - Parameters:
    ///   - speedPerHertz: belt speed for each hertz of output frequency, m/s; positive.
    ///   - commissioning: as shipped it speaks USS (P2023 = 1) and is silent on a Modbus line. What its builder has set
    ///     is kept without power.
    public init(
        parameters: BeltParameters = BeltParameters(), speedPerHertz: Double, commissioning: Commissioning
    ) {
        self.init(parameters: parameters, speedPerHertz: speedPerHertz)
        switch commissioning {
        case .asShipped: speaksModbus = false
        case .byBuilder: storedRampDown = BeltGearing.builtDecelerationTime
        }
        rampDown = storedRampDown
    }

    public mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions
    ) -> BeltDemand {
        self.now = now
        self.conditions = conditions
        speed = sample.main
        if conditions.isUnpowered { forget() }
        if conditions.losesWatchdog { watchdogTime = 0 }
        if conditions.hasFault { trip(.inverterTemperature) }
        if conditions.lanyardPulled { trip(.external) }
        checkSilence()
        sequence()
        return conditions.isUnpowered ? BeltDemand(action: .coast) : motion
    }

    private mutating func forget() {
        self = SiemensV20(copying: self)
    }

    /// The drive of `other` as it comes up again.
    private init(copying other: SiemensV20) {
        gearing = other.gearing
        conditions = other.conditions
        speed = other.speed
        now = other.now
        watchdogTrips = other.watchdogTrips
        storedRampDown = other.storedRampDown
        rampDown = storedRampDown
        speaksModbus = other.speaksModbus
    }

    private mutating func checkSilence() {
        let isSilent =
            watchdogTime > 0 && watchdogAction == 1 && hasHeardProcessData && !conditions.ignoresSilence
            && silence.hasPassed(.milliseconds(Int64(watchdogTime)), at: now)
        guard isSilent || conditions.tripsWatchdog, fault != .noSetpoint else { return }
        if fault == nil { watchdogTrips += 1 }
        trip(.noSetpoint)
    }

    private mutating func trip(_ new: Fault) {
        guard fault == nil else { return }
        fault = new
        lastFault = new
    }

    private mutating func sequence() {
        sequencer.update(
            control: control, isBlocked: fault != nil || conditions.emergencyStopPressed || conditions.isUnpowered,
            isAtStandstill: abs(speed) < 0.01)
    }

    // MARK: The motor

    private var motion: BeltDemand {
        switch sequencer.state {
        case .inhibited, .ready: return BeltDemand(action: .coast)
        case .stopping(let quickly):
            return gearing.rampDown(from: Self.highestHertz, in: quickly ? Self.quickStopTime : rampDownTime)
        case .on:
            if !control.contains(.enableOperation) { return BeltDemand(action: .coast) }
            if !control.contains(.enableRamp) { return gearing.rampDown(from: Self.highestHertz, in: 0) }
            if !control.contains(.enableSetpoint) { return gearing.rampDown(from: Self.highestHertz, in: rampDownTime) }
            let wanted = hertz(of: control.contains(.continueRamp) ? setpoint : heldSetpoint)
            return gearing.run(
                hertz: min(wanted, Self.highestHertz), isReverse: control.contains(.reverse))
        }
    }

    private var rampDownTime: Double { Double(rampDown) / 100 }
    private var referenceHertz: Double { Double(reference) / 100 }
    private func hertz(of counts: Int16) -> Double { Double(counts) / Self.fullScale * referenceHertz }

    // MARK: Registers

    public func hears() -> Bool { speaksModbus }

    public func knows(function: UInt8) -> Bool { [3, 6, 16].contains(function) }

    public mutating func freeze(_ isFrozen: Bool) { frozen = isFrozen ? frozen ?? status : nil }

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        try settings.merging(frozen ?? status) { $1 }.words(in: range)
    }

    private var settings: RegisterTable {
        func bit(_ bit: V20ControlWord) -> UInt16 { control.contains(bit) ? 1 : 0 }
        return [
            0: watchdogTime, 1: watchdogAction,
            2: unsignedRegister(Double(setpoint) / Self.fullScale * 100, unit: 0.01),
            3: bit(.enableOperation), 4: bit(.reverse), 5: bit(.on), 6: bit(.acknowledge),
            10: rampUp, 11: rampDown, 12: 0, 15: reference,
            99: control.rawValue, 100: UInt16(bitPattern: setpoint),
        ]
    }

    private var status: RegisterTable {
        let hertz = gearing.hertz(atSpeed: speed)
        let frequency = measuredRegister(hertz, unit: 0.01)
        // Of a motor with four poles.
        let revolutions = measuredRegister(hertz * 30, unit: 1)
        let current = isRunning ? 250 : 0 as UInt16
        let word = statusWord
        return [
            23: frequency, 24: revolutions, 25: current, 29: 325,
            33: word.contains(.runsForward) ? 0 : 1, 34: isRunning ? 1 : 0,
            37: control.contains(.enableOperation) ? 1 : 0, 38: word.contains(.readyToSwitchOn) ? 1 : 0,
            43: frequency, 44: revolutions, 45: current, 49: 325,
            53: fault == nil ? 0 : 1, 54: lastFault?.rawValue ?? 0, 57: 0,
            109: word.rawValue, 110: measuredRegister(hertz / referenceHertz, unit: 1 / Self.fullScale),
            399: fault?.rawValue ?? 0,
        ]
    }

    private var isRunning: Bool {
        switch sequencer.state {
        case .inhibited, .ready: false
        case .on: control.contains(.enableOperation)
        case .stopping: true
        }
    }

    private var statusWord: V20StatusWord {
        var word: V20StatusWord = [.controlRequested, .currentsAreFine]
        switch sequencer.state {
        case .inhibited: if fault == nil { word.insert(.switchOnInhibited) }
        case .ready: word.insert(.readyToSwitchOn)
        case .on, .stopping: word.formUnion([.readyToSwitchOn, .ready])
        }
        if isRunning { word.insert(.running) }
        if fault != nil { word.insert(.fault) }
        if control.contains(.noCoastStop) && !conditions.emergencyStopPressed { word.insert(.noCoastStop) }
        if control.contains(.noQuickStop) { word.insert(.noQuickStop) }
        let hertz = gearing.hertz(atSpeed: speed)
        // The tolerance is that of P2163 as shipped, 3 Hz.
        if !isRunning || abs(hertz - self.hertz(of: setpoint)) <= 3 { word.insert(.withinTolerance) }
        if hertz >= Self.highestHertz { word.insert(.atMaximumFrequency) }
        if !control.contains(.reverse) { word.insert(.runsForward) }
        return word
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        var refusal: ModbusException?
        for (offset, value) in values.enumerated() {
            do { try write(value, to: address + offset) } catch { refusal = refusal ?? error }
        }
        sequence()
        if let refusal { throw refusal }
    }

    private mutating func write(_ value: UInt16, to address: Int) throws(ModbusException) {
        switch address {
        case 0: watchdogTime = conditions.losesWatchdog ? 0 : value
        case 1: watchdogAction = try checked(value, 0...1)
        case 2: receive(setpoint: UInt16(Double(try checked(value, 0...10_000)) / 10_000 * Self.fullScale))
        case 3: receive(try changed(.enableOperation, to: value))
        case 4: receive(try changed(.reverse, to: value))
        case 5: receive(try changed(.on, to: value))
        case 6: receive(try changed(.acknowledge, to: value))
        case 10: rampUp = try checked(value, 0...65_000)
        case 11: rampDown = try checked(value, 0...65_000)
        case 15: reference = try checked(value, 100...59_900)
        case 99: receive(V20ControlWord(rawValue: value))
        case 100: receive(setpoint: value)
        // An address from the wire, not an enumeration of ours.
        default: throw (0...61).contains(address) || status[address] != nil ? .serverDeviceFailure : .illegalDataAddress
        }
    }

    private func checked(_ value: UInt16, _ range: ClosedRange<UInt16>) throws(ModbusException) -> UInt16 {
        guard range.contains(value) else { throw .serverDeviceFailure }
        return value
    }

    private func changed(_ bit: V20ControlWord, to value: UInt16) throws(ModbusException) -> V20ControlWord {
        try checked(value, 0...1) == 1 ? control.union(bit) : control.subtracting(bit)
    }

    private mutating func receive(_ word: V20ControlWord) {
        isControlledByPLC = word.contains(.controlByPLC)
        guard isControlledByPLC else { return }
        let acknowledges = word.contains(.acknowledge) && !control.contains(.acknowledge)
        if control.contains(.continueRamp) && !word.contains(.continueRamp) { heldSetpoint = setpoint }
        control = word
        heardProcessData()
        if acknowledges && !conditions.hasFault && !conditions.lanyardPulled { fault = nil }
    }

    private mutating func receive(setpoint word: UInt16) {
        guard isControlledByPLC else { return }
        setpoint = Int16(bitPattern: word)
        heardProcessData()
    }

    private mutating func heardProcessData() {
        hasHeardProcessData = true
        silence.restart(at: now)
    }
}
