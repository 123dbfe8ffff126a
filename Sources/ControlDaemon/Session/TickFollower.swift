import Devices
import FlightLog
import Foundation
import Logging
import OperatorAPI
import Synchronization
import TreadmillControl

/// The thread behind the loop: it sees every tick in order, writes the log, tells journal and listeners what changed,
/// and hands operators the outcomes of their requests.
final class TickFollower: Sendable {
    /// How often the ring is emptied.
    static let interval = TimeSpan.milliseconds(20)
    /// A finished session whose support nobody lowers is logged for so long.
    static let longestEpilogue = TimeSpan.milliseconds(600_000)
    static let healthInterval = TimeSpan.milliseconds(1000)

    private let ring: TickRing
    private let rig: Rig
    private let logger: Logger
    private let limits: ControlLimits
    private let period: TimeSpan
    private let outcomes: RequestOutcomes
    private let listeners: EventListeners
    private let keeper: StateKeeper
    private let tap: TickTap
    private let shared = Mutex(FollowerState())
    private let isStopping = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)

    init(
        ring: TickRing, rig: Rig, limits: ControlLimits, period: TimeSpan, outcomes: RequestOutcomes,
        listeners: EventListeners, keeper: StateKeeper, tap: TickTap = TickTap(), logger: Logger
    ) {
        self.ring = ring
        self.rig = rig
        self.limits = limits
        self.period = period
        self.outcomes = outcomes
        self.listeners = listeners
        self.keeper = keeper
        self.tap = tap
        self.logger = logger
    }

    var statistics: LoopStatistics { shared.withLock { $0.statistics } }
    var logState: SessionLogState? { shared.withLock { $0.logState } }
    var lostTicks: UInt64 { ring.lostCount }

    /// Hands over the log of a session that is about to begin. It is taken up at the session's first tick.
    func adopt(_ log: SessionLog, for session: LoadedSession) {
        shared.withLock {
            $0.logState = log.report
            $0.incoming = log
            $0.loaded = session
        }
    }

    /// Lets go of the log of a session that did not begin.
    func abandon(session number: UInt32) {
        shared.withLock {
            guard $0.takeIncoming(for: number) != nil else { return }
            $0.loaded = nil
            $0.logState = nil
        }
    }

    func start() {
        let thread = Thread { [self] in
            var work = FollowerWork()
            while !isStopping.load(ordering: .acquiring) {
                round(&work)
                MonotonicClock.sleep(until: MonotonicClock.now() + Self.interval)
            }
            round(&work)
            finishLog(&work, because: "the daemon ends")
            ended.signal()
        }
        thread.name = "tick follower"
        thread.start()
    }

    /// Empties the ring for the last time and closes the log.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        ended.wait()
    }

    // MARK: Rounds

    private func round(_ work: inout FollowerWork) {
        while let record = ring.pop() { follow(record, &work) }
        let now = MonotonicClock.now()
        noteLoss(&work, at: now)
        noteHealth(&work, at: now)
        let failure = work.log?.report.failure
        let state = work.flush(at: now)
        if let state { noteFailure(from: failure, to: state.failure) }
        shared.withLock {
            $0.statistics = work.statistics
            // Until its first tick, a log that was just adopted is told of, not the one before it.
            if let state, $0.incoming == nil { $0.logState = state }
        }
    }

    private func noteFailure(from before: String?, to now: String?) {
        guard (before == nil) != (now == nil) else { return }
        if let now {
            logger.error("the session goes on without its log: \(now)")
        } else {
            logger.notice("the log can be written again")
        }
    }

    private func takeNewLog(for number: UInt32, _ work: inout FollowerWork) {
        guard let (log, session) = shared.withLock({ $0.takeIncoming(for: number) }) else { return }
        finishLog(&work, because: "a new session begins")
        work.log = log
        work.session = session
        work.narrator = SessionNarrator(plan: session.setup.plan)
        work.finishedAt = nil
    }

    private func follow(_ record: TickRecord, _ work: inout FollowerWork) {
        keeper.follow(record)
        if record.session != work.session?.number ?? 0 { takeNewLog(for: record.session, &work) }
        work.statistics.record(record.inputs.loop, overrunAfter: limits.supervision.loopLateness)
        if let result = record.outputs.requestResult { outcomes.resolve(result) }
        work.append(record)
        for event in work.narrator.events(in: record.outputs, at: record.now) { tell(event, record, &work) }
        let plan = work.session?.setup.plan
        for event in StreamEvents.between(work.last?.outputs, record.outputs, plan: plan) { listeners.send(event) }
        work.last = record
        tap.take(record)
        closeLogWhenOver(record, &work)
    }

    /// Between sessions nobody is on the machine: what is wrong then is news, not an alarm.
    private func tell(_ event: FlightLog.LogEvent, _ record: TickRecord, _ work: inout FollowerWork) {
        work.append(event: event.text, level: event.level, at: event.time)
        let level: Logger.Level = record.outputs.state.phase == .idle ? .info : Logger.Level(event.level)
        let session = record.session == work.session?.number ? work.session : nil
        logger.log(level: level, "\(event.text)", metadata: session.map { ["session": "\($0.id)"] })
    }

    private func closeLogWhenOver(_ record: TickRecord, _ work: inout FollowerWork) {
        guard work.isLogging(record) else { return }
        switch record.outputs.state {
        case .idle:
            finishLog(&work, because: "the session is over and the support is down")
        case .finished:
            if work.finishedAt == nil { work.finishedAt = record.now }
            if let since = work.finishedAt, record.now - since > Self.longestEpilogue {
                finishLog(&work, because: "the session is over")
            }
        case .checking, .armed, .countdown, .running, .paused, .stopping, .faulted, .proving:
            work.finishedAt = nil
        }
    }

    private func noteLoss(_ work: inout FollowerWork, at now: MonotonicInstant) {
        let lost = ring.lostCount
        guard lost > work.knownLoss else { return }
        logger.error("\(lost - work.knownLoss) ticks were not recorded: the recorder does not keep up")
        let periods = Int64(clamping: lost - work.knownLoss)
        work.append(dropout: TimeSpan(nanoseconds: periods &* period.nanoseconds))
        work.knownLoss = lost
    }

    private func noteHealth(_ work: inout FollowerWork, at now: MonotonicInstant) {
        guard now - work.healthNotedAt > Self.healthInterval else { return }
        work.healthNotedAt = now
        for (index, bus) in rig.health.enumerated() {
            work.append(
                DeviceHealthRecord(
                    at: now, bus: UInt8(clamping: index), transactions: bus.transactions, failures: bus.failures,
                    reconnects: bus.reconnects, roundTripMicroseconds: Double(bus.roundTrip.nanoseconds) / 1000))
        }
    }

    private func finishLog(_ work: inout FollowerWork, because reason: String) {
        guard let state = work.close(reason: reason, at: MonotonicClock.now()) else { return }
        shared.withLock { if $0.incoming == nil { $0.logState = state } }
        if let failure = state.failure { logger.error("the log is not whole: \(failure)") }
        logger.info("log closed: \(state.path), \(state.bytes) bytes; \(reason)")
    }
}

extension Logger.Level {
    /// The level as the journal names it.
    fileprivate init(_ level: EventLevel) {
        switch level {
        case .emergency, .alert, .critical: self = .critical
        case .error: self = .error
        case .warning: self = .warning
        case .notice: self = .notice
        case .info: self = .info
        case .debug: self = .debug
        }
    }
}
