import RigSimulation
import TreadmillControl

/// A Delta MS300 inverter that drives the belt, set up for control by RS-485 (Pr. 00-20 and 00-21).
///
/// After the MS300 user manual, appendix A "Modbus protocol": function codes 3, 6 and 16; parameters at 0xGGnn; the
/// command registers 0x2000 to 0x2002 can only be written; status from 0x2100; frequencies in 0.01 Hz; at most twenty
/// registers at once; exceptions 1 to 4. The time-out is off as shipped and only the treatments 0 to 2 act (VFD-E
/// manual, Pr. 09-02 and 09-03). As shipped the drive speaks ASCII (Pr. 09-04 = 1) and is silent on an RTU line.
///
/// What the manual leaves open is chosen against the host:
/// - Every request counts as communication, reading too.
/// - A command that says "no function" leaves things as they are; only "stop" stops.
/// - Stop and run are what was written last, and a fault ends the run; the base block does not: once it is taken back
///   the drive goes on (the manual says so).
/// - A reset is what the rising of bit 1 of 0x2002 does; while bit 0 is 1, the external fault comes back.
/// - Writing Pr. 09-04 acts at once: a drive that was told to speak ASCII is lost to its host.
///
/// From memory: Pr. 01-00, 01-13, 09-02 and 09-04 with their defaults, the numbers of faults and warning, that
/// parameters written by Modbus are kept without power.
public struct DeltaMS300: SimulatedBelt {
    /// Maximum frequency Pr. 01-00, Hz.
    private static let highestHertz = 60.0
    private static let jogHertz = 6.0
    private static let longestBlock = 20
    /// Pr. 09-04: 7N2 in ASCII, and 8N1 in RTU.
    private static let asShipped: UInt16 = 1
    private static let rtu8N1: UInt16 = 12

    private let gearing: BeltGearing
    // Parameters, kept without power.
    private var treatment = DeltaTimeOutTreatment.ignore
    /// Pr. 09-03, 0.1 s; 0 is off.
    private var timeOut: UInt16 = 0
    private var protocolSetting: UInt16
    /// Pr. 01-13, 0.01 s.
    private var decelerationTime: UInt16 = 1000
    // Commands, forgotten without power.
    private var runs = false
    private var jogs = false
    private var isReverse = false
    private var frequency: UInt16 = 0
    private var faultCommand: UInt16 = 0

    private var fault: DeltaFault?
    private var warns = false
    private var silence = SilenceTimer()
    private var conditions = DriveConditions()
    private var speed = 0.0
    private var now = MonotonicInstant.zero
    private var frozen: RegisterTable?
    public private(set) var watchdogTrips = 0

    /// - Parameters:
    ///   - speedPerHertz: belt speed for each hertz of output frequency, m/s; positive.
    ///   - isASCII: as shipped, and silent on an RTU line; otherwise it was set to RTU, and to nothing else.
    public init(parameters: BeltParameters = BeltParameters(), speedPerHertz: Double, isASCII: Bool = false) {
        gearing = BeltGearing(parameters: parameters, speedPerHertz: speedPerHertz)
        protocolSetting = isASCII ? Self.asShipped : Self.rtu8N1
    }

    /// - Parameter speedPerHertz: belt speed for each hertz of output frequency, m/s; positive.
    public init(
        parameters: BeltParameters = BeltParameters(), speedPerHertz: Double, commissioning: Commissioning
    ) {
        switch commissioning {
        case .asShipped: self.init(parameters: parameters, speedPerHertz: speedPerHertz, isASCII: true)
        case .byBuilder:
            self.init(parameters: parameters, speedPerHertz: speedPerHertz)
            treatment = .warnAndRampToStop
            timeOut = 5
            decelerationTime = BeltGearing.builtDecelerationTime
        }
    }

    /// Settings 1 to 11 are ASCII.
    public var isASCII: Bool { protocolSetting < Self.rtu8N1 }

    public mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions
    ) -> BeltDemand {
        self.now = now
        self.conditions = conditions
        speed = sample.main
        if conditions.isUnpowered { forget() }
        if conditions.losesWatchdog { timeOut = 0 }
        latchFaults()
        checkSilence()
        return motion
    }

    private mutating func forget() {
        endRun()
        isReverse = false
        frequency = 0
        faultCommand = 0
        fault = nil
        warns = false
        silence.restart(at: now)
    }

    private mutating func endRun() {
        runs = false
        jogs = false
    }

    private mutating func latchFaults() {
        guard fault == nil, let cause = lastingCause else { return }
        fault = cause
        endRun()
    }

    /// The cause of a fault that lasts, and outlives a reset.
    private var lastingCause: DeltaFault? {
        if conditions.emergencyStopPressed { return .emergencyStop }
        if conditions.lanyardPulled || faultCommand & 1 != 0 { return .external }
        return conditions.hasFault ? .overheat : nil
    }

    private mutating func checkSilence() {
        // Pr. 09-03 counts tenths of a second.
        let isSilent =
            timeOut > 0 && !conditions.ignoresSilence && silence.hasPassed(.milliseconds(Int64(timeOut) * 100), at: now)
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
        endRun()
        watchdogTrips += 1
    }

    // MARK: The motor

    private var isBaseBlocked: Bool { faultCommand & 4 != 0 }

    private var motion: BeltDemand {
        if conditions.isUnpowered || isBaseBlocked { return BeltDemand(action: .coast) }
        if let fault {
            return fault == .communicationTimeOut && treatment != .warnAndCoastToStop
                ? rampToStop : BeltDemand(action: .coast)
        }
        guard runs else { return rampToStop }
        let hertz = jogs ? Self.jogHertz : Double(frequency) / 100
        return gearing.run(hertz: min(hertz, Self.highestHertz), isReverse: isReverse)
    }

    private var rampToStop: BeltDemand {
        gearing.rampDown(from: Self.highestHertz, in: Double(decelerationTime) / 100)
    }

    // MARK: Registers

    public func knows(function: UInt8) -> Bool { [3, 6, 16].contains(function) }

    public mutating func hears() -> Bool {
        guard !isASCII else { return false }
        silence.restart(at: now)
        warns = false
        return true
    }

    public mutating func freeze(_ isFrozen: Bool) { frozen = isFrozen ? frozen ?? status : nil }

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        guard range.count <= Self.longestBlock else { throw .illegalDataValue }
        let settings: RegisterTable = [
            0x010D: decelerationTime, 0x0902: treatment.rawValue, 0x0903: timeOut, 0x0904: protocolSetting,
        ]
        return try settings.merging(frozen ?? status) { $1 }.words(in: range)
    }

    private var status: RegisterTable {
        let hertz = gearing.hertz(atSpeed: speed)
        let warning = warns ? DeltaTimeOutTreatment.warning : 0
        return [
            0x2100: warning << 8 | (fault?.rawValue ?? 0), 0x2101: statusBits.rawValue, 0x2102: frequency,
            0x2103: unsignedRegister(hertz, unit: 0.01), 0x2104: isDriving ? 250 : 0, 0x2105: 3250,
            0x2106: unsignedRegister(hertz * 3.8, unit: 0.1), 0x2107: 0, 0x2108: 0, 0x2109: 0, 0x210A: 0, 0x210B: 0,
            0x210C: unsignedRegister(hertz * 30, unit: 1),
        ]
    }

    private var isDriving: Bool { runs && fault == nil && !isBaseBlocked }

    private var statusBits: DeltaStatusBits {
        var bits: DeltaStatusBits = [.frequencyByCommunication, .operationByCommunication]
        if isDriving {
            bits.formUnion(frequency == 0 && !jogs ? .standby : .running)
            if jogs { bits.insert(.jogging) }
        } else if speed > 0.01 {
            bits.insert(.stopping)
        }
        if isReverse { bits.formUnion(.reverse) }
        return bits
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        guard values.count <= Self.longestBlock else { throw .illegalDataValue }
        var changed = self
        for (offset, value) in values.enumerated() { try changed.write(value, to: address + offset) }
        self = changed
    }

    private mutating func write(_ value: UInt16, to address: Int) throws(ModbusException) {
        switch address {
        case 0x010D: decelerationTime = try checked(value, 0...60_000)
        case 0x0902:
            guard let treatment = DeltaTimeOutTreatment(rawValue: value) else { throw .illegalDataValue }
            self.treatment = treatment
        case 0x0903: timeOut = try checked(value, 0...1000)
        case 0x0904: protocolSetting = try checked(value, 1...17)
        case 0x2000: obey(value)
        case 0x2001: frequency = try checked(value, 0...59_900)
        case 0x2002: obey(faultCommand: value)
        // An address from the wire, not an enumeration of ours.
        default: throw status[address] == nil ? .illegalDataAddress : .serverDeviceFailure
        }
    }

    /// The command register: bits 0 and 1 stop, run and jog, bits 4 and 5 the direction.
    private mutating func obey(_ command: UInt16) {
        switch command >> 4 & 3 {
        case 1: isReverse = false
        case 2: isReverse = true
        case 3: isReverse.toggle()
        // Two bits from the wire, not an enumeration of ours.
        default: break
        }
        switch command & 3 {
        case 1: endRun()
        case 2 where fault == nil:
            runs = true
            jogs = false
        case 3 where fault == nil:
            runs = true
            jogs = true
        // Two bits from the wire, not an enumeration of ours.
        default: break
        }
    }

    private mutating func obey(faultCommand value: UInt16) {
        let resets = value & 2 != 0 && faultCommand & 2 == 0
        faultCommand = value
        if resets && lastingCause == nil {
            fault = nil
            warns = false
        }
        latchFaults()
    }

    private func checked(_ value: UInt16, _ range: ClosedRange<UInt16>) throws(ModbusException) -> UInt16 {
        guard range.contains(value) else { throw .illegalDataValue }
        return value
    }
}
