import FlightLog
import Logging
import TreadmillControl

/// The log of one session while it is written.
///
/// Ticks go into an encoder; the encoder's bytes go to the file at every flush and to the disk once a second. A disk
/// that fails never stops the session: what could not be written is left out, and the log says so when it can again.
///
/// It is made by the desk and then belongs to the follower's thread alone.
final class SessionLog: @unchecked Sendable {
    /// At most this many bytes wait for a disk that does not take them: half a minute at 100 Hz.
    static let mostPending = 1 << 20
    private static let synchronizeInterval = TimeSpan.milliseconds(1000)
    /// How long a disk that failed is left alone.
    static let retryInterval = TimeSpan.milliseconds(1000)

    let session: UInt32
    private var file: FlightLogFile
    private var encoder = FlightLogEncoder()
    private var synchronizedAt = MonotonicInstant.zero
    /// Everything up to here is in the file.
    private var writtenUntil: MonotonicInstant
    private var failedAt: MonotonicInstant?
    private(set) var report: SessionLogState

    init(session: UInt32, path: String, header: FlightLogHeader) throws(FlightLogError) {
        self.session = session
        writtenUntil = header.start
        file = try FlightLogFile(creating: path)
        report = SessionLogState(path: path)
        encoder.append(header: header)
        try file.write(&encoder)
        try file.synchronize()
    }

    func append(_ record: TickRecord) {
        encoder.append(tick: record.tick, at: record.now, inputs: record.inputs, outputs: record.outputs)
    }

    func append(event text: String, level: EventLevel, at now: MonotonicInstant) {
        encoder.append(event: text, level: level, at: now)
    }

    func append(_ health: DeviceHealthRecord) { encoder.append(health) }

    func append(dropout duration: TimeSpan) { encoder.append(dropout: duration) }

    /// Writes what has been appended; once a second it is forced to the disk. `isLast` leaves no time to wait for a
    /// disk that failed a moment ago.
    func flush(at now: MonotonicInstant, isLast: Bool = false) {
        if !isLast, let failedAt, now - failedAt < Self.retryInterval {
            dropWhatIsTooMuch(at: now)
            return
        }
        do throws(FlightLogError) {
            try file.write(&encoder)
            writtenUntil = now
            if isLast || now - synchronizedAt > Self.synchronizeInterval {
                try file.seal(at: now)
                try file.synchronize()
                synchronizedAt = now
            }
            failedAt = nil
            report.failure = nil
        } catch {
            failedAt = now
            report.failure = error.description
            dropWhatIsTooMuch(at: now)
        }
        report.bytes = UInt64(max(file.byteCount, 0))
    }

    private func dropWhatIsTooMuch(at now: MonotonicInstant) {
        guard encoder.bytes.count > Self.mostPending else { return }
        encoder.removeAll()
        report.dropped += 1
        encoder.append(dropout: now - writtenUntil)
    }
}

/// What is known of a log from outside.
struct SessionLogState: Equatable, Sendable {
    var path: String
    var bytes: UInt64 = 0
    /// How often records had to be left out.
    var dropped: UInt64 = 0
    /// Why the last write failed; `nil` while writing goes well.
    var failure: String?
}
