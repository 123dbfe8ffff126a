import RigSimulation
import TreadmillControl

/// A Hitachi WJ200 inverter that drives the belt, set up for control by Modbus (A001 = A002 = 03).
///
/// After the WJ200 instruction manual NT325X, appendix B: numbers of coils and registers are one more than on the wire;
/// function codes 1, 3, 5, 6, 15 and 16; at most 32 coils or 16 registers at once; coils beyond the list read as 0;
/// exceptions 1 to 3, 0x21 for a value out of range, 0x22 for what the inverter does not permit, which writing to a
/// register during a trip and to what is read only is. After a trip reset the drive is deaf for a second (as every
/// driver of it that we know waits). What is written is kept without power only after 1 was written to register 0902h
/// and then to 0900h (Omron MX2 manual, which is the same drive).
///
/// What the manual leaves open is chosen against the host:
/// - Every request counts as communication, reading too.
/// - The run coil outlives a trip: a reset with it still on starts the belt, as the manual warns of the reset terminal.
/// - After a time-out that does not trip, the drive runs again with the next request, if its run coil is on.
/// - The two halves of the frequency are set one by one; the upper one is 0 unless written.
/// - A value that is out of range in a block leaves the whole block undone.
///
/// From memory: the registers of C076, C077, F002 and F003, the codes of trips, the default of F003.
public struct HitachiWJ200: SimulatedBelt {
    private struct Settings: Sendable {
        /// C076.
        var reaction = WJ200CommunicationError.ignore
        /// C077, 0.01 s; 0 is off.
        var timeOut: UInt16 = 0
        /// F003, 0.01 s.
        var decelerationTime: UInt16 = 1000
    }

    /// Wire addresses: numbers of the manual less one.
    private enum Address {
        static let statusCoils = 0x000E..<0x0058
        static let frequencyHigh = 0x0000
        static let frequencyLow = 0x0001
        static let storing = 0x08FF
        static let storingMode = 0x0901
        static let decelerationLow = 0x1105
        static let reaction = 0x138F
        static let timeOut = 0x1390
    }

    /// Maximum frequency A004, Hz.
    private static let highestHertz = 60.0
    private static let longestRead = 16
    private static let mostCoils = 32
    private static let deafness = TimeSpan.milliseconds(1000)

    private let gearing: BeltGearing
    private var settings = Settings()
    private var stored = Settings()
    private var maySettingsBeStored = false
    private var frequency: (high: UInt16, low: UInt16) = (0, 0)
    private var runs = false
    private var isReverse = false
    private var tripCommanded = false
    private var resetCommanded = false
    private var trip: WJ200Trip?
    private var trips: UInt16 = 0
    private var lastTrip: WJ200Trip?
    private var isTimedOut = false
    private var deafUntil: MonotonicInstant?
    private var silence = SilenceTimer()
    private var conditions = DriveConditions()
    private var speed = 0.0
    private var now = MonotonicInstant.zero
    private var frozen: (coils: [Bool], registers: RegisterTable)?
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
            stored.reaction = .decelerateAndTrip
            stored.timeOut = 50
            stored.decelerationTime = BeltGearing.builtDecelerationTime
            settings = stored
        }
    }

    public mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions
    ) -> BeltDemand {
        self.now = now
        self.conditions = conditions
        speed = sample.main
        if conditions.isUnpowered { forget() }
        if conditions.losesWatchdog { settings.timeOut = 0 }
        latchTrips()
        checkSilence()
        return motion
    }

    private mutating func forget() {
        settings = stored
        maySettingsBeStored = false
        frequency = (0, 0)
        runs = false
        isReverse = false
        tripCommanded = false
        resetCommanded = false
        trip = nil
        isTimedOut = false
        deafUntil = nil
        silence.restart(at: now)
    }

    private mutating func latchTrips() { if let cause = lastingCause { latch(cause) } }

    private mutating func latch(_ cause: WJ200Trip) {
        guard trip == nil else { return }
        trip = cause
        lastTrip = cause
        trips &+= 1
    }

    /// The cause of a trip that lasts, and outlives a reset.
    private var lastingCause: WJ200Trip? {
        if conditions.emergencyStopPressed { return .safeStop }
        if conditions.lanyardPulled || tripCommanded { return .external }
        return conditions.hasFault ? .thermal : nil
    }

    private mutating func checkSilence() {
        // C077 counts hundredths of a second.
        let isSilent =
            settings.timeOut > 0 && settings.reaction != .ignore && !conditions.ignoresSilence
            && silence.hasPassed(.milliseconds(Int64(settings.timeOut) * 10), at: now)
        if isSilent || conditions.tripsWatchdog, !isTimedOut, trip == nil {
            isTimedOut = true
            watchdogTrips += 1
        }
        guard isTimedOut else { return }
        switch settings.reaction {
        case .trip: latch(.communication)
        case .decelerateAndTrip: if speed < 0.01 { latch(.communication) }
        case .ignore, .freeRun, .decelerate: break
        }
    }

    // MARK: The motor

    private var motion: BeltDemand {
        if conditions.isUnpowered || trip != nil { return BeltDemand(action: .coast) }
        if isTimedOut {
            switch settings.reaction {
            case .trip, .freeRun: return BeltDemand(action: .coast)
            case .decelerateAndTrip, .decelerate, .ignore: return rampToStop
            }
        }
        return runs ? gearing.run(hertz: min(hertz, Self.highestHertz), isReverse: isReverse) : rampToStop
    }

    private var rampToStop: BeltDemand {
        gearing.rampDown(from: Self.highestHertz, in: Double(settings.decelerationTime) / 100)
    }

    /// The frequency commanded, Hz.
    private var hertz: Double { (Double(frequency.high) * 65536 + Double(frequency.low)) / 100 }

    private var isDriving: Bool { runs && trip == nil && !isTimedOut }

    // MARK: Coils

    public func knows(function: UInt8) -> Bool { [1, 3, 5, 6, 15, 16].contains(function) }

    public mutating func hears() -> Bool {
        if let deafUntil, now < deafUntil { return false }
        silence.restart(at: now)
        // A deceleration that ends in a trip is not called off.
        if settings.reaction != .decelerateAndTrip { isTimedOut = false }
        return true
    }

    public mutating func freeze(_ isFrozen: Bool) {
        frozen = isFrozen ? frozen ?? (statusCoils, statusRegisters) : nil
    }

    public func readCoils(_ range: Range<Int>) throws(ModbusException) -> [Bool] {
        guard range.count <= Self.mostCoils else { throw .illegalDataValue }
        let shown = frozen?.coils ?? statusCoils
        return range.map { address in
            switch address {
            case 0: runs
            case 1: isReverse
            case 2: tripCommanded
            case 3: resetCommanded
            // An address from the wire, not an enumeration of ours.
            default: Address.statusCoils.contains(address) && shown[address - Address.statusCoils.lowerBound]
            }
        }
    }

    /// The coils from number 000Fh on.
    private var statusCoils: [Bool] {
        var coils = [Bool](repeating: false, count: Address.statusCoils.count)
        let measured = gearing.hertz(atSpeed: speed)
        let isMoving = isDriving || speed > 0.01
        let isAtSpeed = isDriving && abs(measured - hertz) <= 1
        coils[0x00] = isMoving
        coils[0x01] = isReverse
        coils[0x02] = trip == nil && !conditions.isUnpowered
        coils[0x04] = isMoving
        coils[0x05] = isAtSpeed
        coils[0x09] = trip != nil
        coils[0x0A] = isAtSpeed
        coils[0x19] = !isMoving
        return coils
    }

    public mutating func writeCoils(_ values: [Bool], at address: Int) throws(ModbusException) {
        guard values.count <= Self.mostCoils else { throw .illegalDataValue }
        guard address + values.count <= 4 else {
            throw address < Address.statusCoils.upperBound ? .hitachiNotPermitted : .illegalDataAddress
        }
        for (offset, value) in values.enumerated() { setCoil(address + offset, value) }
        latchTrips()
    }

    private mutating func setCoil(_ address: Int, _ value: Bool) {
        switch address {
        case 0: runs = value
        case 1: isReverse = value
        case 2: tripCommanded = value
        // The only one left.
        default:
            if value && !resetCommanded { resetTrip() }
            resetCommanded = value
        }
    }

    private mutating func resetTrip() {
        let until = now + Self.deafness
        deafUntil = until
        // Counted in its deafness, the time-out would trip the drive before any host could speak to it.
        silence.restart(at: until)
        isTimedOut = false
        if lastingCause == nil { trip = nil }
    }

    // MARK: Registers

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        guard range.count <= Self.longestRead else { throw .illegalDataValue }
        let parameters: RegisterTable = [
            Address.frequencyHigh: frequency.high, Address.frequencyLow: frequency.low,
            Address.decelerationLow - 1: 0, Address.decelerationLow: settings.decelerationTime,
            Address.reaction: settings.reaction.rawValue, Address.timeOut: settings.timeOut,
        ]
        return try parameters.merging(frozen?.registers ?? statusRegisters) { $1 }.words(in: range)
    }

    private var statusRegisters: RegisterTable {
        let measured = unsignedRegister(gearing.hertz(atSpeed: speed), unit: 0.01)
        let isMoving = isDriving || speed > 0.01
        let state: UInt16 = trip == nil ? (isMoving ? 3 : 2) : 8
        return [
            // Inverter status A and B; the trip counter and the factor of the last trip.
            0x0002: state, 0x0003: trip == nil ? (isMoving ? 1 : 0) : 2, 0x0010: trips, 0x0011: lastTrip?.rawValue ?? 0,
            // Output frequency, current and direction.
            0x1000: 0, 0x1001: measured, 0x1002: isDriving ? 25 : 0, 0x1003: isMoving ? (isReverse ? 2 : 1) : 0,
        ]
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        guard values.count <= Self.longestRead else { throw .illegalDataValue }
        guard trip == nil else { throw .hitachiNotPermitted }
        var changed = self
        for (offset, value) in values.enumerated() { try changed.write(value, to: address + offset) }
        guard changed.hertz <= 400 else { throw .hitachiOutOfRange }
        self = changed
    }

    private mutating func write(_ value: UInt16, to address: Int) throws(ModbusException) {
        switch address {
        case Address.frequencyHigh: frequency.high = value
        case Address.frequencyLow: frequency.low = value
        case Address.storingMode: maySettingsBeStored = value == 1
        case Address.storing:
            if value == 1 && maySettingsBeStored { stored = settings }
            maySettingsBeStored = false
        case Address.decelerationLow - 1: if value != 0 { throw .hitachiOutOfRange }
        case Address.decelerationLow:
            guard value > 0 else { throw .hitachiOutOfRange }
            settings.decelerationTime = value
        case Address.reaction:
            guard let reaction = WJ200CommunicationError(rawValue: value) else { throw .hitachiOutOfRange }
            settings.reaction = reaction
        case Address.timeOut:
            guard value <= 9999 else { throw .hitachiOutOfRange }
            settings.timeOut = value
        // An address from the wire, not an enumeration of ours.
        default: throw statusRegisters[address] == nil ? .illegalDataAddress : .hitachiNotPermitted
        }
    }
}
