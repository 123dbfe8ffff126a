import DeviceProfiles
import RigConfiguration
import TreadmillControl

/// A device of a rig on the bench.
public struct BenchPart {
    public var role: DeviceRole
    public var bus: BusConfiguration
    public var device: any BenchDevice
}

/// Puts devices on the bench; no line is opened yet.
///
/// - Note: relative ports are looked up in `runtimeDirectory`.
public enum Bench {
    /// A device on a Modbus line, without a rig.
    ///
    /// - Parameter unit: 1...247.
    public static func device(
        _ profile: DeviceProfile, unit: UInt8, on bus: BusConfiguration, runtimeDirectory: String
    ) -> any BenchDevice {
        BenchModbusDevice(
            device: ModbusAttachment(profile: profile, bus: bus.name, unit: unit), isInRig: false,
            line: BenchModbusLine(bus, runtimeDirectory: runtimeDirectory))
    }

    /// A treadmill on a serial line of its own.
    ///
    /// - Parameter speedUnit: what the treadmill is set to; the wire does not show it.
    public static func treadmill(
        _ make: SerialTreadmill, speedUnit: TreadmillSpeedUnit, on bus: BusConfiguration, runtimeDirectory: String
    ) -> any BenchDevice {
        let timeout = bus.responseTimeout
        switch bus.line {
        case .serial(.tcp(let host, let port), _):
            return BenchTreadmill(make, speedUnit: speedUnit, answerTimeout: timeout) { () throws(BusProblem) in
                try TCPLine.open(host: host, port: port, timeout: timeout)
            }
        case .serial(.port(let name), let settings):
            return BenchTreadmill(make, speedUnit: speedUnit, answerTimeout: timeout) { () throws(BusProblem) in
                try PortLine.open(name: name, in: runtimeDirectory, settings: settings)
            }
        case .modbusRTU, .modbusTCP:
            return BenchTreadmill(make, speedUnit: speedUnit, answerTimeout: timeout) {
                () throws(BusProblem) -> TCPLine in
                throw .cannotOpen("\(bus.name) is a Modbus line, and a treadmill speaks otherwise")
            }
        }
    }

    /// Every device of a rig. Devices on one bus share its line.
    public static func parts(of rig: RigConfiguration, runtimeDirectory: String) -> [BenchPart] {
        var lines: [String: BenchModbusLine] = [:]
        func part(_ role: DeviceRole, _ device: ModbusAttachment) -> BenchPart? {
            guard let bus = rig.buses.first(where: { $0.name == device.bus }) else { return nil }
            let line = lines[bus.name] ?? BenchModbusLine(bus, runtimeDirectory: runtimeDirectory)
            lines[bus.name] = line
            return BenchPart(role: role, bus: bus, device: BenchModbusDevice(device: device, isInRig: true, line: line))
        }
        func treadmill(_ make: SerialTreadmill, _ name: String, _ speedUnit: TreadmillSpeedUnit) -> BenchPart? {
            guard let bus = rig.buses.first(where: { $0.name == name }) else { return nil }
            return BenchPart(
                role: .belt, bus: bus,
                device: Self.treadmill(make, speedUnit: speedUnit, on: bus, runtimeDirectory: runtimeDirectory))
        }
        let belt =
            switch rig.belt {
            case .modbus(let drive): part(.belt, drive)
            case .trackMaster(let bus, let speedUnit): treadmill(.trackmaster, bus, speedUnit)
            case .woodway(let bus, let speedUnit): treadmill(.woodway, bus, speedUnit)
            }
        return [belt, part(.hoist, rig.hoist), part(.loadCell, rig.loadCell)].compactMap { $0 }
    }
}
