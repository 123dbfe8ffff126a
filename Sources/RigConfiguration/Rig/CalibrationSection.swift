import DeviceProfiles
import StrictYAML

/// Reads what the readings of a device stand for in this machine.
struct CalibrationSection {
    let profile: DeviceProfile

    /// `nil` when it is wrong.
    func calibration(_ mapping: YAMLMapping) -> Calibration? {
        let unit = profile.channel(for: profile.role.mainSignal)?.unit ?? .none
        guard mapping.has("calibration") else {
            guard unit.quantity == .ownCount else { return Calibration() }
            mapping.note(
                "the profile counts in \(unit.rawValue), and nothing says what that is here",
                remedy: "add calibration: {reading: \(unit.rawValue) as measured, \(quantity): what it was}")
            return nil
        }
        return mapping.required(group: "calibration") { read($0, unit) }
    }

    private func read(_ mapping: YAMLMapping, _ unit: DeviceUnit) -> Calibration? {
        let reading = mapping.required("reading", .number(in: -1e9...1e9, unit: unit.rawValue))
        let quantity = mapping.required(quantity, .number(in: 0.001...100_000))
        let zero = profile.role == .loadCell ? mapping.optional("zero", .number(in: -1e9...1e9), default: 0) : 0
        guard let reading, let quantity, let zero else { return nil }
        // A load cell may count downwards; a belt that does would run backwards.
        guard reading != zero, profile.role == .loadCell || reading > 0 else {
            mapping.note(
                "a reading of \(reading.plain) stands for no \(self.quantity)",
                remedy: "measure at a reading well away from that of rest", key: "reading")
            return nil
        }
        let factor = quantity / ((reading - zero) * unit.inSI)
        guard unit.quantity == .ownCount || Self.gears.contains(factor.magnitude) else {
            mapping.note(
                "the profile's \(unit.rawValue) would be \(((factor.magnitude * 100).rounded() / 100).plain) times what it is",
                remedy: "leave calibration out, unless the rope is reeved over pulleys: "
                    + "a factor from \(Self.gears.lowerBound.plain) to \(Self.gears.upperBound.plain)",
                key: "reading")
            return nil
        }
        return Calibration(factor: factor, zero: zero)
    }

    /// What pulleys make of a reading that is already in a unit of its own; our choice: four parts of rope at the most.
    private static let gears = 0.25...4.0

    private var quantity: String {
        switch profile.role {
        case .belt: "meters_per_second"
        case .hoist: "meters"
        case .loadCell: "newtons"
        }
    }
}
