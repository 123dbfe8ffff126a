import TreadmillControl

/// How a drive is commanded.
public struct MotionCommands: Equatable, Sendable {
    /// Belt to standstill, or rope held. Its first step goes out at once, whatever was underway.
    public var stop: CommandSequence
    /// Belt at a speed, or rope at a velocity.
    public var run: CommandSequence
    /// Clears the drive's own stop after a silence of the line; only ever while the drive is to rest.
    public var reset: CommandSequence?
    public var watchdog: DriveWatchdog

    public init(
        stop: CommandSequence, run: CommandSequence, reset: CommandSequence? = nil, watchdog: DriveWatchdog
    ) {
        self.stop = stop
        self.run = run
        self.reset = reset
        self.watchdog = watchdog
    }

    /// All channels that a command writes.
    public var writtenChannels: [String] {
        [stop, run, reset].compactMap { $0 }.flatMap(\.steps).flatMap(\.writes).map(\.channel)
    }
}

/// Steps in order. The last write of ``MotionCommands/stop`` and ``MotionCommands/run`` stands: it is said again as often
/// as values change and the drive's watchdog needs.
public struct CommandSequence: Equatable, Sendable {
    public enum Step: Equatable, Sendable {
        /// In the order of the file; neighbours on the wire go in one transaction.
        case write([ChannelWrite])
        /// Nothing is commanded meanwhile, and the drive is read on.
        case delay(TimeSpan)

        public var writes: [ChannelWrite] {
            switch self {
            case .write(let writes): writes
            case .delay: []
            }
        }
    }

    public var steps: [Step]

    public init(_ steps: [Step]) { self.steps = steps }
}

/// A value for a channel.
public struct ChannelWrite: Equatable, Sendable {
    public enum Value: Equatable, Sendable {
        /// In the channel's unit.
        case constant(Double)
        case variable(CommandVariable)
    }

    public var channel: String
    public var value: Value

    public init(_ channel: String, _ value: Value) {
        self.channel = channel
        self.value = value
    }
}

/// What of an admitted command a channel carries.
public enum CommandVariable: String, CaseIterable, Equatable, Sendable {
    /// Of the belt, m/s; zero when it is to stop.
    case speed
    /// Of the belt, per cent grade.
    case incline
    /// Of the rope, m/s, up is positive; zero when it is held.
    case velocity
    /// The magnitude of the rope's velocity, m/s: for axes that are sent to a place at a speed.
    case pace
    /// Where the rope is to be, m, no further than it gets within the drive's watchdog: for the same axes.
    case place
    /// Another number with every command, for the device to repeat.
    case heartbeat

    /// The roles that have it.
    public func belongs(to role: DeviceRole) -> Bool {
        switch self {
        case .speed, .incline: role == .belt
        case .velocity, .pace, .place: role == .hoist
        case .heartbeat: role.isDrive
        }
    }

    /// The signal whose calibration it shares; `nil` for one that has none.
    public var signal: Signal? {
        switch self {
        case .speed: .beltSpeed
        case .incline: .incline
        case .velocity, .pace: .ropeVelocity
        case .place: .ropePosition
        case .heartbeat: nil
        }
    }
}

/// What stops a drive when nobody talks to it any more.
public enum DriveWatchdog: Equatable, Sendable {
    /// A time in a channel, set to what the rig says and read back.
    case timer(channel: String)
    /// The drive ends every motion by itself, since it is only ever sent as far as it gets in the rig's watchdog time.
    case shortMoves
}

/// A setting that must stand before anything moves. All of them are looked at again once a second.
public struct SetupStep: Equatable, Sendable {
    /// Channel and value, in the channel's unit.
    public var channel: String
    public var value: Double
    /// Whether it is written where it does not stand so; else only a person at the drive can set it.
    public var isWritten: Bool
    /// What a person does about it.
    public var remedy: String?

    public init(channel: String, value: Double, isWritten: Bool, remedy: String? = nil) {
        self.channel = channel
        self.value = value
        self.isWritten = isWritten
        self.remedy = remedy
    }
}
