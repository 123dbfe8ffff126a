/// One bus and how its device talk goes.
public struct BusReport: Codable, Equatable, Sendable {
    public var name: String
    public var connected: Bool
    /// Exchanges tried since the daemon came up.
    public var transactions: UInt64
    /// Exchanges that failed.
    public var failures: UInt64
    public var reconnects: UInt64
    /// Mean time of an exchange, ms; `nil` before the first.
    @Nullable public var roundTrip: Double?
    /// The last failure in words.
    @Nullable public var lastError: String?

    enum CodingKeys: String, CodingKey {
        case name, connected, transactions, failures, reconnects
        case roundTrip = "round_trip_ms"
        case lastError = "last_error"
    }

    public init(
        name: String, connected: Bool, transactions: UInt64, failures: UInt64, reconnects: UInt64, roundTrip: Double?,
        lastError: String?
    ) {
        self.name = name
        self.connected = connected
        self.transactions = transactions
        self.failures = failures
        self.reconnects = reconnects
        _roundTrip = Nullable(wrappedValue: roundTrip)
        _lastError = Nullable(wrappedValue: lastError)
    }
}

/// One device of the rig.
public struct DeviceReport: Codable, Equatable, Sendable {
    /// `belt`, `hoist` or `load cell`.
    public var name: String
    /// The name of the bus it is on.
    public var bus: String
    /// Age of its newest reading, ms; `nil` before the first.
    @Nullable public var readingAge: Double?
    /// Whether the reading is young enough to be acted on.
    public var isFresh: Bool

    enum CodingKeys: String, CodingKey {
        case name, bus
        case readingAge = "reading_age_ms"
        case isFresh = "is_fresh"
    }

    public init(name: String, bus: String, readingAge: Double?, isFresh: Bool) {
        self.name = name
        self.bus = bus
        _readingAge = Nullable(wrappedValue: readingAge)
        self.isFresh = isFresh
    }
}

/// How the control loop keeps its time since the daemon came up.
public struct LoopReport: Codable, Equatable, Sendable {
    /// Hz
    public var rate: Double
    public var ticks: UInt64
    /// Ticks later than their limit.
    public var overruns: UInt64
    /// Periods without a tick.
    public var missed: UInt64
    /// ms
    public var latenessMax: Double
    /// ms; 99 of 100 ticks began no later than this.
    public var latenessP99: Double

    enum CodingKeys: String, CodingKey {
        case ticks, overruns, missed
        case rate = "rate_hz"
        case latenessMax = "lateness_max_ms"
        case latenessP99 = "lateness_p99_ms"
    }

    public init(rate: Double, ticks: UInt64, overruns: UInt64, missed: UInt64, latenessMax: Double, latenessP99: Double)
    {
        self.rate = rate
        self.ticks = ticks
        self.overruns = overruns
        self.missed = missed
        self.latenessMax = latenessMax
        self.latenessP99 = latenessP99
    }
}

/// The flight log of the loaded session.
public struct LogReport: Codable, Equatable, Sendable {
    @Nullable public var file: String?
    /// Bytes written.
    public var bytes: UInt64
    /// Ticks that found no room in the recorder and are not in the log.
    public var dropped: UInt64
    /// Why the log is not written any more; `nil` while it is well.
    @Nullable public var failure: String?

    enum CodingKeys: String, CodingKey {
        case file, bytes, failure
        case dropped = "dropped_ticks"
    }

    public init(file: String?, bytes: UInt64, dropped: UInt64, failure: String?) {
        _file = Nullable(wrappedValue: file)
        self.bytes = bytes
        self.dropped = dropped
        _failure = Nullable(wrappedValue: failure)
    }
}
