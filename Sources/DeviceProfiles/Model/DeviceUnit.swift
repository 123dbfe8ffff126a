/// The unit in which a channel of a device counts, once scale and offset are applied.
public enum DeviceUnit: String, CaseIterable, Equatable, Sendable {
    case none = ""
    case metersPerSecond = "m/s"
    case millimetersPerSecond = "mm/s"
    case metersPerSecondSquared = "m/s2"
    case hertz = "Hz"
    case percent = "%"
    case revolutionsPerMinute = "rpm"
    case meter = "m"
    case millimeter = "mm"
    case newton = "N"
    /// A mass that stands for its weight, as load cells show it.
    case kilogram = "kg"
    case count
    case millisecond = "ms"
    case second = "s"
    case ampere = "A"
    case volt = "V"
    case degreeCelsius = "degC"

    /// What is measured in this unit.
    public enum Quantity: Equatable, Sendable {
        case speed, length, force, time, acceleration
        /// Of the device's own making: a rig says what it stands for.
        case ownCount
        case other
    }

    public var quantity: Quantity {
        switch self {
        case .metersPerSecond, .millimetersPerSecond: .speed
        case .metersPerSecondSquared: .acceleration
        case .meter, .millimeter: .length
        case .newton, .kilogram: .force
        case .millisecond, .second: .time
        case .hertz, .percent, .revolutionsPerMinute, .count: .ownCount
        case .none, .ampere, .volt, .degreeCelsius: .other
        }
    }

    /// What one of it is in SI: m/s, m/s², m, N, s. 1 where it stands for no SI quantity of ours.
    public var inSI: Double {
        switch self {
        case .millimetersPerSecond, .millimeter, .millisecond: 0.001
        // Standard gravity, CGPM 1901.
        case .kilogram: 9.80665
        case .none, .metersPerSecond, .metersPerSecondSquared, .hertz, .percent, .revolutionsPerMinute, .meter, .newton,
            .count, .second, .ampere, .volt, .degreeCelsius:
            1
        }
    }
}
