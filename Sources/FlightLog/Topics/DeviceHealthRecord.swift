import TreadmillControl

/// How the exchanges with the devices of one bus go: the topic `device_health`, about once a second.
public struct DeviceHealthRecord: Sendable {
    var timestamp: UInt64 = 0
    var timeNanoseconds: Int64 = 0
    /// Number of the bus in the rig's configuration, from zero.
    public private(set) var bus: UInt8 = 0
    /// Exchanges begun since the rig was opened.
    public private(set) var transactions: UInt64 = 0
    /// Exchanges without a good answer since the rig was opened.
    public private(set) var failures: UInt64 = 0
    /// Times that the bus was opened again.
    public private(set) var reconnects: UInt64 = 0
    /// Microseconds from request to answer in the newest exchange that succeeded.
    public private(set) var roundTripMicroseconds = absentValue

    package init() {}

    public init(
        at time: MonotonicInstant, bus: UInt8, transactions: UInt64, failures: UInt64, reconnects: UInt64,
        roundTripMicroseconds: Double
    ) {
        timestamp = time.ulogTimestamp
        timeNanoseconds = time.nanoseconds
        self.bus = bus
        self.transactions = transactions
        self.failures = failures
        self.reconnects = reconnects
        self.roundTripMicroseconds = roundTripMicroseconds
    }

    /// When these counts were taken.
    public var time: MonotonicInstant { MonotonicInstant(nanoseconds: timeNanoseconds) }
}

extension DeviceHealthRecord: LogTopic {
    package static var topicName: String { "device_health" }

    package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("timestamp", &timestamp)
        visitor.visit("time_ns", &timeNanoseconds)
        visitor.visit("bus", &bus)
        visitor.visit("transactions", &transactions)
        visitor.visit("failures", &failures)
        visitor.visit("reconnects", &reconnects)
        visitor.visit("round_trip_us", &roundTripMicroseconds)
    }
}
