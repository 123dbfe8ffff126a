import TreadmillControl

/// A text that shaped the session, as it was read: the plan, the limits, the rig.
public struct SourceText: Equatable, Sendable {
    /// The file's name, for instance `plan.yaml`. One line.
    public var name: String
    public var text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// What a log says before its first tick. With the inputs it is all that a replay needs.
public struct FlightLogHeader: Equatable, Sendable {
    /// The version of the meaning of topics and information. A reader refuses any other.
    public static let logVersion: UInt32 = 2
    /// What `sys_name` says in every log of this program.
    public static let systemName = "Unweight"

    /// The program that wrote the log, for instance `0.1.0`.
    public var softwareVersion: String
    public var sessionID: String
    /// Wall-clock start in UTC, ISO 8601, as the caller gives it. The core never sees it.
    public var startedAt: String
    /// The monotonic instant at which the log begins.
    public var start: MonotonicInstant
    /// The period of the control loop.
    public var period: TimeSpan
    public var limits: ControlLimits
    /// `nil` when the core only supervised, with no session loaded.
    public var setup: SessionSetup?
    public var sources: [SourceText]

    /// `softwareVersion`, `sessionID` and `startedAt` are stored up to 1024 bytes each, everything else whole.
    public init(
        softwareVersion: String, sessionID: String, startedAt: String, start: MonotonicInstant,
        period: TimeSpan = .milliseconds(10), limits: ControlLimits, setup: SessionSetup?, sources: [SourceText] = []
    ) {
        self.softwareVersion = softwareVersion
        self.sessionID = sessionID
        self.startedAt = startedAt
        self.start = start
        self.period = period
        self.limits = limits
        self.setup = setup
        self.sources = sources
    }
}

/// The keys of the information messages.
enum InformationKey: String {
    case systemName = "sys_name"
    case softwareVersion = "ver_sw"
    case logVersion = "unweight_log_version"
    case sessionID = "session_id"
    case startedAt = "start_time_utc"
    case start = "start_monotonic_ns"
    case period = "control_period_ns"
    case runnerMass = "runner_mass_kg"
    case planTitle = "plan_title"
    case setup = "control_setup"
    case source = "source_text"
}
