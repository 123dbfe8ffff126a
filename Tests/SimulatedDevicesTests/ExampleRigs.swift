import RigConfiguration
import RigTestKit
import SimulatedDevices
import TreadmillControl

/// The two reference rigs, on free ports.
enum ExampleRigs {
    static let line = SerialSettings(baud: 115_200, parity: .none, dataBits: 8, stopBits: 1)
    static let treadmillLine = SerialSettings(baud: 4800, parity: .none, dataBits: 8, stopBits: 1)

    static func modbus(line: SerialSettings = line) -> RigConfiguration {
        RigConfiguration(
            name: "modbus",
            buses: [
                unloading(line),
                BusConfiguration(
                    name: "belt", line: .modbusTCP(host: "127.0.0.1", port: 0), responseTimeout: .milliseconds(50)),
            ],
            belt: ShippedDevices.referenceInverter(bus: "belt", unit: 1, watchdog: .milliseconds(500)), hoist: hoist,
            loadCell: cell)
    }

    static func trackMaster(unit: TreadmillSpeedUnit = .kilometersPerHour) -> RigConfiguration {
        RigConfiguration(
            name: "trackmaster",
            buses: [
                unloading(line),
                BusConfiguration(
                    name: "treadmill", line: .serial(.tcp(host: "127.0.0.1", port: 0), settings: treadmillLine),
                    responseTimeout: .milliseconds(100)),
            ],
            belt: .trackMaster(bus: "treadmill", speedUnit: unit), hoist: hoist, loadCell: cell)
    }

    private static func unloading(_ settings: SerialSettings) -> BusConfiguration {
        BusConfiguration(
            name: "unloading", line: .modbusRTU(port: "sim/unloading", settings: settings),
            responseTimeout: .milliseconds(20))
    }

    private static let hoist = ShippedDevices.referenceHoist(bus: "unloading", unit: 1, watchdog: .milliseconds(200))
    private static let cell = ShippedDevices.referenceLoadCell(bus: "unloading", unit: 2)
}

/// A simulated rig in virtual time, asked as over its wires.
struct VirtualBench {
    var rig: SimulatedRig
    var now = MonotonicInstant(nanoseconds: 5_000_000_000)

    init(_ configuration: RigConfiguration) {
        rig = SimulatedRig(configuration: configuration, runnerMass: .kilograms(70), seed: 1)
        rig.advance(to: now)
    }

    mutating func pass(_ time: TimeSpan) {
        now = now + time
        rig.advance(to: now)
    }

    /// Writes registers with FC16 and returns the answer's protocol data unit; empty for silence.
    @discardableResult
    mutating func write(_ values: [UInt16], at address: UInt8, bus: String, unit: UInt8) -> [UInt8] {
        let data = values.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        return ask([16, 0, address, 0, UInt8(values.count), UInt8(data.count)] + data, bus: bus, unit: unit)
    }

    /// Reads registers with FC3, or FC4 for the load cell.
    mutating func read(_ count: UInt8, at address: UInt8, bus: String, unit: UInt8, function: UInt8 = 3) -> [UInt16] {
        let answer = ask([function, 0, address, 0, count], bus: bus, unit: unit).dropFirst(2)
        return stride(from: answer.startIndex, to: answer.endIndex - 1, by: 2).map {
            UInt16(answer[$0]) << 8 | UInt16(answer[$0 + 1])
        }
    }

    mutating func ask(_ pdu: [UInt8], bus: String, unit: UInt8) -> [UInt8] {
        switch rig.answer(to: pdu, unit: unit, onBus: bus, at: now) {
        case .answer(let answer): answer
        case .silence, .noSuchUnit: []
        }
    }

    /// Sends bytes to the treadmill, one after the other, and returns all that it says.
    mutating func say(_ bytes: [UInt8]) -> [UInt8] { bytes.flatMap { rig.answer(toSerial: $0, at: now) } }
}
