/// What a device says of itself beside its measurement.
public struct DeviceStatus: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The device accepts motion commands.
    public static let ready = DeviceStatus(rawValue: 1 << 0)
    /// The belt runs, or the hoist's velocity mode is enabled.
    public static let running = DeviceStatus(rawValue: 1 << 1)
    /// The device reports a fault of its own.
    public static let fault = DeviceStatus(rawValue: 1 << 2)
    /// The device sees an emergency stop pressed.
    public static let emergencyStop = DeviceStatus(rawValue: 1 << 3)
    /// The communication watchdog of the device is set and was read back; without it motion is never armed.
    public static let watchdogVerified = DeviceStatus(rawValue: 1 << 4)
    /// The device stopped because nobody talked to it.
    public static let watchdogTripped = DeviceStatus(rawValue: 1 << 5)
    /// The last command was not acknowledged: what the device will do is unknown until a read-back settles it.
    public static let commandUnconfirmed = DeviceStatus(rawValue: 1 << 6)
    /// Load beyond the range of the cell.
    public static let overload = DeviceStatus(rawValue: 1 << 7)
    /// The device sees the runner's safety lanyard pulled.
    public static let lanyardPulled = DeviceStatus(rawValue: 1 << 8)
}

/// The newest reading of the belt drive.
public struct BeltReading: Equatable, Sendable {
    /// When the value was on the wire, not when it was looked at.
    public var sampledAt: MonotonicInstant
    public var speedMeasured: BeltSpeed
    /// `nil` where the machine does not measure its incline.
    public var inclineMeasured: Incline?
    public var status: DeviceStatus

    public init(
        sampledAt: MonotonicInstant, speedMeasured: BeltSpeed, inclineMeasured: Incline? = nil, status: DeviceStatus
    ) {
        self.sampledAt = sampledAt
        self.speedMeasured = speedMeasured
        self.inclineMeasured = inclineMeasured
        self.status = status
    }
}

/// The newest reading of the hoist.
public struct HoistReading: Equatable, Sendable {
    public var sampledAt: MonotonicInstant
    public var positionMeasured: HoistPosition
    public var velocityMeasured: HoistVelocity
    public var status: DeviceStatus

    public init(
        sampledAt: MonotonicInstant, positionMeasured: HoistPosition, velocityMeasured: HoistVelocity,
        status: DeviceStatus
    ) {
        self.sampledAt = sampledAt
        self.positionMeasured = positionMeasured
        self.velocityMeasured = velocityMeasured
        self.status = status
    }
}

/// The newest reading of the load cell in the rope.
public struct LoadCellReading: Equatable, Sendable {
    public var sampledAt: MonotonicInstant
    public var supportForceMeasured: Force
    public var status: DeviceStatus

    public init(sampledAt: MonotonicInstant, supportForceMeasured: Force, status: DeviceStatus) {
        self.sampledAt = sampledAt
        self.supportForceMeasured = supportForceMeasured
        self.status = status
    }
}

/// How well the loop itself kept its time since the previous tick.
public struct LoopHealth: Equatable, Sendable {
    /// How long after its deadline this tick began.
    public var lateness: TimeSpan
    /// Whole periods that passed without a tick.
    public var missedTicks: UInt32

    public init(lateness: TimeSpan = .zero, missedTicks: UInt32 = 0) {
        self.lateness = lateness
        self.missedTicks = missedTicks
    }
}

/// What an operator asks for.
public enum OperatorAction: Equatable, Sendable {
    /// Belt to standstill with support held; plan time stops.
    case pause
    /// Back from a pause, through checks and countdown, from the minimum speed.
    case resume
    /// End the session: controlled stop, support held.
    case stop
    /// Shift the plan from here on by so many points of BW%.
    case adjustBodyWeight(byPoints: Double)
    /// Shift the plan's speeds from here on.
    case adjustSpeed(by: BeltSpeed)
    /// Lower the runner's support slowly to nothing; only with the belt confirmed at standstill.
    case lowerSupport
    /// A person has seen the latched fault and its cause is gone.
    case acknowledge
}

/// An operator's action with the number by which its outcome is reported.
public struct OperatorRequest: Equatable, Sendable {
    public var id: UInt32
    public var action: OperatorAction

    public init(id: UInt32, action: OperatorAction) {
        self.id = id
        self.action = action
    }
}

/// Everything that the core learns in one tick. Replay needs nothing else.
public struct ControlInputs: Equatable, Sendable {
    /// `nil` until the device has answered for the first time.
    public var belt: BeltReading?
    public var hoist: HoistReading?
    public var loadCell: LoadCellReading?
    public var request: OperatorRequest?
    public var loop: LoopHealth
    public var station: StationHealth

    public init(
        belt: BeltReading? = nil, hoist: HoistReading? = nil, loadCell: LoadCellReading? = nil,
        request: OperatorRequest? = nil, loop: LoopHealth = LoopHealth(), station: StationHealth = StationHealth()
    ) {
        self.belt = belt
        self.hoist = hoist
        self.loadCell = loadCell
        self.request = request
        self.loop = loop
        self.station = station
    }
}
