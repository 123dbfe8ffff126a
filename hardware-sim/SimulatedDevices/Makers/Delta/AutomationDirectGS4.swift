import RigSimulation
import TreadmillControl

/// An AutomationDirect DURApulse GS4 inverter that drives the belt, set up for control by RS-485 (P3.00 and P4.00).
///
/// After the GS4 user manual, 1st edition revision A (2017), chapters 4 (P9) and 5: parameters at 0xGGnn; time-out
/// detection P9.03 to P9.05, off as shipped; P9.26 to P9.31 command the drive; status from 0x2100. Frequencies are
/// commanded in 0.01 Hz, those of the status table have one decimal ("xxx.x"). Appendix D, page D-12: the words 0x2000 to
/// 0x2002 command the drive as well; a run bit that is taken back changes nothing, only the stop bit stops.
///
/// What the manual leaves open is chosen against the host:
/// - Every request counts as communication, reading too: a host that has forgotten the belt keeps it running.
/// - The speed reference is 60.00 Hz after power-up, its default, and so is what a run command alone runs at.
/// - The run command outlives a fault: a reset with the run command still on starts the belt.
/// - A reset is what the rising of P9.30 does; while the external fault of P9.29 is 1, that comes back. Bit 1 of 0x2002,
///   which page D-12 calls the reset of an external fault, resets nothing else.
/// - The words 0x2000 to 0x2002 can only be written.
///
/// From memory: P0.04 and P1.02 with their defaults, the number of the warning, that parameters written by Modbus are
/// kept without power.
public struct AutomationDirectGS4: SimulatedBelt {
    /// Maximum output frequency P0.04, and the jog speed P5.00, Hz.
    private static let highestHertz = 60.0
    private static let jogHertz = 6.0
    /// P9.26 after power-up, 0.01 Hz.
    private static let defaultReference: UInt16 = 6000

    private let gearing: BeltGearing
    // Parameters, kept without power.
    private var treatment = DeltaTimeOutTreatment.ignore
    private var detectsTimeOut = false
    /// P9.05, 0.1 s.
    private var timeOut: UInt16 = 5
    /// P1.02, 0.01 s.
    private var decelerationTime: UInt16 = 1000
    // Commands, forgotten without power.
    private var reference = Self.defaultReference
    private var runs = false
    private var isReverse = false
    private var commandsFault = false
    private var commandsReset = false
    private var jogs = false
    /// 0x2002.
    private var faultWord: UInt16 = 0

    private var fault: DeltaFault?
    private var warns = false
    private var silence = SilenceTimer()
    private var conditions = DriveConditions()
    private var speed = 0.0
    private var now = MonotonicInstant.zero
    private var frozen: RegisterTable?
    public private(set) var watchdogTrips = 0

    /// - Parameter speedPerHertz: belt speed for each hertz of output frequency, m/s; positive.
    public init(
        parameters: BeltParameters = BeltParameters(), speedPerHertz: Double,
        commissioning: Commissioning = .asShipped
    ) {
        gearing = BeltGearing(parameters: parameters, speedPerHertz: speedPerHertz)
        switch commissioning {
        case .asShipped: break
        case .byBuilder:
            treatment = .warnAndRampToStop
            detectsTimeOut = true
            decelerationTime = BeltGearing.builtDecelerationTime
        }
    }

    public mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions
    ) -> BeltDemand {
        self.now = now
        self.conditions = conditions
        speed = sample.main
        if conditions.isUnpowered { forget() }
        if conditions.losesWatchdog { detectsTimeOut = false }
        latchFaults()
        checkSilence()
        return motion
    }

    private mutating func forget() {
        reference = Self.defaultReference
        runs = false
        isReverse = false
        commandsFault = false
        commandsReset = false
        jogs = false
        faultWord = 0
        fault = nil
        warns = false
        silence.restart(at: now)
    }

    private mutating func latchFaults() {
        if fault == nil, let cause = lastingCause { fault = cause }
    }

    /// The cause of a fault that lasts, and outlives a reset.
    private var lastingCause: DeltaFault? {
        if conditions.emergencyStopPressed { return .emergencyStop }
        if conditions.lanyardPulled || commandsFault || faultWord & 1 != 0 { return .external }
        return conditions.hasFault ? .overheat : nil
    }

    private mutating func checkSilence() {
        // P9.05 counts tenths of a second.
        let isSilent =
            detectsTimeOut && !conditions.ignoresSilence
            && silence.hasPassed(.milliseconds(Int64(timeOut) * 100), at: now)
        if conditions.tripsWatchdog, fault == nil { timeOutStop() }
        guard isSilent else { return }
        switch treatment {
        case .warnAndContinue: warns = true
        case .warnAndRampToStop, .warnAndCoastToStop: if fault == nil { timeOutStop() }
        case .ignore: break
        }
    }

    private mutating func timeOutStop() {
        fault = .communicationTimeOut
        warns = true
        watchdogTrips += 1
    }

    // MARK: The motor

    private var motion: BeltDemand {
        // Bit 2 of 0x2002 is the base block.
        if conditions.isUnpowered || faultWord & 4 != 0 { return BeltDemand(action: .coast) }
        if let fault {
            return fault == .communicationTimeOut && treatment != .warnAndCoastToStop
                ? rampToStop : BeltDemand(action: .coast)
        }
        if runs { return gearing.run(hertz: min(Double(reference) / 100, Self.highestHertz), isReverse: isReverse) }
        if jogs { return gearing.run(hertz: Self.jogHertz, isReverse: isReverse) }
        return rampToStop
    }

    private var rampToStop: BeltDemand {
        gearing.rampDown(from: Self.highestHertz, in: Double(decelerationTime) / 100)
    }

    // MARK: Registers

    public func knows(function: UInt8) -> Bool { [3, 6, 16].contains(function) }

    public mutating func hears() -> Bool {
        silence.restart(at: now)
        if fault != .communicationTimeOut { warns = false }
        return true
    }

    public mutating func freeze(_ isFrozen: Bool) { frozen = isFrozen ? frozen ?? status : nil }

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        try settings.merging(frozen ?? status) { $1 }.words(in: range)
    }

    private var settings: RegisterTable {
        [
            0x0102: decelerationTime, 0x0903: treatment.rawValue, 0x0904: detectsTimeOut ? 1 : 0, 0x0905: timeOut,
            0x091A: reference, 0x091B: runs ? 1 : 0, 0x091C: isReverse ? 1 : 0, 0x091D: commandsFault ? 1 : 0,
            0x091E: commandsReset ? 1 : 0, 0x091F: jogs ? 1 : 0,
        ]
    }

    private var status: RegisterTable {
        let hertz = gearing.hertz(atSpeed: speed)
        let error = fault?.rawValue ?? 0
        let warning = warns ? DeltaTimeOutTreatment.warning : 0
        var table: RegisterTable = [
            0x2100: error, 0x2101: statusBits.rawValue,
            0x2102: unsignedRegister(Double(reference) / 100, unit: 0.1), 0x2103: unsignedRegister(hertz, unit: 0.1),
            0x2104: isDriving ? 25 : 0, 0x2105: 3250, 0x2106: unsignedRegister(hertz * 3.8, unit: 0.1),
            0x2108: warning, 0x210C: unsignedRegister(hertz * 30, unit: 1), 0x2118: warning << 8 | error,
        ]
        for empty in [0x2107, 0x2109, 0x210A, 0x210B, 0x210D, 0x210E, 0x210F, 0x2110] { table[empty] = 0 }
        return table
    }

    private var isDriving: Bool { fault == nil && (runs || jogs) }

    private var statusBits: DeltaStatusBits {
        var bits: DeltaStatusBits = [.frequencyByCommunication, .operationByCommunication]
        if isDriving {
            bits.formUnion(reference == 0 && !jogs ? .standby : .running)
            bits.insert(.driveRuns)
            if jogs { bits.insert(.jogging) }
        } else if speed > 0.01 {
            bits.insert(.stopping)
        }
        if isReverse { bits.formUnion(.reverse) }
        return bits
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        var changed = self
        for (offset, value) in values.enumerated() { try changed.write(value, to: address + offset) }
        self = changed
    }

    private mutating func write(_ value: UInt16, to address: Int) throws(ModbusException) {
        switch address {
        case 0x0102: decelerationTime = try checked(value, 0...60_000)
        case 0x0903:
            guard let treatment = DeltaTimeOutTreatment(rawValue: value) else { throw .illegalDataValue }
            self.treatment = treatment
        case 0x0904: detectsTimeOut = try flag(value)
        case 0x0905: timeOut = try checked(value, 1...1000)
        case 0x091A: reference = try checked(value, 0...60_000)
        case 0x091B:
            // A run command while jogging, and the other way round, is answered with "illegal data value".
            guard value == 0 || !jogs else { throw .illegalDataValue }
            runs = try flag(value)
        case 0x091C: isReverse = try flag(value)
        case 0x091D: commandsFault = try flag(value)
        case 0x091E: try reset(flag(value))
        case 0x091F:
            guard value == 0 || !runs else { throw .illegalDataValue }
            jogs = try flag(value)
        case 0x2000: try obey(value)
        case 0x2001: reference = try checked(value, 0...60_000)
        case 0x2002: obey(faultWord: value)
        // An address from the wire, not an enumeration of ours.
        default: throw .illegalDataAddress
        }
        latchFaults()
    }

    /// Bits 0 and 1 stop, run and jog; bits 4 and 5 are the direction.
    private mutating func obey(_ command: UInt16) throws(ModbusException) {
        let motion = command & 3
        // As with P9.27 and P9.31: not the one while the other is on.
        guard !(motion == 2 && jogs), !(motion == 3 && runs) else { throw .illegalDataValue }
        let direction = command >> 4 & 3
        if direction == 1 || direction == 2 { isReverse = direction == 2 }
        guard motion != 0 else { return }
        runs = motion == 2
        jogs = motion == 3
    }

    private mutating func obey(faultWord word: UInt16) {
        let resets = word & 2 != 0 && faultWord & 2 == 0
        faultWord = word
        if resets && fault == .external && lastingCause == nil { fault = nil }
    }

    private mutating func reset(_ isOn: Bool) {
        if isOn && !commandsReset && lastingCause == nil {
            fault = nil
            warns = false
        }
        commandsReset = isOn
    }

    private func checked(_ value: UInt16, _ range: ClosedRange<UInt16>) throws(ModbusException) -> UInt16 {
        guard range.contains(value) else { throw .illegalDataValue }
        return value
    }

    private func flag(_ value: UInt16) throws(ModbusException) -> Bool { try checked(value, 0...1) == 1 }
}
