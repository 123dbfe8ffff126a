/// What became of an operator's request.
public enum RequestOutcome: UInt8, CaseIterable, Sendable {
    case accepted = 0
    /// The session's state does not allow it.
    case notInThisState = 1
    /// An interlock's cause is still present.
    case interlockActive = 2
    /// It would go beyond a limit.
    case beyondLimit = 3
    /// The belt is not confirmed at standstill.
    case beltNotAtStandstill = 4
}

/// A request's number and what became of it.
public struct RequestResult: Equatable, Sendable {
    public var id: UInt32
    public var outcome: RequestOutcome

    public init(id: UInt32, outcome: RequestOutcome) {
        self.id = id
        self.outcome = outcome
    }
}

/// What the plan and the operator want at this tick, before any limit.
public struct Setpoints: Equatable, Sendable {
    public var beltSpeed: BeltSpeed
    public var bodyWeight: BodyWeightPercent
    public var incline: Incline

    public init(beltSpeed: BeltSpeed, bodyWeight: BodyWeightPercent, incline: Incline) {
        self.beltSpeed = beltSpeed
        self.bodyWeight = bodyWeight
        self.incline = incline
    }
}

/// Where in the plan the session is.
public struct PlanPosition: Equatable, Sendable {
    /// Index of the current interval.
    public var interval: Int32
    /// Plan time spent in it.
    public var elapsedInInterval: TimeSpan
    /// Plan time spent altogether.
    public var elapsed: TimeSpan
    /// Whether plan time runs in this tick.
    public var isAdvancing: Bool

    public init(interval: Int32, elapsedInInterval: TimeSpan, elapsed: TimeSpan, isAdvancing: Bool) {
        self.interval = interval
        self.elapsedInInterval = elapsedInInterval
        self.elapsed = elapsed
        self.isAdvancing = isAdvancing
    }

    public static let start = PlanPosition(interval: 0, elapsedInInterval: .zero, elapsed: .zero, isAdvancing: false)
}

/// What the core computed from the readings.
public struct Estimates: Equatable, Sendable {
    /// Mean support over the last whole step, or over a second while standing. `nil` without a fresh reading of the load cell.
    public var meanSupport: Force?
    /// Effective body weight under the mean support. `nil` without that or a runner.
    public var bodyWeight: BodyWeightPercent?
    /// Mean belt speed over the last second. `nil` without a belt reading.
    public var meanBeltSpeed: BeltSpeed?
    /// Steps per minute, from the ripple of the load cell. `nil` while no regular steps are seen.
    public var cadence: Double?
    /// The belt is measured at standstill, freshly and for a while.
    public var standstillConfirmed: Bool

    public init(
        meanSupport: Force? = nil, bodyWeight: BodyWeightPercent? = nil, meanBeltSpeed: BeltSpeed? = nil,
        cadence: Double? = nil, standstillConfirmed: Bool = false
    ) {
        self.meanSupport = meanSupport
        self.bodyWeight = bodyWeight
        self.meanBeltSpeed = meanBeltSpeed
        self.cadence = cadence
        self.standstillConfirmed = standstillConfirmed
    }
}

/// Everything that one tick of the core yields.
public struct ControlOutputs: Equatable, Sendable {
    public var state: SessionState
    public var position: PlanPosition
    /// Time until an announced change of the plan (or the start of the belt); `nil` while none is announced.
    public var announcedChangeIn: TimeSpan?
    public var setpoints: Setpoints
    /// The BW% setpoint after its slew limit: what the force loop regulates to.
    public var bodyWeightCommanded: BodyWeightPercent
    public var command: AdmittedCommand
    public var estimates: Estimates
    /// Interlocks whose cause is present now.
    public var activeInterlocks: InterlockSet
    /// Interlocks that wait for a person.
    public var latchedInterlocks: InterlockSet
    public var reaction: Reaction
    public var requestResult: RequestResult?

    public init(
        state: SessionState, position: PlanPosition, announcedChangeIn: TimeSpan?, setpoints: Setpoints,
        bodyWeightCommanded: BodyWeightPercent, command: AdmittedCommand, estimates: Estimates,
        activeInterlocks: InterlockSet, latchedInterlocks: InterlockSet, reaction: Reaction,
        requestResult: RequestResult?
    ) {
        self.state = state
        self.position = position
        self.announcedChangeIn = announcedChangeIn
        self.setpoints = setpoints
        self.bodyWeightCommanded = bodyWeightCommanded
        self.command = command
        self.estimates = estimates
        self.activeInterlocks = activeInterlocks
        self.latchedInterlocks = latchedInterlocks
        self.reaction = reaction
        self.requestResult = requestResult
    }
}
