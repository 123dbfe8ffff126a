import DeviceProfiles
import RigConfiguration
import RigTestKit
import Testing
import TreadmillControl

/// A belt drive that can be bought, with what a builder has measured of its belt.
struct BeltModel: Sendable, CustomTestStringConvertible {
    var name: String
    /// m/s for one of the profile's unit.
    var factor: Double

    var testDescription: String { name }

    // 50 Hz are 100 % of the V20 and 2.5 m/s here; 60 Hz are 3 m/s of the others.
    static let v20 = BeltModel(name: "siemens-v20", factor: 0.025)
    static let gs4 = BeltModel(name: "automationdirect-gs4", factor: 0.05)
    static let ms300 = BeltModel(name: "delta-ms300", factor: 0.05)
    static let wj200 = BeltModel(name: "hitachi-wj200", factor: 0.05)
    static let all = [v20, gs4, ms300, wj200]
}

/// Rigs of one maker's device each; the other devices are on lines that the rig does not have.
enum MakersRigs {
    enum Wire: CaseIterable, Sendable { case rtu, tcp }

    static func belt(_ model: BeltModel, on wire: Wire) -> RigConfiguration {
        let device = ShippedDevices.device(
            model.name, bus: "belt", unit: 1, watchdog: .milliseconds(500),
            calibration: Calibration(factor: model.factor))
        return RigConfiguration(
            name: model.name, buses: [bus("belt", wire)], belt: .modbus(device), hoist: hoist(on: "nowhere"),
            loadCell: ShippedDevices.referenceLoadCell(bus: "nowhere", unit: 2))
    }

    /// An axis that is sent at most so far ahead as it gets in 300 ms.
    static func hoist(on wire: Wire) -> RigConfiguration {
        let axis = ShippedDevices.device("iai-robocylinder", bus: "unloading", unit: 1, watchdog: .milliseconds(300))
        return RigConfiguration(
            name: "axis", buses: [bus("unloading", wire)], belt: beltOnNoLine, hoist: axis,
            loadCell: ShippedDevices.referenceLoadCell(bus: "nowhere", unit: 2))
    }

    /// A maker's load cell amplifier beside the reference hoist.
    static func loadCell(_ name: String, calibration: Calibration, on wire: Wire) -> RigConfiguration {
        RigConfiguration(
            name: name, buses: [bus("unloading", wire)], belt: beltOnNoLine, hoist: hoist(on: "unloading"),
            loadCell: ShippedDevices.device(name, bus: "unloading", unit: 2, calibration: calibration))
    }

    private static let beltOnNoLine = BeltAttachment.trackMaster(bus: "nowhere", speedUnit: .kilometersPerHour)

    private static func hoist(on bus: String) -> ModbusAttachment {
        ShippedDevices.referenceHoist(bus: bus, unit: 1, watchdog: .milliseconds(300))
    }

    private static func bus(_ name: String, _ wire: Wire) -> BusConfiguration {
        let line: BusLine =
            switch wire {
            case .rtu: .modbusRTU(port: "sim/\(name)", settings: Rigs.line)
            case .tcp: .modbusTCP(host: "127.0.0.1", port: 0)
            }
        return BusConfiguration(name: name, line: line, responseTimeout: .milliseconds(200))
    }
}
