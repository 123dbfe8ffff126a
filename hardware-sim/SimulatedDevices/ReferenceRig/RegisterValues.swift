import DeviceProtocols
import TreadmillControl

/// The register for a measured value: rounded to the nearest count, saturating at the range of a signed register.
func measuredRegister(_ value: Double, unit: Double) -> UInt16 {
    UInt16(bitPattern: Int16(min(max((value / unit).rounded(), -32768), 32767)))
}

/// `register` unchanged if the setpoint it holds is within `range`, else the refusal of the device.
func accepted(
    _ register: UInt16, unit: Double, within range: ClosedRange<Double>
) throws(ModbusException) -> UInt16 {
    let value = Double(RegisterCoding.signed16(register)) * unit
    // Half a count of tolerance: a limit itself must be writable.
    guard value >= range.lowerBound - unit / 2, value <= range.upperBound + unit / 2 else { throw .illegalDataValue }
    return register
}

/// The sample counter of a device: milliseconds from its start to its newest sample, in 16 bits.
struct SampleCounter: Sendable {
    private var start: MonotonicInstant?

    mutating func register(for sampledAt: MonotonicInstant) -> UInt16 {
        let begin = start ?? sampledAt
        start = begin
        return UInt16(truncatingIfNeeded: (sampledAt - begin).nanoseconds / 1_000_000)
    }

    mutating func restart() { start = nil }
}
