import TreadmillControl

/// Which devices make up a machine and over which lines they are reached.
public struct RigConfiguration: Equatable, Sendable {
    public var name: String
    /// In the order of the file.
    public var buses: [BusConfiguration]
    public var belt: BeltAttachment
    public var hoist: HoistAttachment
    public var loadCell: LoadCellAttachment

    public init(
        name: String, buses: [BusConfiguration], belt: BeltAttachment, hoist: HoistAttachment,
        loadCell: LoadCellAttachment
    ) {
        self.name = name
        self.buses = buses
        self.belt = belt
        self.hoist = hoist
        self.loadCell = loadCell
    }
}

/// How the belt is reached.
public enum BeltAttachment: Equatable, Sendable {
    /// The reference inverter on a Modbus line. It stops the belt when nobody talks to it for `watchdog`.
    case referenceInverter(bus: String, unit: UInt8, watchdog: TimeSpan)
    /// A TrackMaster treadmill on a serial line of its own. The wire does not show the unit of its speeds.
    case trackMaster(bus: String, speedUnit: TreadmillSpeedUnit)
    /// A Woodway treadmill on a serial line of its own. The wire does not show the unit of its speeds.
    case woodway(bus: String, speedUnit: TreadmillSpeedUnit)

    /// The name of its bus.
    public var bus: String {
        switch self {
        case .referenceInverter(let bus, _, _): bus
        case .trackMaster(let bus, _), .woodway(let bus, _): bus
        }
    }
}

/// What a treadmill means by tenths of speed: a setting of the treadmill itself.
public enum TreadmillSpeedUnit: String, Equatable, Sendable {
    case milesPerHour = "miles_per_hour"
    case kilometersPerHour = "kilometers_per_hour"
}

/// How the reference hoist is reached. It stops the rope when nobody talks to it for `watchdog`.
public struct HoistAttachment: Equatable, Sendable {
    public var bus: String
    /// Modbus unit, 1...247.
    public var unit: UInt8
    public var watchdog: TimeSpan

    public init(bus: String, unit: UInt8, watchdog: TimeSpan) {
        self.bus = bus
        self.unit = unit
        self.watchdog = watchdog
    }
}

/// How the reference load cell is reached.
public struct LoadCellAttachment: Equatable, Sendable {
    public var bus: String
    /// Modbus unit, 1...247.
    public var unit: UInt8

    public init(bus: String, unit: UInt8) {
        self.bus = bus
        self.unit = unit
    }
}
