import TreadmillControl

/// What the controller did in one tick, as far as expectations ask.
public struct ObservedTick: Equatable, Sendable {
    public var time: MonotonicInstant
    public var phase: SessionPhase
    public var reaction: Reaction
    /// Causes present and causes that wait for a person.
    public var interlocks: InterlockSet
    public var planTime: TimeSpan

    public init(
        time: MonotonicInstant, phase: SessionPhase, reaction: Reaction, interlocks: InterlockSet, planTime: TimeSpan
    ) {
        self.time = time
        self.phase = phase
        self.reaction = reaction
        self.interlocks = interlocks
        self.planTime = planTime
    }

    public init(_ outputs: ControlOutputs, at time: MonotonicInstant) {
        self.init(
            time: time, phase: outputs.state.phase, reaction: outputs.reaction,
            interlocks: outputs.activeInterlocks.union(outputs.latchedInterlocks), planTime: outputs.position.elapsed)
    }
}

/// What was true of the machine at one moment, whatever any device said.
public struct ObservedTruth: Equatable, Sendable {
    public var time: MonotonicInstant
    public var beltSpeed: BeltSpeed
    public var ropeForce: Force
    public var hoistPosition: HoistPosition

    public init(
        time: MonotonicInstant, beltSpeed: BeltSpeed, ropeForce: Force, hoistPosition: HoistPosition
    ) {
        self.time = time
        self.beltSpeed = beltSpeed
        self.ropeForce = ropeForce
        self.hoistPosition = hoistPosition
    }
}

/// All that was seen of a scenario, on one clock. Ticks and truth may come from two programs of one machine.
public struct ScenarioTrace: Equatable, Sendable {
    /// When the clock of the scenario was at zero; `nil` if the belt never moved.
    public var origin: MonotonicInstant?
    /// When each fault began, in the scenario's order; `nil` for one that did not.
    public var faultBegins: [MonotonicInstant?]
    /// Empty where nothing is known of the controller.
    public var ticks: [ObservedTick]
    /// Empty where nothing is known of the machine.
    public var truth: [ObservedTruth]

    public init(
        origin: MonotonicInstant? = nil, faultBegins: [MonotonicInstant?], ticks: [ObservedTick] = [],
        truth: [ObservedTruth] = []
    ) {
        self.origin = origin
        self.faultBegins = faultBegins
        self.ticks = ticks
        self.truth = truth
    }
}
