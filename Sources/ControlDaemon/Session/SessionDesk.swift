import Devices
import FlightLog
import Foundation
import Logging
import OperatorAPI
import RigConfiguration
import StrictYAML
import Synchronization
import TrainingPlans
import TreadmillControl

/// Takes what operators ask for to the loop: new sessions, and requests to the one that is loaded.
actor SessionDesk {
    private let settings: DaemonSettings
    private let exchange: LoopExchange
    private let follower: TickFollower
    private let outcomes: RequestOutcomes
    private let keeper: StateKeeper
    private let station: StationBoard
    private let logger: Logger
    private var number: UInt32 = 0
    private var isClosed = false
    private var isStarting = false
    private var isProving = false
    private(set) var loaded: LoadedSession?

    init(
        settings: DaemonSettings, exchange: LoopExchange, follower: TickFollower, outcomes: RequestOutcomes,
        keeper: StateKeeper, station: StationBoard, logger: Logger
    ) {
        self.settings = settings
        self.exchange = exchange
        self.follower = follower
        self.outcomes = outcomes
        self.keeper = keeper
        self.station = station
        self.logger = logger
    }

    // MARK: Starting

    /// Starts a session, or throws and changes nothing.
    func start(_ request: SessionRequest) async throws(Problem) -> SessionStarted {
        // First of all, so that nobody's long plan is read while a runner's stop waits behind it.
        try checkMayStart()
        let mass = try request.runnerMass()
        let plan = try sessionPlan(request, mass: mass)
        try checkFreeSpace()
        isStarting = true
        defer { isStarting = false }
        number += 1
        let now = Date()
        let session = LoadedSession(
            number: number, id: Self.sessionID(now, number: number),
            setup: SessionSetup(plan: plan, runnerMass: mass, needsOperatorLink: request.needsOperatorLink))
        let path = try openLog(for: session, request: request, at: now)
        // On the disk before the loop hears of it: whatever happens from now on, the next daemon knows.
        do throws(Problem) {
            try await keeper.open(session.id, logFile: path, number: session.number)
        } catch {
            follower.abandon(session: session.number)
            throw error
        }
        let previous = loaded
        loaded = session
        logger.notice("session \(session.id): \(plan.title), \(mass.kilograms) kg, log \(path)")
        exchange.place(
            SessionOrder(
                number: session.number, controller: Controller(limits: settings.limits, setup: session.setup)))
        guard await isTaken(session) else {
            loaded = previous
            follower.abandon(session: session.number)
            keeper.withdraw(number: session.number)
            throw .notReady("the control loop did not take the session")
        }
        return SessionStarted(sessionID: session.id, logFile: path)
    }

    private func sessionPlan(_ request: SessionRequest, mass: Mass) throws(Problem) -> SessionPlan {
        let plan: TrainingPlan
        do throws(YAMLProblems) {
            plan = try PlanFile.parse(text: request.planText, name: request.planName)
        } catch {
            throw .badPlan(name: request.planName, findings: error.problems.map(\.finding))
        }
        let errors = PlanLint.findings(for: plan, limits: settings.limits, mass: mass).filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw .badPlan(
                name: request.planName,
                findings: errors.map { Problem.Finding(line: $0.line, message: "\($0.reason); \($0.remedy)") })
        }
        let session = plan.flattened()
        guard settings.rig.belt.takesIncline || session.intervals.allSatisfy({ $0.incline == .zero }) else {
            let message = "the plan has an incline, and the belt of this rig has none; set it to 0 in every step"
            throw .badPlan(name: request.planName, findings: [Problem.Finding(line: nil, message: message)])
        }
        return session
    }

    /// A session may begin from rest only: none loaded, or the last one at its end, and the belt standing.
    private func checkMayStart() throws(Problem) {
        guard !isClosed else { throw .notReady("the daemon is shutting down") }
        guard !isStarting else { throw .notReady("another session is being started") }
        guard !isProving else { throw .doctorAtWork }
        guard let tick = exchange.liveTick(at: MonotonicClock.now()) else {
            throw .notReady("the control loop is not running")
        }
        switch tick.outputs.state {
        case .idle, .finished:
            guard tick.outputs.command.hoist == .hold else { throw .notReady("the support is being let down") }
        case .faulted:
            throw .faultNotAcknowledged
        case .checking, .armed, .countdown, .running, .paused, .stopping, .proving:
            throw .sessionAlreadyLoaded(phase: tick.outputs.state.phase.wireName)
        }
    }

    private func checkFreeSpace() throws(Problem) {
        let free: Int64
        do throws(StorageFailure) {
            free = try FreeSpace.bytes(at: settings.logDirectory)
        } catch {
            throw .notReady("the log directory cannot be used: \(error)")
        }
        guard free >= settings.logFreeSpace else {
            throw .notReady(
                "only \(free >> 20) MiB are free in \(settings.logDirectory), \(settings.logFreeSpace >> 20) MiB are needed"
            )
        }
    }

    private func openLog(for session: LoadedSession, request: SessionRequest, at date: Date) throws(Problem) -> String {
        let path = settings.logDirectory + "/" + session.id + ".ulg"
        let header = FlightLogHeader(
            softwareVersion: SoftwareVersion.text, sessionID: session.id, startedAt: date.ISO8601Format(),
            start: MonotonicClock.now(), period: TimeSpan(nanoseconds: 1_000_000_000 / Int64(settings.loopRate)),
            limits: settings.limits, setup: session.setup,
            sources: settings.sources + [SourceText(name: request.planName.oneLine, text: request.planText)])
        do throws(FlightLogError) {
            follower.adopt(try SessionLog(session: session.number, path: path, header: header), for: session)
        } catch {
            throw .notReady("no session without a log: \(error)")
        }
        return path
    }

    /// Waits a second for the loop to take the session. After that the order is withdrawn: a belt must not start for
    /// an operator who was told that it will not.
    private func isTaken(_ session: LoadedSession) async -> Bool {
        let deadline = MonotonicClock.now() + .milliseconds(1000)
        while MonotonicClock.now() < deadline {
            if exchange.newestTick?.session == session.number { return true }
            do { try await Task.sleep(for: .milliseconds(5)) } catch { break }
        }
        return !exchange.withdraw(session: session.number)
    }

    /// The time in UTC and a number that tells apart what one daemon starts within a second.
    private static func sessionID(_ date: Date, number: UInt32) -> String {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted)
        return "\(date.formatted(style))-\(number)"
    }

    // MARK: Requests

    /// Passes a request to the loop and waits for its answer.
    func request(_ action: OperatorAction) async throws(Problem) -> RequestReply {
        guard !isClosed || action.endsMotion else { throw .notReady("the daemon is shutting down") }
        let exchange = exchange
        let sent = Mutex<UInt32?>(nil)
        let outcome = await outcomes.outcome { id in
            guard exchange.enqueue(OperatorRequest(id: id, action: action)) else { return false }
            sent.withLock { $0 = id }
            return true
        }
        guard let outcome else { throw unanswered(action, sent: sent.withLock { $0 }) }
        logger.notice("operator: \(action): \(outcome.wireName)")
        return RequestReply(outcome: outcome)
    }

    /// Why there is no outcome. What would set something in motion is taken back: it must not happen later, when
    /// nobody expects it any more.
    private func unanswered(_ action: OperatorAction, sent id: UInt32?) -> Problem {
        let detail =
            if let id {
                action.endsMotion || !exchange.withdraw(request: id)
                    ? "the request was passed on, but what became of it is not known yet"
                    : "the control loop does not answer; the request was withdrawn"
            } else {
                "too many requests are waiting"
            }
        logger.error("operator: \(action): \(detail)")
        return .notReady(detail)
    }

    /// Notes that the operator of a session is there.
    func noteOperator(of sessionID: String) throws(Problem) {
        guard let loaded, loaded.id == sessionID, exchange.newestTick?.session == loaded.number else {
            throw .noSuchSession(sessionID)
        }
        station.operatorWasSeen(at: MonotonicClock.now())
    }

    // MARK: Proof

    /// Takes the machine for a proof: until ``endProof()`` no session starts.
    func beginProof() throws(Problem) {
        try checkMayStart()
        isProving = true
    }

    func endProof() { isProving = false }

    /// The number of a controller that is no session's.
    func nextNumber() throws(Problem) -> UInt32 {
        guard !isClosed else { throw .notReady("the daemon is shutting down") }
        number += 1
        return number
    }

    // MARK: Shutdown

    /// Refuses new sessions, stops the belt in a controlled way with the support held, and returns once it is known to
    /// stand, or when `patience` is over.
    func shutDown(patience: TimeSpan) async {
        isClosed = true
        if let tick = exchange.newestTick, !tick.outputs.isAtRest { _ = try? await request(.stop) }
        let deadline = MonotonicClock.now() + patience
        while MonotonicClock.now() < deadline {
            // Without a session nothing was set in motion, and a rig that is not there need not be waited for.
            guard let tick = exchange.newestTick, tick.outputs.state != .idle else { return }
            if tick.outputs.isAtRest, tick.outputs.estimates.standstillConfirmed { return }
            try? await Task.sleep(for: .milliseconds(20))
        }
        logger.error("standstill was not confirmed before the end; the drives' own watchdogs stop the belt")
    }
}

extension ControlOutputs {
    /// No motion of the belt is on its way, the rope is held, and no session is left open.
    fileprivate var isAtRest: Bool {
        switch state {
        case .idle, .finished, .faulted: command.hoist == .hold
        case .checking, .armed, .countdown, .running, .paused, .stopping, .proving: false
        }
    }
}

extension YAMLProblem {
    fileprivate var finding: Problem.Finding {
        Problem.Finding(line: line, message: [keyPath, reason, remedy].filter { !$0.isEmpty }.joined(separator: ": "))
    }
}
