import DeviceProfiles
import TreadmillControl

/// Which devices make up a machine and over which lines they are reached.
public struct RigConfiguration: Equatable, Sendable {
    public var name: String
    /// In the order of the file.
    public var buses: [BusConfiguration]
    public var belt: BeltAttachment
    public var hoist: ModbusAttachment
    public var loadCell: ModbusAttachment

    public init(
        name: String, buses: [BusConfiguration], belt: BeltAttachment, hoist: ModbusAttachment,
        loadCell: ModbusAttachment
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
    /// A drive on a Modbus line. It stops the belt when nobody talks to it for its watchdog's time.
    case modbus(ModbusAttachment)
    /// A TrackMaster treadmill on a serial line of its own. The wire does not show the unit of its speeds.
    case trackMaster(bus: String, speedUnit: TreadmillSpeedUnit)
    /// A Woodway treadmill on a serial line of its own. The wire does not show the unit of its speeds.
    case woodway(bus: String, speedUnit: TreadmillSpeedUnit)

    /// The name of its bus.
    public var bus: String {
        switch self {
        case .modbus(let device): device.bus
        case .trackMaster(let bus, _), .woodway(let bus, _): bus
        }
    }

    /// Whether its deck can be told to tilt.
    public var takesIncline: Bool {
        switch self {
        case .modbus(let device):
            device.profile.motion?.run.steps.flatMap(\.writes).contains { $0.value == .variable(.incline) } == true
        case .trackMaster, .woodway: true
        }
    }
}

/// Treadmills with protocols of their own. The raw value is the `device` of a rig.
public enum SerialTreadmill: String, CaseIterable, Sendable {
    case trackmaster, woodway
}

/// What a treadmill means by tenths of speed: a setting of the treadmill itself.
public enum TreadmillSpeedUnit: String, CaseIterable, Equatable, Sendable {
    case milesPerHour = "miles_per_hour"
    case kilometersPerHour = "kilometers_per_hour"
}

/// A device on a Modbus line: what it is, where it is, and what its readings stand for in this machine.
public struct ModbusAttachment: Equatable, Sendable {
    public var profile: DeviceProfile
    public var bus: String
    /// Modbus unit, 1...247.
    public var unit: UInt8
    /// After so long without a command the drive stops by itself; zero for a device that is only read.
    public var watchdog: TimeSpan
    public var calibration: Calibration
    /// The file of the profile; `nil` for one that was not read from a file.
    public var profileFile: String?

    public init(
        profile: DeviceProfile, bus: String, unit: UInt8, watchdog: TimeSpan = .zero,
        calibration: Calibration = Calibration(), profileFile: String? = nil
    ) {
        self.profile = profile
        self.bus = bus
        self.unit = unit
        self.watchdog = watchdog
        self.calibration = calibration
        self.profileFile = profileFile
    }

    /// Whether it has no timer that stops it, and needs none: it is only ever sent as far as it gets in its watchdog's
    /// time.
    public var endsItsMoves: Bool { profile.motion?.watchdog == .shortMoves }
}

extension RigConfiguration: CustomStringConvertible {
    /// Its name: the whole of it fills pages.
    public var description: String { name }

    /// The devices on Modbus lines, with their sections in the file; those that are commanded first.
    public var modbusDevices: [(section: String, device: ModbusAttachment)] {
        var devices = [("hoist", hoist)]
        if case .modbus(let drive) = belt { devices.append(("belt", drive)) }
        return devices + [("load_cell", loadCell)]
    }

    /// The files of the profiles, each once.
    public var profileFiles: [String] {
        var files: [String] = []
        for file in modbusDevices.compactMap(\.device.profileFile) where !files.contains(file) { files.append(file) }
        return files
    }
}
