import FaultScenarios
import FlightLog
import RigSimulation
import TreadmillControl

/// A fault scenario in virtual time: the real core against the simulated rig, with the scenario's faults.
///
/// The same scenario, limits and seed give the same run, bit for bit.
public struct ScenarioRun: Sendable {
    public let scenario: FaultScenario
    /// The session as it stands.
    public private(set) var session: SimulatedSession
    /// What has been seen so far.
    public private(set) var trace: ScenarioTrace

    private var timeline: FaultTimeline
    private var actions: ArraySlice<TimedOperatorAction>
    private var now = SimulatedSession.start

    /// A belt that has not moved by then never will: checks, the raising of the support and the countdown take less.
    static let longestStart = TimeSpan.milliseconds(120_000)
    /// Faster than this the belt has moved, m/s.
    static let firstMovement = BeltSpeed.metersPerSecond(0.01)

    public init(_ scenario: FaultScenario, limits: ControlLimits = ControlLimits(), seed: UInt64) {
        self.scenario = scenario
        session = SimulatedSession(setup: scenario.setup, limits: limits, seed: seed)
        trace = ScenarioTrace(faultBegins: scenario.faults.map { _ in nil })
        timeline = FaultTimeline(scenario.faults)
        actions = scenario.actions.sorted { $0.at < $1.at }[...]
        if scenario.origin == .start { trace.origin = SimulatedSession.start }
        makeChanges()
    }

    public var isOver: Bool {
        guard let origin = trace.origin else { return now - SimulatedSession.start > Self.longestStart }
        return now - origin > scenario.end
    }

    /// Runs one period of the loop.
    public mutating func step() -> SimulatedSession.Tick {
        let tick = session.step()
        now = tick.time
        let plant = session.rig.plant
        trace.ticks.append(ObservedTick(tick.outputs, at: now))
        trace.truth.append(
            ObservedTruth(
                time: now, beltSpeed: plant.belt.smoothSpeed, ropeForce: plant.ropeForce,
                hoistPosition: plant.hoist.position))
        if trace.origin == nil, plant.belt.smoothSpeed > Self.firstMovement { trace.origin = now }
        makeChanges()
        return tick
    }

    /// Runs to the end.
    public consuming func run() -> ScenarioVerdict {
        while !isOver { _ = step() }
        return scenario.verdict(on: trace)
    }

    /// Runs to the end and writes a flight log.
    ///
    /// - Parameters:
    ///   - file: a new, empty log file.
    ///   - header: what the log says of itself; limits, setup, start and period are taken from this run.
    public consuming func run(
        recordingTo file: inout FlightLogFile, header: FlightLogHeader
    ) throws(FlightLogError) -> ScenarioVerdict {
        var log = SimulatedLog(header, of: session)
        var tally = SimulationTally(setup: scenario.setup)
        while !isOver {
            let tick = step()
            try log.add(tick, events: tally.add(tick), to: &file)
        }
        try log.finish(&file)
        return scenario.verdict(on: trace)
    }

    // MARK: Faults and operator

    private mutating func makeChanges() {
        guard let origin = trace.origin else { return }
        for change in timeline.takeDue(at: now - origin) {
            switch change {
            case .begin(let index):
                trace.faultBegins[index] = now
                begin(timeline.faults[index].fault)
            case .end(let index): end(timeline.faults[index].fault)
            }
        }
        while let next = actions.first, next.at <= now - origin {
            session.ask(next.action)
            actions.removeFirst()
        }
    }

    private mutating func begin(_ fault: ScenarioFault) {
        switch fault {
        case .rig(let fault): session.rig.begin(fault)
        case .station(let conditions): session.conditions.formUnion(conditions)
        case .operatorGone: session.operatorIsThere = false
        case .stall(let span): session.stall(for: span)
        }
    }

    private mutating func end(_ fault: ScenarioFault) {
        switch fault {
        case .rig(let fault): session.rig.end(fault)
        case .station(let conditions): session.conditions.subtract(conditions)
        case .operatorGone: session.operatorIsThere = true
        case .stall: break
        }
    }
}
