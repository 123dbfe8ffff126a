import RigConfiguration
import RigTestKit
import TreadmillControl

/// The rigs of these tests. Port 0 is any free one; a device on the bus `nowhere` is not reached at all.
enum Rigs {
    static let line = SerialSettings(baud: 115_200, parity: .none, dataBits: 8, stopBits: 1)
    static let treadmillLine = SerialSettings(baud: 4800, parity: .none, dataBits: 8, stopBits: 1)

    /// Reference rig A: unloading on an RTU line, the belt's inverter on TCP.
    static let modbus = RigConfiguration(
        name: "A",
        buses: [
            unloading(answerWithin: .milliseconds(50)),
            BusConfiguration(
                name: "belt", line: .modbusTCP(host: "127.0.0.1", port: 0), responseTimeout: .milliseconds(100)),
        ],
        belt: inverter, hoist: hoist(on: "unloading"), loadCell: cell(on: "unloading"))

    /// Reference rig B: the same unloading under a TrackMaster treadmill on a serial server.
    static let trackMaster = treadmill(port: 0, unloading: unloading(answerWithin: .milliseconds(50)))

    /// The unloading under a Woodway, which is on a port of this machine: a pseudo-terminal, through libserialport.
    static let woodway = treadmill(
        .woodway(bus: "treadmill", speedUnit: .kilometersPerHour),
        at: .serial(.port(path: "sim/treadmill"), settings: treadmillLine),
        unloading: unloading(answerWithin: .milliseconds(50)))

    /// The same under the TrackMaster's sister that guards its start.
    static let sister = treadmill(
        .trackMaster(bus: "treadmill", speedUnit: .kilometersPerHour),
        at: .serial(
            .tcp(host: "127.0.0.1", port: 0),
            settings: SerialSettings(baud: 9600, parity: .none, dataBits: 8, stopBits: 1)),
        unloading: unloading(answerWithin: .milliseconds(50)))

    /// Nothing but the inverter, on this port.
    static func inverterOnly(port: UInt16, belt: BeltAttachment = inverter) -> RigConfiguration {
        let bus = BusConfiguration(
            name: "belt", line: .modbusTCP(host: "127.0.0.1", port: port), responseTimeout: .milliseconds(200))
        return RigConfiguration(
            name: "inverter", buses: [bus], belt: belt, hoist: hoist(on: "nowhere"), loadCell: cell(on: "nowhere"))
    }

    /// Nothing but hoist and load cell.
    static let unloadingOnly = RigConfiguration(
        name: "unloading", buses: [unloading(answerWithin: .milliseconds(200))],
        belt: .trackMaster(bus: "nowhere", speedUnit: .kilometersPerHour), hoist: hoist(on: "unloading"),
        loadCell: cell(on: "unloading"))

    /// Nothing but the TrackMaster, on this port.
    static func trackMasterOnly(port: UInt16) -> RigConfiguration { treadmill(port: port, unloading: nil) }

    private static let inverter = ShippedDevices.referenceInverter(
        bus: "belt", unit: 1, watchdog: .milliseconds(500))

    /// Nothing but the TrackMaster, at the end of this line.
    static func trackMasterOnly(line: BusLine) -> RigConfiguration {
        treadmill(.trackMaster(bus: "treadmill", speedUnit: .kilometersPerHour), at: line, unloading: nil)
    }

    private static func treadmill(port: UInt16, unloading: BusConfiguration?) -> RigConfiguration {
        treadmill(
            .trackMaster(bus: "treadmill", speedUnit: .kilometersPerHour),
            at: .serial(.tcp(host: "127.0.0.1", port: port), settings: treadmillLine), unloading: unloading)
    }

    private static func treadmill(
        _ belt: BeltAttachment, at line: BusLine, unloading: BusConfiguration?
    ) -> RigConfiguration {
        let bus = BusConfiguration(name: "treadmill", line: line, responseTimeout: .milliseconds(100))
        let name = unloading?.name ?? "nowhere"
        return RigConfiguration(
            name: "B", buses: [unloading, bus].compactMap { $0 }, belt: belt, hoist: hoist(on: name),
            loadCell: cell(on: name))
    }

    private static func unloading(answerWithin timeout: TimeSpan) -> BusConfiguration {
        BusConfiguration(
            name: "unloading", line: .modbusRTU(port: "sim/unloading", settings: line), responseTimeout: timeout)
    }

    private static func hoist(on bus: String) -> ModbusAttachment {
        ShippedDevices.referenceHoist(bus: bus, unit: 1, watchdog: .milliseconds(300))
    }

    private static func cell(on bus: String) -> ModbusAttachment {
        ShippedDevices.referenceLoadCell(bus: bus, unit: 2)
    }
}
