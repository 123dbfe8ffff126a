import RigConfiguration
import TreadmillControl

/// The newest reading of every device; each carries its own age.
public struct RigReadings: Equatable, Sendable {
    public var belt: BeltReading?
    public var hoist: HoistReading?
    public var loadCell: LoadCellReading?
}

/// The machine: its buses, their workers, and the mailboxes between them and the control loop.
///
/// ``readings`` and ``post(_:at:)`` are for the tick: they copy small values under short locks and never wait for I/O.
public final class Rig: Sendable {
    private let mailboxes: DeviceMailboxes
    private let links: [BusLink]
    let silences = DriveSilences()

    /// Builds the buses of `configuration` without opening any.
    ///
    /// - Parameter runtimeDirectory: where relative port names are looked up.
    /// - Parameter report: told of changes on a bus, from the bus's thread.
    public init(
        configuration: RigConfiguration, runtimeDirectory: String,
        report: @escaping @Sendable (BusEvent) -> Void
    ) {
        let mailboxes = DeviceMailboxes()
        self.mailboxes = mailboxes
        links = configuration.buses.map { [silences] bus in
            BusLink(
                bus: bus, configuration: configuration, mailboxes: mailboxes, silences: silences,
                runtimeDirectory: runtimeDirectory, report: report)
        }
    }

    /// Opens the buses; each worker keeps trying until its line is there.
    public func start() {
        for link in links { link.worker.start() }
    }

    /// Closes the buses. The devices' own watchdogs see to what was still moving, so stop the belt before.
    public func stop() {
        for link in links { link.worker.stop() }
    }

    public var readings: RigReadings {
        RigReadings(
            belt: mailboxes.belt.newest, hoist: mailboxes.hoist.newest, loadCell: mailboxes.loadCell.newest)
    }

    /// Hands the loop's newest command to every bus.
    public func post(_ command: AdmittedCommand, at now: MonotonicInstant) {
        for link in links { link.post.post(command, at: now) }
    }

    public var health: [BusHealth] { links.map(\.health.current) }

    /// Round trips of the last good transactions of a bus, at most `count` of at most 512, in no order.
    public func roundTrips(ofBus name: String, newest count: Int) -> [TimeSpan] {
        links.first { $0.health.current.name == name }?.health.roundTrips(newest: count) ?? []
    }
}

/// One mailbox per device.
struct DeviceMailboxes: Sendable {
    let belt = Mailbox<BeltReading?>(nil)
    let hoist = Mailbox<HoistReading?>(nil)
    let loadCell = Mailbox<LoadCellReading?>(nil)
}

/// A bus with its worker.
struct BusLink: Sendable {
    let post: CommandPost
    let health: BusHealthRecord
    let worker: BusWorker

    init(
        bus: BusConfiguration, configuration: RigConfiguration, mailboxes: DeviceMailboxes, silences: DriveSilences,
        runtimeDirectory: String, report: @escaping @Sendable (BusEvent) -> Void
    ) {
        let post = CommandPost()
        let health = BusHealthRecord(name: bus.name)
        self.post = post
        self.health = health
        let context = BusContext(
            bus: bus, configuration: configuration, mailboxes: mailboxes, silences: silences,
            runtimeDirectory: runtimeDirectory, post: post, health: health, report: report)
        switch bus.line {
        case .modbusRTU, .modbusTCP:
            worker = BusWorker(
                name: bus.name, post: post, health: health, report: report, devices: context.modbusDevices
            ) { (devices) throws(BusProblem) in try context.openModbus(devices) }
        case .serial(.port(let name), let settings):
            worker = context.serialWorker { () throws(BusProblem) in
                try PortLine.open(name: name, in: runtimeDirectory, settings: settings)
            }
        case .serial(.tcp(let host, let port), _):
            worker = context.serialWorker { () throws(BusProblem) in
                try TCPLine.open(host: host, port: port, timeout: bus.responseTimeout)
            }
        }
    }
}
