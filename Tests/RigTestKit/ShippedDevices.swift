import DeviceProfiles
import Foundation
import RigConfiguration
import TreadmillControl

/// The devices of config/devices, as attachments of the rigs that tests build.
public enum ShippedDevices {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    public static let shelf = ProfileShelf(folder: repository.appendingPathComponent("config/devices").path)

    public static func device(
        _ name: String, bus: String, unit: UInt8, watchdog: TimeSpan = .zero, calibration: Calibration = Calibration()
    ) -> ModbusAttachment {
        do {
            return ModbusAttachment(
                profile: try shelf.profile(of: name), bus: bus, unit: unit, watchdog: watchdog,
                calibration: calibration,
                profileFile: shelf.file(of: name))
        } catch {
            fatalError("the shipped profile \(name) cannot be read: \(error)")
        }
    }

    public static func referenceInverter(bus: String, unit: UInt8, watchdog: TimeSpan) -> BeltAttachment {
        .modbus(device("reference-inverter", bus: bus, unit: unit, watchdog: watchdog))
    }

    public static func referenceHoist(bus: String, unit: UInt8, watchdog: TimeSpan) -> ModbusAttachment {
        device("reference-hoist", bus: bus, unit: unit, watchdog: watchdog)
    }

    public static func referenceLoadCell(bus: String, unit: UInt8) -> ModbusAttachment {
        device("reference-load-cell", bus: bus, unit: unit)
    }
}
