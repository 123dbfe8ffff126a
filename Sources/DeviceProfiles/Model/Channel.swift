import TreadmillControl

/// One value of a device: where it lies on the wire and what it means.
public struct Channel: Equatable, Sendable {
    public enum Access: String, CaseIterable, Equatable, Sendable {
        case read
        case write
        case readWrite = "read_write"

        public var mayRead: Bool { self != .write }
        public var mayWrite: Bool { self != .read }
    }

    public var name: String
    public var table: ModbusTable
    /// 0-based, as on the wire.
    public var address: UInt16
    /// Of registers; of no meaning for bits.
    public var format: RegisterFormat
    /// value = raw * scale + offset, in ``unit``.
    public var scale: Double
    public var offset: Double
    public var unit: DeviceUnit
    /// Only these bits of the register, bit 0 the lowest; `nil` for all. Only of `u16`, and never written.
    public var bits: ClosedRange<Int>?
    /// Names of raw values, in the order of the file.
    public var names: [ValueName]
    /// What the device can have; a reading beyond it is not believed, a command beyond it is not sent.
    public var range: ClosedRange<Double>?
    /// A raw value by which the device says that it has none.
    public var errorValue: Double?
    public var access: Access
    /// Between two readings; zero for every round.
    public var pollInterval: TimeSpan
    /// After a command to it, it is read again and must show that command.
    public var isVerified: Bool
    /// What the core takes it for; `nil` where it is for people or for conditions only.
    public var signal: Signal?
    /// Of a sample counter: between two counts.
    public var samplePeriod: TimeSpan?

    public init(
        name: String, table: ModbusTable, address: UInt16, format: RegisterFormat = RegisterFormat(.unsigned16),
        scale: Double = 1, offset: Double = 0, unit: DeviceUnit = .none, bits: ClosedRange<Int>? = nil,
        names: [ValueName] = [], range: ClosedRange<Double>? = nil, errorValue: Double? = nil, access: Access = .read,
        pollInterval: TimeSpan = .zero, isVerified: Bool = false, signal: Signal? = nil, samplePeriod: TimeSpan? = nil
    ) {
        self.name = name
        self.table = table
        self.address = address
        self.format = format
        self.scale = scale
        self.offset = offset
        self.unit = unit
        self.bits = bits
        self.names = names
        self.range = range
        self.errorValue = errorValue
        self.access = access
        self.pollInterval = pollInterval
        self.isVerified = isVerified
        self.signal = signal
        self.samplePeriod = samplePeriod
    }

    /// How many bits or registers it takes.
    public var width: Int { table.holdsBits ? 1 : format.registerCount }

    /// Its addresses on the wire.
    public var addresses: Range<Int> { Int(address)..<Int(address) + width }
}

/// A raw value with its name.
public struct ValueName: Equatable, Sendable {
    public var raw: Double
    public var name: String

    public init(raw: Double, name: String) {
        self.raw = raw
        self.name = name
    }
}

/// What the core takes a channel for.
public enum Signal: String, CaseIterable, Equatable, Sendable {
    case beltSpeed = "belt_speed"
    case incline
    case ropePosition = "rope_position"
    case ropeVelocity = "rope_velocity"
    case supportForce = "support_force"
    /// The device repeats the number that came with its newest command.
    case heartbeatEcho = "heartbeat_echo"
    /// Counts the device's samples from its start.
    case sampleCounter = "sample_counter"
}
