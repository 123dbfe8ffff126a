import TreadmillControl

/// What must happen because of an interlock, and how soon. Feed it every tick of a session in order.
public struct StopRules: Sendable {
    /// The longest time that one tick counts for; a stall is never followed by a jump.
    public static let longestStep = TimeSpan.milliseconds(100)

    private let limits: ControlLimits
    private var previous: ControlOutputs?
    private var previousTime = MonotonicInstant.zero
    /// Time that a belt under a reaction may still be told to run.
    private var timeToStand: Double?
    /// Rope travel, m, of the last ticks: a window of ``window``.
    private var travel: [(time: MonotonicInstant, position: Double)] = []
    private var position = 0.0

    public init(limits: ControlLimits = ControlLimits()) { self.limits = limits }

    /// The rules that this tick breaks, in words; empty when all is well.
    public mutating func broken(by outputs: ControlOutputs, at time: MonotonicInstant) -> [String] {
        let passed = previous == nil ? .zero : min(max(time - previousTime, .zero), Self.longestStep)
        let broken =
            latchRules(outputs) + brakeRules(outputs, seconds: passed.seconds)
            + planRules(outputs) + travelRules(outputs, at: time, seconds: passed.seconds)
        previous = outputs
        previousTime = time
        return broken.map { "\($0) (state \(outputs.state), active \(outputs.activeInterlocks.interlocks))" }
    }

    /// A cause that stops is latched in the very tick in which it is seen, and the session is on its way to a stop.
    private func latchRules(_ outputs: ControlOutputs) -> [String] {
        // An operator who ends the checks may do so in the tick of the cause: the next one latches it, the belt standing.
        let isJustChecked = previous?.state.phase == .checking
        let grave = isJustChecked ? .none : outputs.activeInterlocks.atLeast(.controlledStop)
        var broken: [String] = []
        switch outputs.state {
        case .idle, .checking, .finished:
            break
        case .armed, .countdown, .running, .paused, .proving:
            if !grave.isEmpty { broken.append("a cause for a stop, and no stop") }
        case .stopping(let destination, _):
            if !grave.isEmpty, destination != .faulted { broken.append("a stop for a fault that leads elsewhere") }
            if !grave.subtracting(outputs.latchedInterlocks).isEmpty { broken.append("a cause is not latched") }
        case .faulted:
            if !grave.subtracting(outputs.latchedInterlocks).isEmpty { broken.append("a cause is not latched") }
        }
        if let previous, previous.state.phase == .faulted, outputs.state.phase != .faulted, !grave.isEmpty {
            broken.append("a fault acknowledged with its cause present")
        }
        if outputs.reaction < outputs.activeInterlocks.union(outputs.latchedInterlocks).reaction {
            broken.append("a reaction milder than the table's")
        }
        return broken
    }

    /// The belt slows down as hard as the reaction in force says, in every tick, and so stands in time.
    private mutating func brakeRules(_ outputs: ControlOutputs, seconds: Double) -> [String] {
        guard let rate = braking(outputs.reaction), let previous else {
            timeToStand = nil
            return []
        }
        let before = previous.command.belt.speed.metersPerSecond
        let speed = outputs.command.belt.speed.metersPerSecond
        var broken: [String] = []
        if speed > max(0, before - rate * seconds) + 1e-9 { broken.append("belt brakes less than its reaction says") }
        let rest = min(timeToStand ?? .infinity, before / rate) - seconds
        timeToStand = rest
        if speed > 0, rest < -0.001 { broken.append("belt runs on beyond the time of its stop") }
        return broken
    }

    private func braking(_ reaction: Reaction) -> Double? {
        switch reaction {
        case .none, .warn, .hold: nil
        case .controlledStop: limits.belt.controlledStop.metersPerSecondSquared
        case .protectiveStop: limits.belt.protectiveStop.metersPerSecondSquared
        case .emergencyStop: limits.belt.emergencyStop.metersPerSecondSquared
        }
    }

    /// Plan time runs only on a belt that runs, with nothing in the way.
    private func planRules(_ outputs: ControlOutputs) -> [String] {
        guard outputs.position.isAdvancing else { return [] }
        let isDelivered =
            outputs.state == .running && outputs.reaction < .hold && outputs.command.belt.isRunning
        return isDelivered ? [] : ["plan time runs while the plan is not delivered"]
    }

    /// In a session the rope goes up and down with the runner, and neither way for long: within ``window`` no further
    /// than its travel from end to end, and what that time allows to forget.
    private mutating func travelRules(
        _ outputs: ControlOutputs, at time: MonotonicInstant, seconds: Double
    ) -> [String] {
        guard outputs.state.phase == .running else {
            travel.removeAll(keepingCapacity: true)
            position = 0
            return []
        }
        position += (previous?.command.hoist.velocity.metersPerSecond ?? 0) * seconds
        travel.append((time, position))
        travel.removeFirst(travel.prefix { time - $0.time > Self.window }.count)
        let furthest = (travel.map { $0.position }.max() ?? 0) - (travel.map { $0.position }.min() ?? 0)
        let allowed = limits.support.hoistTravel * (2 + 2 * Self.window.seconds)
        return furthest > allowed + 0.001 ? ["rope gone \(furthest) m within \(Self.window.seconds) s"] : []
    }

    static let window = TimeSpan.milliseconds(500)
}
