import Devices
import FlightLog
import Foundation
import Logging
import OperatorAPI
import RigConfiguration
import StrictYAML
import TrainingPlans
import TreadmillControl

/// Takes what operators ask for to the loop: new sessions, and requests to the one that is loaded.
actor SessionDesk {
    private let settings: DaemonSettings
    private let exchange: LoopExchange
    private let follower: TickFollower
    private let outcomes: RequestOutcomes
    private let logger: Logger
    private var number: UInt32 = 0
    private var isClosed = false
    private(set) var loaded: LoadedSession?

    init(
        settings: DaemonSettings, exchange: LoopExchange, follower: TickFollower, outcomes: RequestOutcomes,
        logger: Logger
    ) {
        self.settings = settings
        self.exchange = exchange
        self.follower = follower
        self.outcomes = outcomes
        self.logger = logger
    }

    // MARK: Starting

    /// Starts a session, or throws and changes nothing.
    func start(_ request: SessionRequest) async throws(Problem) -> SessionStarted {
        let mass = try request.runnerMass()
        let plan = try sessionPlan(request, mass: mass)
        try checkMayStart()
        try checkFreeSpace()
        number += 1
        let now = Date()
        let session = LoadedSession(
            number: number, id: Self.sessionID(now, number: number),
            setup: SessionSetup(plan: plan, runnerMass: mass))
        let path = try openLog(for: session, request: request, at: now)
        loaded = session
        logger.notice("session \(session.id): \(plan.title), \(mass.kilograms) kg, log \(path)")
        exchange.place(
            SessionOrder(
                number: session.number, controller: Controller(limits: settings.limits, setup: session.setup)))
        try await waitUntilTaken(session)
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
        return plan.flattened()
    }

    /// A session may begin from rest only: none loaded, or the last one at its end, and the belt standing.
    private func checkMayStart() throws(Problem) {
        guard !isClosed else { throw .notReady("the daemon is shutting down") }
        guard let tick = exchange.newestTick, MonotonicClock.now() - tick.now < .milliseconds(500) else {
            throw .notReady("the control loop is not running")
        }
        switch tick.outputs.state {
        case .idle, .finished:
            guard tick.outputs.command.hoist == .hold else { throw .notReady("the support is being let down") }
        case .checking, .armed, .countdown, .running, .paused, .stopping, .faulted:
            throw .sessionAlreadyLoaded(phase: tick.outputs.state.phase.wireName)
        }
    }

    private func checkFreeSpace() throws(Problem) {
        var space = statvfs()
        guard statvfs(settings.logDirectory, &space) == 0 else {
            throw .notReady(
                "the log directory \(settings.logDirectory) cannot be used: \(String(cString: strerror(errno)))")
        }
        let free = Int64(clamping: UInt64(space.f_bavail)) &* Int64(space.f_frsize)
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
            sources: settings.sources + [SourceText(name: request.planName, text: request.planText)])
        do throws(FlightLogError) {
            follower.adopt(try SessionLog(session: session.number, path: path, header: header), for: session)
        } catch {
            throw .notReady("no session without a log: \(error)")
        }
        return path
    }

    private func waitUntilTaken(_ session: LoadedSession) async throws(Problem) {
        for _ in 0..<200 {
            if exchange.newestTick?.session == session.number { return }
            try? await Task.sleep(for: .milliseconds(5))
        }
        throw .notReady("the control loop did not take the session")
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
        let exchange = exchange
        let outcome = await outcomes.outcome { id in exchange.enqueue(OperatorRequest(id: id, action: action)) }
        guard let outcome else {
            logger.error("operator: \(action): the control loop does not answer")
            throw .notReady("the control loop does not answer")
        }
        logger.notice("operator: \(action): \(outcome.wireName)")
        return RequestReply(outcome: outcome)
    }

    // MARK: Shutdown

    /// Refuses new sessions, stops the belt in a controlled way with the support held, and returns once it is known to
    /// stand, or when `patience` is over.
    func shutDown(patience: TimeSpan) async {
        isClosed = true
        if let tick = exchange.newestTick, !tick.outputs.state.isAtRest { _ = try? await request(.stop) }
        let deadline = MonotonicClock.now() + patience
        while MonotonicClock.now() < deadline {
            guard let tick = exchange.newestTick else { return }
            if tick.outputs.state.isAtRest, tick.outputs.estimates.standstillConfirmed { return }
            try? await Task.sleep(for: .milliseconds(20))
        }
        logger.error("standstill was not confirmed before the end; the drives' own watchdogs stop the belt")
    }
}

extension SessionState {
    /// No motion is on its way.
    fileprivate var isAtRest: Bool {
        switch self {
        case .idle, .paused, .finished, .faulted: true
        case .checking, .armed, .countdown, .running, .stopping: false
        }
    }
}

extension YAMLProblem {
    fileprivate var finding: Problem.Finding {
        Problem.Finding(line: line, message: [keyPath, reason, remedy].filter { !$0.isEmpty }.joined(separator: ": "))
    }
}
