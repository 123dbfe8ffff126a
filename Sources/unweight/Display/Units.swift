import ArgumentParser
import TreadmillControl

/// The units in which speeds and forces are shown.
enum UnitSystem: String, CaseIterable, ExpressibleByArgument, Sendable {
    case metric
    case imperial

    var speedUnit: String {
        switch self {
        case .metric: "km/h"
        case .imperial: "mph"
        }
    }

    /// The number of a speed given in m/s, without its unit.
    func speedNumber(_ metersPerSecond: Double?) -> String {
        let speed = metersPerSecond.map(BeltSpeed.metersPerSecond)
        switch self {
        case .metric: return Figures.fixed(speed?.kilometersPerHour, decimals: 1)
        case .imperial: return Figures.fixed(speed?.milesPerHour, decimals: 1)
        }
    }

    /// A speed given in m/s, with its unit.
    func speed(_ metersPerSecond: Double?) -> String { "\(speedNumber(metersPerSecond)) \(speedUnit)" }

    /// A force given in newtons, with its unit.
    func force(_ newtons: Double?) -> String {
        switch self {
        case .metric: "\(Figures.fixed(newtons, decimals: 0)) N"
        case .imperial: "\(Figures.fixed(newtons.map { $0 / Self.newtonsPerPoundForce }, decimals: 0)) lbf"
        }
    }

    /// NIST SP 811, appendix B.8.
    private static let newtonsPerPoundForce = 4.448222
}
