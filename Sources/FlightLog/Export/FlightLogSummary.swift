import TreadmillControl

/// What `unweight log info` tells of a log.
public struct FlightLogSummary: Equatable, Sendable {
    public var sessionID: String
    public var softwareVersion: String
    /// Wall-clock start in UTC, ISO 8601.
    public var startedAt: String
    /// `nil` without a session.
    public var runnerMass: Mass?
    /// `nil` without a session.
    public var planTitle: String?
    /// The duration that the plan has on paper; `nil` without a session.
    public var planDuration: TimeSpan?
    /// Ticks with inputs and outputs.
    public var ticks: UInt64 = 0
    /// From the first tick to the last.
    public var duration = TimeSpan.zero
    /// Plan time at the last tick.
    public var planTime = TimeSpan.zero
    /// The state at the last tick; `nil` without ticks.
    public var lastPhase: SessionPhase?
    /// Why the session ended; `nil` when the log ends before the session does.
    public var finishReason: FinishReason?
    /// Every interlock that waited for a person at some time.
    public var latchedInterlocks = InterlockSet.none
    /// Events of level warning and above.
    public var warnings: UInt64 = 0
    public var events: UInt64 = 0
    /// Times that records were lost while writing, and how long altogether.
    public var dropouts: UInt64 = 0
    public var dropoutTime = TimeSpan.zero
    /// Bytes behind the last whole message.
    public var tornBytes: UInt64 = 0
    /// Bytes skipped in the middle.
    public var damagedBytes: UInt64 = 0

    /// Reads the rest of the log.
    public init(reading reader: inout FlightLogReader) throws(FlightLogError) {
        let header = reader.header
        sessionID = header.sessionID
        softwareVersion = header.softwareVersion
        startedAt = header.startedAt
        runnerMass = header.setup?.runnerMass
        planTitle = header.setup?.plan.title
        planDuration = header.setup?.plan.duration
        var first: MonotonicInstant?
        while let message = try reader.next() {
            switch message {
            case .inputs(let record): first = first ?? record.time
            case .outputs(let record): add(record, since: first ?? record.time)
            case .deviceHealth: continue
            case .event(let event):
                events += 1
                if event.level.rawValue <= EventLevel.warning.rawValue { warnings += 1 }
            case .dropout(let duration):
                dropouts += 1
                dropoutTime += duration
            }
        }
        tornBytes = reader.tornBytes
        damagedBytes = reader.damagedBytes
    }

    private mutating func add(_ record: ControlOutputsRecord, since first: MonotonicInstant) {
        ticks += 1
        duration = record.time - first
        planTime = record.planTime
        lastPhase = record.phase
        // Idle after the end: the support is down, and the session ended as it had.
        if record.phase != .idle { finishReason = record.phase == .finished ? record.finishReason : nil }
        latchedInterlocks = latchedInterlocks.union(record.latchedInterlocks)
    }
}
