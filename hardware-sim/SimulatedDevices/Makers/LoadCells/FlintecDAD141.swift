import RigSimulation
import TreadmillControl

/// A Flintec DAD 141.1 load cell amplifier, calibrated in any unit.
///
/// After "DAD 141.1 Technical Manual Modbus Communication", revision 2.3 (June 2014): function codes 3 and 4 read the
/// same registers, 6 writes 16-bit values, 16 writes those of 32 bits. Integers are the weight without its decimal
/// point, floats the weight; the high word comes first, as the table has it for the firmware version at 0x202E.
///
/// What the manual leaves open is chosen against the host:
/// - A read must begin at an index of the table and be as long as what stands there: gross and net at once are to be
///   had from the combined results only, and half a float from nowhere.
/// - Zero and tare are forgotten without power. Both are taken whether the weight stands still or not.
/// - A weight out of range reads as the end of the range. A broken cell reads as the lower end, under range.
/// - The average is 0 before a trigger, and after it what was measured at the trigger.
///
/// Set-points, parameters and the device status, whose bits are not in that manual, are not simulated.
public struct FlintecDAD141: SimulatedLoadCellAmplifier {
    /// Bits of the qualifier, 0x2060.
    private enum Qualifier {
        static let underRange: UInt16 = 0x0001
        static let overRange: UInt16 = 0x0002
        static let noMotion: UInt16 = 0x0010
        static let tareSet: UInt16 = 0x0020
    }

    private let newtonsPerCount: Double
    private let countsPerUnit: Double
    private let range: Double
    private var stillness: StillnessDetector
    private var weight = 0.0
    private var zero = 0.0
    private var tare: Double?
    private var average = 0.0
    private var underRange = false
    private var overRange = false

    /// - Parameters:
    ///   - newtonsPerCount: force for one count of the integers, N; positive.
    ///   - decimals: places after the decimal point that the integers lack.
    ///   - range: the largest force of either sign that can be shown.
    public init(newtonsPerCount: Double, decimals: Int = 1, range: Force = .newtons(2000)) {
        self.newtonsPerCount = newtonsPerCount
        countsPerUnit = (0..<min(max(decimals, 0), 4)).reduce(1) { power, _ in power * 10 }
        self.range = range.newtons / newtonsPerCount
        // A setting of the amplifier: within 10 N for a second.
        stillness = StillnessDetector(band: 10 / newtonsPerCount, time: .milliseconds(1000))
    }

    public mutating func take(_ sample: DeviceSample, at now: MonotonicInstant, conditions: AmplifierConditions) {
        if conditions.isUnpowered {
            zero = 0
            tare = nil
            average = 0
        }
        let measured = conditions.hasFault ? -range : sample.main / newtonsPerCount
        weight = min(max(measured, -range), range)
        underRange = conditions.hasFault || measured < -range
        overRange = !conditions.hasFault && (conditions.isOverloaded || measured > range)
        stillness.take(weight, at: now)
    }

    /// Gross and net weight in counts.
    private var gross: Double { weight - zero }
    private var net: Double { gross - (tare ?? 0) }

    private var qualifier: UInt16 {
        (underRange ? Qualifier.underRange : 0) | (overRange ? Qualifier.overRange : 0)
            | (stillness.isStill ? Qualifier.noMotion : 0) | (tare == nil ? 0 : Qualifier.tareSet)
    }

    public func knows(function: UInt8) -> Bool { [3, 4, 6, 16].contains(function) }

    public func readInputRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        try readHoldingRegisters(range)
    }

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        guard let words = words(at: range.lowerBound), words.count == range.count else { throw .illegalDataAddress }
        return words
    }

    /// What stands at an index of the table.
    private func words(at index: Int) -> [UInt16]? {
        switch index {
        case 0x2000: float(gross)
        case 0x2002: float(net)
        case 0x2008: float(average)
        case 0x2020: integer(gross)
        case 0x2022: integer(net)
        case 0x2028: integer(average)
        // Major version 23, minor version 2, as in the manual's example.
        case 0x202E: [0, 0x0217]
        case 0x2034: [0x0001, 0x86A0]
        case 0x2060: [qualifier]
        case 0x3300: integer(gross) + integer(net) + [qualifier]
        case 0x3500: float(gross) + float(net) + [qualifier]
        // An address from the wire, not an enumeration of ours.
        default: nil
        }
    }

    private func integer(_ counts: Double) -> [UInt16] {
        let bits = UInt32(bitPattern: signedCounts(counts, unit: 1))
        return [UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits)]
    }

    private func float(_ counts: Double) -> [UInt16] {
        let bits = Float(counts / countsPerUnit).bitPattern
        return [UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits)]
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        guard values.count == 1, let value = values.first else { throw .illegalDataAddress }
        switch address {
        case 0x2061: command(value)
        case 0x2062:
            guard value == 0x0080 else { throw .illegalDataValue }
            average = gross
        // An address from the wire, not an enumeration of ours.
        default: throw .illegalDataAddress
        }
    }

    /// The bit commands: reset zero, set zero, reset tare, set tare. Maximum and hold are taken and do nothing.
    private mutating func command(_ bits: UInt16) {
        if bits & 0x01 != 0 { zero = 0 }
        if bits & 0x02 != 0 { zero = weight }
        if bits & 0x04 != 0 { tare = nil }
        if bits & 0x08 != 0 { tare = gross }
    }
}
