import RigSimulation
import TreadmillControl

/// A Pavone Sistemi DAT 400 weight transmitter (sold by Precise Instrument, too).
///
/// Status bits, commands and what bit 6 means are those of the DAT 400 manual, tables A and D. The addresses are those
/// of the holding registers of its sisters DAT 700 and DAT 1400 ("List of the Modbus protocol holding registers"):
/// numbers from 1, so that the status is at 0 on the wire; the most significant word comes first; data and command
/// registers are 501 to 503. Weights are integers without a decimal point. Function codes 3 and 16, from memory.
///
/// What the manuals leave open is chosen against the host:
/// - A write to the command register alone is a command; unknown ones are refused with exception 3.
/// - The semi-automatic zero and the tare are taken only of a weight that stands still and is not in error, the zero
///   only within 2 % of the range of what it was; otherwise nothing happens and nobody says so.
/// - While the weight is in error the last good one is shown: only bit 6 tells.
/// - Zero and tare are forgotten without power, for nobody wrote 0x0020.
///
/// Set-points, inputs, outputs, calibration and parameters are not simulated; the command 0x0020 does nothing.
public struct PavoneDAT400: SimulatedLoadCellAmplifier {
    /// Bits of the status register (table A).
    private enum Status {
        static let zeroCenter: UInt16 = 1 << 0
        static let stable: UInt16 = 1 << 1
        static let zeroBand: UInt16 = 1 << 2
        static let tareEntered: UInt16 = 1 << 3
        static let underload: UInt16 = 1 << 4
        static let overload: UInt16 = 1 << 5
        static let offRange: UInt16 = 1 << 6
    }

    /// How far the semi-automatic zero may be from that of the calibration, as a share of the range; and the zero band
    /// in divisions. From memory.
    private static let zeroRange = 0.02
    private static let zeroBand = 10.0

    private let newtonsPerCount: Double
    private let range: Double
    private var stillness: StillnessDetector
    private var weight = 0.0
    private var zero = 0.0
    private var tare: Double?
    private var peak = 0.0
    private var isOverloaded = false
    private var isUnderloaded = false
    private var isOffRange = false

    /// - Parameters:
    ///   - newtonsPerCount: force for one count, N; positive.
    ///   - range: the range of the cell.
    public init(newtonsPerCount: Double, range: Force = .newtons(2000)) {
        self.newtonsPerCount = newtonsPerCount
        self.range = range.newtons / newtonsPerCount
        // A setting of the amplifier: within 10 N for a second.
        stillness = StillnessDetector(band: 10 / newtonsPerCount, time: .milliseconds(1000))
    }

    public mutating func take(_ sample: DeviceSample, at now: MonotonicInstant, conditions: AmplifierConditions) {
        if conditions.isUnpowered {
            zero = 0
            tare = nil
            peak = 0
        }
        let measured = sample.main / newtonsPerCount
        isOverloaded = conditions.isOverloaded || measured > range
        isUnderloaded = measured < -range
        isOffRange = conditions.hasFault || isOverloaded || isUnderloaded
        if !isOffRange { weight = measured }
        stillness.take(weight, at: now)
        peak = max(peak, gross)
    }

    private var gross: Double { weight - zero }
    private var net: Double { gross - (tare ?? 0) }

    private var status: UInt16 {
        (abs(gross) < 0.25 ? Status.zeroCenter : 0) | (isStable ? Status.stable : 0)
            | (abs(gross) <= Self.zeroBand ? Status.zeroBand : 0) | (tare == nil ? 0 : Status.tareEntered)
            | (isUnderloaded ? Status.underload : 0) | (isOverloaded ? Status.overload : 0)
            | (isOffRange ? Status.offRange : 0)
    }

    private var isStable: Bool { stillness.isStill && !isOffRange }

    public func knows(function: UInt8) -> Bool { [3, 16].contains(function) }

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        var table: RegisterTable = [0: status, 7: 0, 8: 0]
        table.put(signedCounts(gross, unit: 1), at: 1)
        table.put(signedCounts(net, unit: 1), at: 3)
        table.put(signedCounts(peak, unit: 1), at: 5)
        return try table.words(in: range)
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        guard address >= 500 && address + values.count <= 503 else { throw .illegalDataAddress }
        guard address + values.count == 503, let value = values.last else { return }
        switch value {
        case 0x0000, 0x0020: break
        case 0x0001: if isStable && abs(weight) <= Self.zeroRange * range { zero = weight }
        case 0x0002: if isStable { tare = gross }
        case 0x0003: peak = gross
        // A value from the wire, not an enumeration of ours.
        default: throw .illegalDataValue
        }
    }
}
