import DeviceProtocols
import RigConfiguration

extension TreadmillSpeedUnit {
    /// How a treadmill with this setting counts.
    var count: SpeedCount {
        switch self {
        case .milesPerHour: .tenthsOfMilesPerHour
        case .kilometersPerHour: .tenthsOfKilometersPerHour
        }
    }

    /// As people write it.
    var symbol: String {
        switch self {
        case .milesPerHour: "mph"
        case .kilometersPerHour: "km/h"
        }
    }
}
