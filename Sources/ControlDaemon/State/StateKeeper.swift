import Devices
import Dispatch
import Foundation
import Logging
import OperatorAPI
import Synchronization
import TreadmillControl

/// Keeps what must survive on the disk, on a queue of its own: neither the tick nor the follower waits for it.
final class StateKeeper: Sendable {
    /// A change that is not on the disk after so long is trouble.
    static let longestWrite = TimeSpan.milliseconds(1000)
    /// A session whose record took so long to write is not begun: nobody expects it any more.
    static let longestOpening = TimeSpan.milliseconds(3000)
    private static let retryInterval = DispatchTimeInterval.seconds(1)

    private let notes: Mutex<Notes>
    private let store: Mutex<DurableStore<SurvivingState>>
    private let queue = DispatchQueue(label: "state keeper", qos: .userInitiated)
    private let bootID: String
    private let logger: Logger
    /// What the last daemon left behind.
    let aftermath: Aftermath

    private struct Notes: Sendable {
        var state: SurvivingState
        /// The session whose ticks tell of ``SurvivingState/session``; zero for the supervision between sessions.
        var number: UInt32 = 0
        /// Whether the open session is one that the last daemon left behind.
        var isInherited = true
        /// Counts the changes, and those of them that are on the disk.
        var changes: UInt64 = 0
        var written: UInt64 = 0
        var changedAt = MonotonicInstant.zero
        var failure: String?
        var isScheduled = false
        var isRetryDue = false
    }

    /// Reads what the last daemon left behind.
    init(folder: any DurableFolder, bootID: String = ComputerIdentity.bootID, logger: Logger) {
        var store = DurableStore<SurvivingState>(folder: folder, name: "state")
        aftermath = Aftermath(store.read(), bootID: bootID)
        notes = Mutex(Notes(state: aftermath.state))
        self.store = Mutex(store)
        self.bootID = bootID
        self.logger = logger
    }

    /// Why what should be on the disk is not there; `nil` while all is well.
    func trouble(at now: MonotonicInstant) -> String? {
        notes.withLock { notes in
            guard notes.changes != notes.written else { return nil }
            return notes.failure
                ?? (now - notes.changedAt > Self.longestWrite ? "the disk takes more than a second for a write" : nil)
        }
    }

    // MARK: Changes

    /// Writes down that a session begins. Nothing of it may reach the loop before this returns.
    ///
    /// - Throws: ``OperatorAPI/Problem`` of status 503 when that cannot be brought to the disk; then nothing is open.
    func open(_ id: String, logFile: String?, number: UInt32, at date: Date = Date()) async throws(Problem) {
        let session = OpenSession(
            id: id, logFile: logFile, startedAt: Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)),
            bootID: bootID)
        let begun = MonotonicClock.now()
        let before = change { notes in
            let before = (notes.number, notes.isInherited)
            notes.state.session = session
            notes.number = number
            notes.isInherited = false
            return before
        }
        let done = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: MonotonicClock.now()) }
        }
        var failure = notes.withLock {
            $0.changes == $0.written ? nil : $0.failure ?? "a change is not on the disk yet"
        }
        if done - begun > Self.longestOpening { failure = "the disk took too long" }
        guard let failure else { return }
        change { notes in
            notes.state.session = nil
            (notes.number, notes.isInherited) = before
        }
        throw .notReady("no session without a record of it on the disk: \(failure)")
    }

    /// A session that was written down did not begin after all.
    func withdraw(number: UInt32) {
        change { notes in
            guard notes.number == number else { return }
            notes.state.session = nil
        }
    }

    /// Takes over what a tick says; ticks of other sessions than the open one say nothing.
    func follow(_ record: TickRecord, at wall: Date = Date()) {
        change { notes in
            guard record.session == notes.number else { return }
            notes.state.follow(record.inputs, record.outputs, isOwn: !notes.isInherited, at: wall)
        }
    }

    /// Returns once everything is on the disk that can be brought there.
    func flush() { queue.sync { write() } }

    @discardableResult
    private func change<Result>(_ body: (inout Notes) -> Result) -> Result {
        let (result, isNew) = notes.withLock { notes in
            let before = notes.state
            let result = body(&notes)
            guard notes.state != before else { return (result, false) }
            if notes.changes == notes.written { notes.changedAt = MonotonicClock.now() }
            notes.changes += 1
            defer { notes.isScheduled = true }
            return (result, !notes.isScheduled)
        }
        if isNew { queue.async { self.write() } }
        return result
    }

    // MARK: On the queue

    private func retry() {
        notes.withLock { $0.isRetryDue = false }
        write()
    }

    private func write() {
        let (state, changes, isDue) = notes.withLock { notes in
            notes.isScheduled = false
            return (notes.state, notes.changes, notes.changes != notes.written)
        }
        guard isDue else { return }
        let failure = store.withLock { store in
            do throws(StorageFailure) {
                try store.write(state)
                return String?.none
            } catch {
                return error.description
            }
        }
        let (before, needsRetry) = notes.withLock { notes in
            defer { notes.failure = failure }
            if failure == nil { notes.written = changes }
            let needsRetry = failure != nil && !notes.isRetryDue
            notes.isRetryDue = notes.isRetryDue || needsRetry
            return (notes.failure, needsRetry)
        }
        tell(before, failure)
        if needsRetry { queue.asyncAfter(deadline: .now() + Self.retryInterval) { self.retry() } }
    }

    private func tell(_ before: String?, _ now: String?) {
        if let now, before == nil {
            logger.error("what must survive cannot be written: \(now)")
        } else if before != nil, now == nil {
            logger.notice("what must survive can be written again")
        }
    }
}
