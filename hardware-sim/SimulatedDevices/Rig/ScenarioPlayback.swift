import FaultScenarios
import RigSimulation
import TreadmillControl

/// A scenario as far as the simulator plays it: the rig's faults at their times, and the truth written down.
struct ScenarioPlayback: Sendable {
    enum Change: Equatable, Sendable {
        case begin(RigFault)
        case end(RigFault)
    }

    let isTraced: Bool
    private(set) var trace: ScenarioTrace
    private var timeline: FaultTimeline
    private let origin: FaultScenario.TimeOrigin
    private let end: TimeSpan
    private let tell: @Sendable (TimedFault, MonotonicInstant) -> Void

    /// Faster than this the belt has moved.
    private static let firstMovement = BeltSpeed.metersPerSecond(0.01)
    private static let tracePeriod = TimeSpan.milliseconds(10)
    /// How long the truth is written down beyond the scenario's end: on wires things come a little later.
    private static let tail = TimeSpan.milliseconds(2000)

    init(
        faults: [TimedFault], origin: FaultScenario.TimeOrigin, end: TimeSpan = .zero, isTraced: Bool = false,
        tell: @escaping @Sendable (TimedFault, MonotonicInstant) -> Void = { _, _ in }
    ) {
        self.isTraced = isTraced
        self.origin = origin
        self.end = end
        self.tell = tell
        timeline = FaultTimeline(faults)
        trace = ScenarioTrace(faultBegins: faults.map { _ in nil })
    }

    /// What is to change now that the truth is so.
    mutating func changes(seeing truth: ObservedTruth, start: MonotonicInstant) -> [Change] {
        if trace.origin == nil {
            switch origin {
            case .start: trace.origin = start
            case .firstMovement: if truth.beltSpeed > Self.firstMovement { trace.origin = truth.time }
            }
        }
        record(truth)
        guard let origin = trace.origin else { return [] }
        return timeline.takeDue(at: truth.time - origin).compactMap { change($0, at: truth.time) }
    }

    private mutating func change(_ change: FaultTimeline.Change, at now: MonotonicInstant) -> Change? {
        switch change {
        case .begin(let index):
            guard let fault = timeline.faults[index].fault.onRig else { return nil }
            trace.faultBegins[index] = now
            tell(timeline.faults[index], now)
            return .begin(fault)
        case .end(let index):
            return timeline.faults[index].fault.onRig.map(Change.end)
        }
    }

    private mutating func record(_ truth: ObservedTruth) {
        guard isTraced, let origin = trace.origin, truth.time - origin <= end + Self.tail else { return }
        if let last = trace.truth.last, truth.time - last.time < Self.tracePeriod { return }
        trace.truth.append(truth)
    }
}
