import DeviceProfiles
import RigConfiguration
import TreadmillControl

/// Everything that it takes to open a bus and to talk with its devices.
struct BusContext: Sendable {
    let bus: BusConfiguration
    let configuration: RigConfiguration
    let mailboxes: DeviceMailboxes
    let silences: DriveSilences
    let runtimeDirectory: String
    let post: CommandPost
    let health: BusHealthRecord
    let report: @Sendable (BusEvent) -> Void

    /// - Parameter devices: ``modbusDevices()``, the same for every opening of the line.
    func openModbus(_ devices: [any ModbusDevice]) throws(BusProblem) -> ModbusConversation {
        ModbusConversation(
            bus: bus.name, line: try openLine(), devices: devices, post: post, health: health,
            silences: silences, report: report)
    }

    private func openLine() throws(BusProblem) -> ModbusContext {
        switch bus.line {
        case .modbusRTU(let port, let settings):
            let path = SerialEndpoint.port(path: port).port(in: runtimeDirectory) ?? port
            return try ModbusContext.open(port: path, settings: settings, responseTimeout: bus.responseTimeout)
        case .modbusTCP(let host, let port):
            return try ModbusContext.open(host: host, port: port, responseTimeout: bus.responseTimeout)
        case .serial:
            throw .cannotOpen("\(bus.name) is a serial line, not a Modbus line")
        }
    }

    /// The devices on this bus, those that take commands first.
    func modbusDevices() -> [any ModbusDevice] {
        configuration.modbusDevices.filter { $0.device.bus == bus.name }.map { _, device in
            switch device.profile.role {
            case .belt: ProfiledDevice(device, output: .belt(mailboxes.belt))
            case .hoist: ProfiledDevice(device, output: .hoist(mailboxes.hoist))
            case .loadCell: ProfiledDevice(device, output: .loadCell(mailboxes.loadCell))
            }
        }
    }

    func converse<Line: SerialLine & ~Copyable>(
        over line: consuming Line
    ) throws(BusProblem) -> TrackMasterConversation<Line> {
        guard case .trackMaster(bus.name, let speedUnit) = configuration.belt else {
            throw .cannotOpen("no device of the rig is on \(bus.name)")
        }
        return TrackMasterConversation(
            bus: bus.name, line: line, speedUnit: speedUnit, responseTimeout: bus.responseTimeout, post: post,
            readings: mailboxes.belt, health: health, silence: silences.belt, report: report)
    }
}
