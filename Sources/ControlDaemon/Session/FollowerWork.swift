import FlightLog
import Logging
import TreadmillControl

/// What the follower shares with the rest of the daemon.
struct FollowerState: Sendable {
    var statistics = LoopStatistics()
    var logState: SessionLogState?
    var incoming: SessionLog?
    var loaded: LoadedSession?

    /// The log that waits for the first tick of session `number`.
    mutating func takeIncoming(for number: UInt32) -> (SessionLog, LoadedSession)? {
        guard let log = incoming, let session = loaded, session.number == number else { return nil }
        incoming = nil
        return (log, session)
    }
}

/// What the follower's thread keeps between its rounds.
struct FollowerWork {
    var statistics = LoopStatistics()
    var log: SessionLog?
    var session: LoadedSession?
    var narrator = SessionNarrator(plan: nil)
    var last: TickRecord?
    var finishedAt: MonotonicInstant?
    var knownLoss: UInt64 = 0
    var healthNotedAt = MonotonicInstant.zero

    func isLogging(_ record: TickRecord) -> Bool { log?.session == record.session }

    mutating func append(_ record: TickRecord) {
        if isLogging(record) { log?.append(record) }
    }

    mutating func append(event text: String, level: EventLevel, at now: MonotonicInstant) {
        log?.append(event: text, level: level, at: now)
    }

    mutating func append(_ health: DeviceHealthRecord) { log?.append(health) }

    mutating func append(dropout duration: TimeSpan) { log?.append(dropout: duration) }

    mutating func flush(at now: MonotonicInstant) -> SessionLogState? {
        log?.flush(at: now)
        return log?.report
    }

    /// Writes what is left and lets go of the file; `nil` when there was none.
    mutating func close(reason: String, at now: MonotonicInstant) -> SessionLogState? {
        log?.append(event: "log closed: \(reason)", level: .info, at: now)
        log?.flush(at: now, isLast: true)
        let state = log?.report
        log = nil
        finishedAt = nil
        return state
    }
}
