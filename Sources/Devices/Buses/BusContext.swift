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
    func openModbus(_ devices: ModbusDevices) throws(BusProblem) -> ModbusConversation {
        ModbusConversation(
            bus: bus.name, line: try .open(bus, in: runtimeDirectory), devices: devices, post: post, health: health,
            silences: silences, report: report)
    }

    /// The devices on this bus, those that take commands first.
    func modbusDevices() -> ModbusDevices {
        let here = configuration.modbusDevices.filter { $0.device.bus == bus.name }
        return ModbusDevices(
            here.map { _, device in
                switch device.profile.role {
                case .belt: ProfiledDevice(device, output: .belt(mailboxes.belt))
                case .hoist: ProfiledDevice(device, output: .hoist(mailboxes.hoist))
                case .loadCell: ProfiledDevice(device, output: .loadCell(mailboxes.loadCell))
                }
            })
    }

    /// The worker of a serial line, in the words of the treadmill that is on it.
    func serialWorker<Line: SerialLine & ~Copyable>(
        opening open: @escaping @Sendable () throws(BusProblem) -> Line
    ) -> BusWorker {
        switch configuration.belt {
        case .woodway(bus.name, let speedUnit):
            worker(speaking: WoodwayDialect.self, speedUnit, opening: open)
        case .trackMaster(bus.name, let speedUnit):
            worker(speaking: TrackMasterDialect.self, speedUnit, opening: open)
        case .woodway, .trackMaster, .modbus:
            worker(speaking: TrackMasterDialect.self, .kilometersPerHour) { () throws(BusProblem) -> Line in
                throw .cannotOpen("no device of the rig is on \(bus.name)")
            }
        }
    }

    private func worker<Line: SerialLine & ~Copyable, Dialect: TreadmillDialect>(
        speaking dialect: Dialect.Type, _ speedUnit: TreadmillSpeedUnit,
        opening open: @escaping @Sendable () throws(BusProblem) -> Line
    ) -> BusWorker {
        BusWorker(name: bus.name, post: post, health: health, report: report, devices: {}) {
            _ throws(BusProblem) in
            try converse(as: dialect, speedUnit, over: open())
        }
    }

    private func converse<Line: SerialLine & ~Copyable, Dialect: TreadmillDialect>(
        as dialect: Dialect.Type, _ speedUnit: TreadmillSpeedUnit, over line: consuming Line
    ) -> TreadmillConversation<Line, Dialect> {
        TreadmillConversation(
            bus: bus.name, line: line, speedUnit: speedUnit, responseTimeout: bus.responseTimeout, post: post,
            readings: mailboxes.belt, health: health, silence: silences.belt, report: report)
    }
}
