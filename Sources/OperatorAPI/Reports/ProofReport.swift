/// What the doctor looks at, in this order.
public enum ProofCheck: String, Codable, CaseIterable, Sendable {
    case configuration
    case disk
    case clock
    case realTimePriority = "real_time_priority"
    case loopLateness = "loop_lateness"
    case busRoundTrips = "bus_round_trips"
    case devices
    case emergencyStop = "emergency_stop"
    case loadCell = "load_cell"
    case beltWatchdog = "belt_watchdog"
    case hoistWatchdog = "hoist_watchdog"

    /// Whether it puts the machine itself to the proof, and not the computer beside it.
    public var isOfMachine: Bool {
        switch self {
        case .devices, .emergencyStop, .loadCell, .beltWatchdog, .hoistWatchdog: true
        case .configuration, .disk, .clock, .realTimePriority, .loopLateness, .busRoundTrips: false
        }
    }

    /// A few words for a person.
    public var title: String {
        switch self {
        case .configuration: "configuration"
        case .disk: "disk"
        case .clock: "clock"
        case .realTimePriority: "real-time priority"
        case .loopLateness: "loop lateness"
        case .busRoundTrips: "bus round trips"
        case .devices: "devices"
        case .emergencyStop: "emergency stop"
        case .loadCell: "load cell"
        case .beltWatchdog: "belt watchdog"
        case .hoistWatchdog: "hoist watchdog"
        }
    }
}

/// One thing that the doctor looked at.
public struct ProofItem: Codable, Equatable, Sendable {
    public enum Outcome: String, Codable, Sendable {
        case pass
        case fail
        /// This rig has nothing of the kind.
        case notApplicable = "not_applicable"
    }

    public var check: ProofCheck
    public var outcome: Outcome
    /// What was found, with the figure measured and its bound.
    public var finding: String
    /// What to do; `nil` unless it failed.
    @Nullable public var remedy: String?

    public init(_ check: ProofCheck, _ outcome: Outcome, _ finding: String, remedy: String? = nil) {
        self.check = check
        self.outcome = outcome
        self.finding = finding
        _remedy = Nullable(wrappedValue: remedy)
    }

    /// A pass, or a failure where there is a remedy to name.
    public init(_ check: ProofCheck, _ finding: String, failsWith remedy: String?) {
        self.init(check, remedy == nil ? .pass : .fail, finding, remedy: remedy)
    }
}

/// What one run of the doctor found.
public struct ProofReport: Codable, Equatable, Sendable {
    /// Everything was looked at and nothing failed.
    public var passed: Bool
    /// Time of day, ISO 8601 in UTC.
    public var startedAt: String
    /// s
    public var duration: Double
    /// The rig's name from its file.
    public var rig: String
    public var softwareVersion: String
    /// Stands for rig, limits and loop rate: another configuration has another.
    public var configurationFingerprint: String
    /// The boot of the computer in which it ran.
    public var bootID: String
    public var items: [ProofItem]
    /// Why not everything was looked at; `nil` when it was.
    @Nullable public var cutShort: String?

    /// Whether anything of the machine itself failed.
    public var findsMachineAtFault: Bool { items.contains { $0.outcome == .fail && $0.check.isOfMachine } }

    enum CodingKeys: String, CodingKey {
        case passed, rig, items
        case startedAt = "started_at"
        case duration = "duration_s"
        case softwareVersion = "software_version"
        case configurationFingerprint = "configuration_fingerprint"
        case bootID = "boot_id"
        case cutShort = "cut_short"
    }

    public init(
        startedAt: String, duration: Double, rig: String, softwareVersion: String, configurationFingerprint: String,
        bootID: String, items: [ProofItem], cutShort: String?
    ) {
        passed = cutShort == nil && items.count == ProofCheck.allCases.count && items.allSatisfy { $0.outcome != .fail }
        self.startedAt = startedAt
        self.duration = duration
        self.rig = rig
        self.softwareVersion = softwareVersion
        self.configurationFingerprint = configurationFingerprint
        self.bootID = bootID
        self.items = items
        _cutShort = Nullable(wrappedValue: cutShort)
    }
}
