import TreadmillControl

/// What must come of a fault: claims that all hold.
public struct Expectation: Equatable, Sendable {
    /// The fault from whose beginning time counts; its place in the scenario's list, from 0.
    public var fault: Int
    /// By when; `nil` for claims about the whole rest or the end.
    public var within: TimeSpan?
    public var claims: [Claim]
    /// The rigs on which it is expected: one device tells sooner, or by another sign, than its like.
    public var rigs: [FaultScenario.Rig]

    public init(
        fault: Int, within: TimeSpan?, claims: [Claim], rigs: [FaultScenario.Rig] = FaultScenario.Rig.allCases
    ) {
        self.fault = fault
        self.within = within
        self.claims = claims
        self.rigs = rigs
    }
}

/// One thing that an expectation asks for.
public enum Claim: Equatable, Sendable {
    /// By the deadline the controller reacts so, and until then no more severely.
    case reaction(Reaction)
    /// By the deadline the interlock's cause is found.
    case interlock(Interlock)
    /// From the fault to the end the controller neither holds nor stops.
    case noReaction
    /// From the deadline to the end the belt's surface is no faster.
    case beltSpeedAtMost(BeltSpeed)
    /// From the fault to the end it is no faster.
    case beltSpeedNeverAbove(BeltSpeed)
    /// From the fault to the end the mean support of no second is smaller.
    case supportNeverBelow(Force)
    /// From the fault to the end the rope carries no more, at any moment.
    case supportNeverAbove(Force)
    /// From the deadline to the end the rope's end does not move.
    case ropeStands
    /// From the deadline to the end plan time stands still.
    case planTimeStands
    /// So the session is at the end.
    case state(SessionPhase)

    /// Whether the truth of the simulator decides it, not what the controller did.
    var isAboutTruth: Bool {
        switch self {
        case .beltSpeedAtMost, .beltSpeedNeverAbove, .supportNeverBelow, .supportNeverAbove, .ropeStands: true
        case .reaction, .interlock, .noReaction, .planTimeStands, .state: false
        }
    }

    /// Whether it needs a deadline.
    var needsDeadline: Bool {
        switch self {
        case .reaction, .interlock, .beltSpeedAtMost, .ropeStands, .planTimeStands: true
        case .noReaction, .beltSpeedNeverAbove, .supportNeverBelow, .supportNeverAbove, .state: false
        }
    }
}
