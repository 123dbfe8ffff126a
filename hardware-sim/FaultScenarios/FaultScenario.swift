import RigSimulation
import TreadmillControl

/// A story of what goes wrong in a session and of what must come of it. Read from YAML by ``ScenarioFile``.
public struct FaultScenario: Equatable, Sendable {
    /// When the scenario's clock is at zero.
    public enum TimeOrigin: Equatable, Sendable {
        /// The belt's first movement: the same moment of the story on wires and in virtual time.
        case firstMovement
        /// The start of the simulator.
        case start
    }

    /// The reference rigs on whose wires a scenario makes sense.
    public enum Rig: String, CaseIterable, Sendable {
        case a, b
    }

    public var title: String
    /// The hazard, in a sentence.
    public var why: String
    public var setup: SessionSetup
    public var origin: TimeOrigin
    /// Empty when only a run in virtual time can show it.
    public var rigs: [Rig]
    /// Why a rig is left out; `nil` when none is.
    public var rigsReason: String?
    public var faults: [TimedFault]
    public var actions: [TimedOperatorAction]
    public var expectations: [Expectation]
    /// When judging ends.
    public var end: TimeSpan

    public init(
        title: String, why: String, setup: SessionSetup, origin: TimeOrigin = .firstMovement,
        rigs: [Rig] = Rig.allCases, rigsReason: String? = nil, faults: [TimedFault],
        actions: [TimedOperatorAction] = [], expectations: [Expectation], end: TimeSpan
    ) {
        self.title = title
        self.why = why
        self.setup = setup
        self.origin = origin
        self.rigs = rigs
        self.rigsReason = rigsReason
        self.faults = faults
        self.actions = actions
        self.expectations = expectations
        self.end = end
    }
}

/// What an operator does, at a time of the scenario.
public struct TimedOperatorAction: Equatable, Sendable {
    public var at: TimeSpan
    public var action: OperatorAction

    public init(at: TimeSpan, action: OperatorAction) {
        self.at = at
        self.action = action
    }
}

/// Something that goes wrong, in the rig or around the controller.
public enum ScenarioFault: Hashable, Sendable {
    case rig(RigFault)
    /// The controller's surroundings; only in virtual time.
    case station(StationConditions)
    /// The operator's program is not heard of any more; only in virtual time.
    case operatorGone
    /// The control loop stands still once for so long; only in virtual time.
    case stall(TimeSpan)

    /// What a simulator on wires can do of it.
    public var onRig: RigFault? {
        if case .rig(let fault) = self { fault } else { nil }
    }
}

/// A fault with its time.
public struct TimedFault: Equatable, Sendable {
    public var at: TimeSpan
    /// `nil` for good.
    public var duration: TimeSpan?
    public var fault: ScenarioFault
    /// As it was written, for people: "load-cell stuck".
    public var name: String

    public init(at: TimeSpan, duration: TimeSpan? = nil, fault: ScenarioFault, name: String = "") {
        self.at = at
        self.duration = duration
        self.fault = fault
        self.name = name.isEmpty ? "\(fault)" : name
    }
}
