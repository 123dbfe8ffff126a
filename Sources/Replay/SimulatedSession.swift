import FlightLog
import RigSimulation
import TreadmillControl

/// A session in virtual time: the real core against the simulated rig, in one process, with no wire and no clock.
///
/// The same setup, limits, plant and seed give the same session, bit for bit.
public struct SimulatedSession: Sendable {
    /// Something that an operator does at a given time of the session.
    public struct TimedAction: Equatable, Sendable {
        /// From the first tick.
        public var time: TimeSpan
        public var action: OperatorAction

        public init(at time: TimeSpan, _ action: OperatorAction) {
            self.time = time
            self.action = action
        }
    }

    /// What one tick saw and did.
    public struct Tick: Sendable {
        /// From zero.
        public var number: UInt64
        public var time: MonotonicInstant
        public var inputs: ControlInputs
        public var outputs: ControlOutputs
    }

    /// The instant of the first tick.
    public static let start = MonotonicInstant(nanoseconds: 1_000_000_000)

    public let setup: SessionSetup
    public let limits: ControlLimits
    public let period: TimeSpan
    /// The simulated rig; its faults may be set between ticks.
    public var rig: VirtualRig
    /// What is wrong with the controller's surroundings.
    public var conditions: StationConditions = []
    /// Whether the operator's program says that it is there.
    public var operatorIsThere = true

    private var controller: Controller
    private var command = AdmittedCommand.safeState
    private var number: UInt64 = 0
    private var time = Self.start
    private var actions: ArraySlice<TimedAction>
    private var asked: [OperatorAction] = []
    private var operatorSeenAt: MonotonicInstant?
    private var stalledFor = TimeSpan.zero
    private var requestCount: UInt32 = 0
    private var phase = SessionPhase.checking
    private let longestDuration: TimeSpan

    /// - Parameters:
    ///   - plant: the rig and runner to simulate.
    ///   - seed: decides every random number.
    ///   - actions: what the operator does, in any order. At most one takes effect in a tick, as with a real operator.
    ///   - period: of the control loop, 5...100 ms.
    public init(
        setup: SessionSetup, limits: ControlLimits = ControlLimits(),
        plant: PlantConfiguration = PlantConfiguration(), seed: UInt64, actions: [TimedAction] = [],
        period: TimeSpan = .milliseconds(10)
    ) {
        self.setup = setup
        self.limits = limits
        self.period = min(max(period, .milliseconds(5)), .milliseconds(100))
        self.actions = actions.sorted { $0.time < $1.time }[...]
        let lastAction = actions.map(\.time).max() ?? .zero
        longestDuration = setup.plan.duration + setup.plan.duration + lastAction + Self.timeToStartAndStop
        rig = VirtualRig(configuration: plant, runnerMass: setup.runnerMass, seed: seed)
        controller = Controller(limits: limits, setup: setup)
    }

    /// Whether nothing more will happen by itself: the session has ended, or it waits for an operator who has nothing
    /// left to do, or it has run far longer than its plan.
    public var isOver: Bool {
        if elapsed > longestDuration { return true }
        guard actions.isEmpty, asked.isEmpty, command.hoist == .hold else { return false }
        switch phase {
        case .idle, .paused, .finished, .faulted: return true
        case .checking, .armed, .countdown, .running, .stopping, .proving: return false
        }
    }

    /// Has the operator ask for something in the next tick that is free for it.
    public mutating func ask(_ action: OperatorAction) { asked.append(action) }

    /// Lets the next tick be late by so much, as when the loop does not get the processor. The rig goes on meanwhile.
    public mutating func stall(for span: TimeSpan) { stalledFor = stalledFor + max(span, .zero) }

    /// Runs one period of the loop.
    public mutating func step() -> Tick {
        let now = time + stalledFor
        let missed = stalledFor.nanoseconds / period.nanoseconds
        let loop = LoopHealth(lateness: stalledFor, missedTicks: UInt32(clamping: missed))
        time = time + TimeSpan(nanoseconds: period.nanoseconds * (missed + 1))
        stalledFor = .zero
        let readings = rig.advance(to: now, applying: command)
        if operatorIsThere { operatorSeenAt = now }
        let inputs = ControlInputs(
            belt: readings.belt, hoist: readings.hoist, loadCell: readings.loadCell, request: nextRequest(now),
            loop: loop, station: StationHealth(conditions: conditions, operatorSeenAt: operatorSeenAt))
        let outputs = controller.step(inputs, at: now)
        let tick = Tick(number: number, time: now, inputs: inputs, outputs: outputs)
        command = outputs.command
        phase = outputs.state.phase
        number += 1
        return tick
    }

    private var elapsed: TimeSpan { time - Self.start }

    /// Beside twice the plan and the operator's pauses.
    private static let timeToStartAndStop = TimeSpan.milliseconds(900_000)

    private mutating func nextRequest(_ now: MonotonicInstant) -> OperatorRequest? {
        let action: OperatorAction
        if let first = asked.first {
            action = first
            asked.removeFirst()
        } else if let next = actions.first, next.time <= now - Self.start {
            action = next.action
            actions = actions.dropFirst()
        } else {
            return nil
        }
        requestCount += 1
        return OperatorRequest(id: requestCount, action: action)
    }
}
