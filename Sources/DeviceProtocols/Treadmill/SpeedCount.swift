import TreadmillControl

/// The unit in which a serial treadmill counts speed. The wire does not show it, so a rig must state it.
public enum SpeedCount: Sendable, CaseIterable {
    case tenthsOfMilesPerHour
    case tenthsOfKilometersPerHour

    /// Whole tenths for `speed`, 0...9998, rounded down, so that the belt is never asked to run faster than was admitted.
    public func tenths(for speed: BeltSpeed) -> Int {
        let units: Double
        switch self {
        case .tenthsOfMilesPerHour: units = speed.milesPerHour
        case .tenthsOfKilometersPerHour: units = speed.kilometersPerHour
        }
        return DecimalDigits.wholeTenths(units, upTo: 9998)
    }

    /// The speed of so many tenths.
    public func speed(tenths: Int) -> BeltSpeed {
        switch self {
        case .tenthsOfMilesPerHour: .milesPerHour(Double(tenths) / 10)
        case .tenthsOfKilometersPerHour: .kilometersPerHour(Double(tenths) / 10)
        }
    }
}
