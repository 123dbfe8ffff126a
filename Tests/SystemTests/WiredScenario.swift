import FaultScenarios
import Foundation
import Glibc
import OperatorAPI
import SimulatedDevices
import Testing
import TreadmillControl

/// A fault scenario on real wires: the simulated machine breaks, the daemon answers, and this is the operator.
struct WiredScenario {
    private let scenario: FaultScenario
    private let bench: Bench
    private let wires: ScenarioWires
    /// Instants of the scenario at which something has been done.
    private var actions: ArraySlice<TimedOperatorAction>
    private var operatorFaults: [Int: MonotonicInstant] = [:]
    private var lastSign: MonotonicInstant?

    /// How often somebody looks at the machine's clock.
    private static let glance = Duration.milliseconds(20)
    /// Checks, the raising of the support and the countdown take less; so does the way to a log on the disk.
    private static let margin = 60.0

    /// Plays the scenario from the start of the daemon to its end.
    ///
    /// - Returns: what the simulator and the daemon's flight log have of it.
    static func play(_ scenario: FaultScenario, on rig: ReferenceRig) async throws -> PlayedScenario {
        let bench = try await Bench.open(rig, mass: scenario.setup.runnerMass)
        var wired = try WiredScenario(scenario, bench, ScenarioWires(rig))
        return try await wired.play()
    }

    private init(_ scenario: FaultScenario, _ bench: Bench, _ wires: ScenarioWires) throws {
        self.scenario = scenario
        self.bench = bench
        self.wires = wires
        actions = scenario.actions.sorted { $0.at < $1.at }[...]
        try bench.write("limits.yaml", ScenarioWires.limits)
    }

    private mutating func play() async throws -> PlayedScenario {
        let begin = InterposedLine.now
        bench.simulator.schedule(scenario)
        let daemon = try await startDaemon()
        #expect(
            try await bench.start(planText, mass: massKilograms, needsOperatorLink: scenario.setup.needsOperatorLink)
                == 201)
        var session = ""
        try await eventually("the session") {
            session = (try? await bench.status().session?.id) ?? ""
            return !session.isEmpty
        }
        let deadline = ContinuousClock.now + .seconds(scenario.end.seconds + Self.margin)
        while ContinuousClock.now < deadline, try await isUnderWay() {
            try await behave(as: session)
            try await Task.sleep(for: Self.glance)
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
        return try seen(since: begin)
    }

    /// A fault that is there from the start keeps no daemon from starting, only its sessions.
    private func startDaemon() async throws -> RunningProgram {
        switch scenario.origin {
        case .firstMovement: try await bench.startDaemon()
        case .start: try await bench.startDaemon(allowing: Set(Interlock.allCases))
        }
    }

    /// The time of the scenario, once it runs.
    private var now: TimeSpan? {
        let trace = bench.simulator.scenarioTrace
        return trace.origin.flatMap { origin in trace.truth.last.map { $0.time - origin } }
    }

    /// Until the end, and a little more for what comes late. A session that was stopped before anything went wrong has
    /// no more to show.
    private func isUnderWay() async throws -> Bool {
        if let now, now > scenario.end + wires.longest { return false }
        guard !bench.simulator.scenarioTrace.faultBegins.contains(where: { $0 != nil }), operatorFaults.isEmpty,
            let phase = try? await bench.status().phase
        else { return true }
        return phase != .faulted && phase != .finished
    }

    // MARK: The operator

    private mutating func behave(as session: String) async throws {
        if scenario.setup.needsOperatorLink, !isOperatorGone() { try await giveSign(session) }
        while let now, let next = actions.first, next.at <= now {
            // Whether it is granted is the scenario's business.
            if let route = Self.route(of: next.action) { _ = try await bench.ask(route) }
            actions.removeFirst()
        }
    }

    private mutating func giveSign(_ session: String) async throws {
        let now = InterposedLine.now
        if let lastSign, now - lastSign < .seconds(PresenceRequest.interval) { return }
        lastSign = now
        try await bench.signOfLife(of: session)
    }

    private mutating func isOperatorGone() -> Bool {
        guard let now else { return false }
        var isGone = false
        for (index, timed) in scenario.faults.enumerated() where timed.fault == .operatorGone && timed.at <= now {
            if operatorFaults[index] == nil { operatorFaults[index] = InterposedLine.now }
            isGone = isGone || timed.duration.map { now < timed.at + $0 } ?? true
        }
        return isGone
    }

    private static func route(of action: OperatorAction) -> APIRoute? {
        switch action {
        case .pause: .pause
        case .resume: .resume
        case .stop: .stop
        case .acknowledge: .acknowledge
        case .lowerSupport: .lower
        // Scenario files have no words for these.
        case .adjustBodyWeight, .adjustSpeed: nil
        }
    }

    private var massKilograms: Double { scenario.setup.runnerMass.kilograms }

    private var planText: String {
        let intervals = scenario.setup.plan.intervals.map { interval in
            "  - {name: \(interval.name), gait: \(interval.gait), duration: \(interval.duration.seconds) s,"
                + " speed: \(interval.beltSpeed.metersPerSecond) m/s, body_weight: \(interval.bodyWeight.percent) %,"
                + " incline: \(interval.incline.percentGrade) %}"
        }
        return "title: Scenario\nmain:\n" + intervals.joined(separator: "\n") + "\n"
    }

    // MARK: What was seen

    private func seen(since begin: MonotonicInstant) throws -> PlayedScenario {
        let log = try #require(try bench.logs.first)
        var trace = bench.simulator.scenarioTrace
        trace.ticks = try ObservedTick.ticks(ofLog: log)
        for (index, instant) in operatorFaults { trace.faultBegins[index] = instant }
        return PlayedScenario(
            scenario: scenario, wires: wires, trace: trace, duration: (InterposedLine.now - begin).seconds,
            logFile: log,
            bench: bench)
    }
}

/// A scenario that was played to its end.
struct PlayedScenario {
    var scenario: FaultScenario
    var wires: ScenarioWires
    var trace: ScenarioTrace
    /// From the start of the daemon to its end, s.
    var duration: Double
    /// On the bench, which is kept so that its folder stays.
    var logFile: String
    var bench: Bench

    var verdict: ScenarioVerdict {
        scenario.verdict(on: trace, rig: wires.rig.letter) { wires.slack(of: $0, in: scenario) }
    }

    /// What had stopped the session before anything went wrong; empty if nothing had.
    ///
    /// A virtual machine that stands still for longer than a reading may be old brings that about, and then there is no
    /// session left in which the scenario could be seen.
    var disturbance: [Interlock] {
        let first = trace.faultBegins.compactMap { $0 }.min()
        let before = trace.ticks.prefix { tick in first.map { tick.time < $0 } ?? true }
        guard let stopped = before.first(where: { [.stopping, .faulted].contains($0.phase) }) else { return [] }
        return stopped.interlocks.interlocks
    }
}
