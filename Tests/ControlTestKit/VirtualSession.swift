import TreadmillControl

/// The core and a rig, stepped together at 100 Hz in virtual time. A value: a copy is a branch of the story.
public struct VirtualSession<Rig: SessionRig>: Sendable {
    /// What one tick saw and did.
    public struct Tick: Sendable {
        public var time: MonotonicInstant
        public var inputs: ControlInputs
        public var outputs: ControlOutputs
    }

    /// Changes what the core is told in a tick, as a fault of a device or a line would.
    public typealias Disturbance = @Sendable (inout ControlInputs, MonotonicInstant) -> Void

    public let limits: ControlLimits
    public var rig: Rig
    public var disturbance: Disturbance?
    /// The rules that every tick so far has been held against.
    public private(set) var rules: SessionRules
    /// The newest tick; `nil` before the first.
    public private(set) var last: Tick?

    public var period = TimeSpan.milliseconds(10)
    private var controller: Controller
    private var now = MonotonicInstant(nanoseconds: 5_000_000_000)
    private var requests: UInt32 = 0

    public init(
        _ setup: SessionSetup?, limits: ControlLimits = ControlLimits(), carried: InterlockSet = .none, rig: Rig
    ) {
        let controller = Controller(limits: limits, setup: setup, carried: carried)
        self.init(controller, plan: setup?.plan, limits: limits, rig: rig)
    }

    /// A drive put to the proof, with nobody on the machine.
    public init(trial: MotionTrial, limits: ControlLimits = ControlLimits(), rig: Rig) {
        self.init(Controller(limits: limits, trial: trial), plan: nil, limits: limits, rig: rig)
    }

    private init(_ controller: Controller, plan: SessionPlan?, limits: ControlLimits, rig: Rig) {
        self.limits = limits
        self.rig = rig
        self.controller = controller
        rules = SessionRules(limits: limits, plan: plan ?? SessionPlan(title: "", intervals: []))
    }

    /// One tick, in which an operator may ask for something.
    @discardableResult
    public mutating func step(_ action: OperatorAction? = nil) -> Tick {
        var inputs = rig.advance(to: now, applying: last?.outputs.command ?? .safeState)
        if let action {
            requests += 1
            inputs.request = OperatorRequest(id: requests, action: action)
        }
        disturbance?(&inputs, now)
        let tick = Tick(time: now, inputs: inputs, outputs: controller.step(inputs, at: now))
        rules.watch(inputs, tick.outputs, at: now)
        last = tick
        now = now + period
        return tick
    }

    /// Lets time go by without a tick, as when the loop is stalled; the rig goes on under its last command.
    public mutating func stall(seconds: Double) { now = now + .seconds(seconds) }

    /// Where the session is; `nil` before the first tick.
    public var phase: SessionPhase? { last?.outputs.state.phase }

    /// Asks for something and tells what became of it.
    public mutating func ask(_ action: OperatorAction) -> RequestOutcome? {
        step(action).outputs.requestResult?.outcome
    }

    /// Runs for so many seconds and returns every tick.
    @discardableResult
    public mutating func run(seconds: Double) -> [Tick] {
        (0..<Int((seconds / period.seconds).rounded())).map { _ in step() }
    }

    /// Runs until `isThere` and returns every tick up to then; throws if it does not come in time.
    @discardableResult
    public mutating func run(
        atMost seconds: Double, until isThere: (ControlOutputs) -> Bool
    ) throws(StoryStuck) -> [Tick] {
        var ticks: [Tick] = []
        for _ in 0..<Int((seconds / period.seconds).rounded()) {
            let tick = step()
            ticks.append(tick)
            if isThere(tick.outputs) { return ticks }
        }
        throw StoryStuck(seconds: seconds, outputs: last?.outputs)
    }

    /// Runs until the session is in `phase`, or in `other`; throws if it does not get there in time.
    @discardableResult
    public mutating func run(
        to phase: SessionPhase, atMost seconds: Double = 200, orTo other: SessionPhase? = nil
    ) throws(StoryStuck) -> [Tick] {
        try run(atMost: seconds) { $0.state.phase == phase || $0.state.phase == other }
    }
}

extension AdmittedCommand {
    /// Whether belt and rope stand still; the deck may be tilted.
    public var isAtRest: Bool { !belt.isRunning && belt.speed == .zero && hoist == .hold }
}

/// What a story waited for did not happen.
public struct StoryStuck: Error, CustomStringConvertible {
    public var seconds: Double
    public var outputs: ControlOutputs?
    public var description: String {
        let state = outputs.map { "\($0.state), latched \($0.latchedInterlocks.interlocks)" } ?? "no tick"
        return "not there after \(seconds) s: \(state)"
    }
}

extension VirtualSession where Rig == QuietRig {
    /// A session on a rig without noise.
    public init(
        _ setup: SessionSetup?, limits: ControlLimits = ControlLimits(), carried: InterlockSet = .none
    ) {
        self.init(setup, limits: limits, carried: carried, rig: QuietRig())
    }

    /// The same for a drive put to the proof.
    public init(trial: MotionTrial, limits: ControlLimits = ControlLimits()) {
        self.init(trial: trial, limits: limits, rig: QuietRig())
    }
}
