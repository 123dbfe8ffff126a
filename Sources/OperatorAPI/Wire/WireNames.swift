import TreadmillControl

/// A case of the core as the wire names it: lower-case words joined by underscores, stable within `/v1`.
public protocol WireNamed: CaseIterable {
    var wireName: String { get }
}

extension WireNamed {
    fileprivate static func named(in decoder: any Decoder) throws -> Self {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let match = allCases.first(where: { $0.wireName == name }) else {
            let known = allCases.map(\.wireName).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(name)\" is none of \(known)")
        }
        return match
    }

    fileprivate func encodeName(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wireName)
    }
}

extension SessionPhase: WireNamed, Codable {
    public var wireName: String {
        switch self {
        case .idle: "idle"
        case .checking: "checking"
        case .armed: "armed"
        case .countdown: "countdown"
        case .running: "running"
        case .paused: "paused"
        case .stopping: "stopping"
        case .finished: "finished"
        case .faulted: "faulted"
        case .proving: "proving"
        }
    }

    public init(from decoder: any Decoder) throws { self = try Self.named(in: decoder) }
    public func encode(to encoder: any Encoder) throws { try encodeName(to: encoder) }
}

extension FinishReason: WireNamed, Codable {
    public var wireName: String {
        switch self {
        case .completed: "completed"
        case .stoppedByOperator: "stopped_by_operator"
        case .checksFailed: "checks_failed"
        case .interlock: "interlock"
        }
    }

    public init(from decoder: any Decoder) throws { self = try Self.named(in: decoder) }
    public func encode(to encoder: any Encoder) throws { try encodeName(to: encoder) }
}

extension RequestOutcome: WireNamed, Codable {
    public var wireName: String {
        switch self {
        case .accepted: "accepted"
        case .notInThisState: "not_in_this_state"
        case .interlockActive: "interlock_active"
        case .beyondLimit: "beyond_limit"
        case .beltNotAtStandstill: "belt_not_at_standstill"
        }
    }

    public init(from decoder: any Decoder) throws { self = try Self.named(in: decoder) }
    public func encode(to encoder: any Encoder) throws { try encodeName(to: encoder) }
}

extension Reaction: WireNamed, Codable {
    public var wireName: String {
        switch self {
        case .none: "none"
        case .warn: "warn"
        case .hold: "hold"
        case .controlledStop: "controlled_stop"
        case .protectiveStop: "protective_stop"
        case .emergencyStop: "emergency_stop"
        }
    }

    public init(from decoder: any Decoder) throws { self = try Self.named(in: decoder) }
    public func encode(to encoder: any Encoder) throws { try encodeName(to: encoder) }
}

extension Gait: WireNamed, Codable {
    public var wireName: String {
        switch self {
        case .walk: "walk"
        case .run: "run"
        }
    }

    public init(from decoder: any Decoder) throws { self = try Self.named(in: decoder) }
    public func encode(to encoder: any Encoder) throws { try encodeName(to: encoder) }
}

extension Interlock: WireNamed, Codable {
    public var wireName: String {
        switch self {
        case .emergencyStop: "emergency_stop"
        case .beltReadingStale: "belt_reading_stale"
        case .hoistReadingStale: "hoist_reading_stale"
        case .loadCellReadingStale: "load_cell_reading_stale"
        case .beltFault: "belt_fault"
        case .hoistFault: "hoist_fault"
        case .loadCellFault: "load_cell_fault"
        case .beltWatchdogUnverified: "belt_watchdog_unverified"
        case .hoistWatchdogUnverified: "hoist_watchdog_unverified"
        case .beltTracking: "belt_tracking"
        case .beltOverSpeed: "belt_over_speed"
        case .supportOverForce: "support_over_force"
        case .supportForceDrift: "support_force_drift"
        case .supportForceError: "support_force_error"
        case .commandUnconfirmed: "command_unconfirmed"
        case .loopOverrun: "loop_overrun"
        case .standstillUnconfirmed: "standstill_unconfirmed"
        case .deviceNotReady: "device_not_ready"
        case .driveWatchdogTripped: "drive_watchdog_tripped"
        case .lanyardPulled: "lanyard_pulled"
        case .harnessSlack: "harness_slack"
        case .fall: "fall"
        case .beltReadingFrozen: "belt_reading_frozen"
        case .hoistReadingFrozen: "hoist_reading_frozen"
        case .loadCellReadingFrozen: "load_cell_reading_frozen"
        case .beltReadingImpossible: "belt_reading_impossible"
        case .hoistReadingImpossible: "hoist_reading_impossible"
        case .loadCellReadingImpossible: "load_cell_reading_impossible"
        case .hoistTracking: "hoist_tracking"
        case .commandUnsettled: "command_unsettled"
        case .operatorLinkLost: "operator_link_lost"
        case .powerTrouble: "power_trouble"
        case .storageTrouble: "storage_trouble"
        case .clockAnomaly: "clock_anomaly"
        case .configurationRefused: "configuration_refused"
        case .proofMissing: "proof_missing"
        case .sessionInterrupted: "session_interrupted"
        }
    }

    public init(from decoder: any Decoder) throws { self = try Self.named(in: decoder) }
    public func encode(to encoder: any Encoder) throws { try encodeName(to: encoder) }
}
