/// What the readings of a device stand for in the machine that it is built into.
public struct Calibration: Equatable, Sendable {
    /// SI per unit of the channel (m/s per Hz, N per count); where the channel has a unit of SI, a factor beside it,
    /// such as that of a block and tackle.
    public var factor: Double
    /// The reading of an empty rope, in the channel's unit; of load cells.
    public var zero: Double

    public init(factor: Double = 1, zero: Double = 0) {
        self.factor = factor
        self.zero = zero
    }

    /// In SI: m/s, m, N.
    public func si(_ value: Double, in unit: DeviceUnit) -> Double { (value - zero) * unit.inSI * factor }

    /// What the device is to be told for a quantity in SI.
    public func value(ofSI quantity: Double, in unit: DeviceUnit) -> Double { quantity / (unit.inSI * factor) + zero }
}
