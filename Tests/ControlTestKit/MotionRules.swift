import TreadmillControl

/// What the outputs of a core may never do in motion, whatever happens to it. Feed it every tick of a session in order.
public struct MotionRules: Sendable {
    private let limits: ControlLimits
    private var previous = AdmittedCommand.safeState
    private var previousTime: MonotonicInstant?

    public init(limits: ControlLimits = ControlLimits()) { self.limits = limits }

    /// The rules that this tick breaks, in words; empty when all is well.
    public mutating func broken(by outputs: ControlOutputs, at time: MonotonicInstant) -> [String] {
        let elapsed = previousTime.map { min(max(time - $0, .zero), .milliseconds(100)) } ?? .zero
        let broken = beltRules(outputs, seconds: elapsed.seconds) + hoistRules(outputs, seconds: elapsed.seconds)
        previous = outputs.command
        previousTime = time
        return broken.map { "\($0) (state \(outputs.state), command \(outputs.command))" }
    }

    private func beltRules(_ outputs: ControlOutputs, seconds: Double) -> [String] {
        let belt = outputs.command.belt
        let speed = belt.speed.metersPerSecond
        let before = previous.belt.speed.metersPerSecond
        let start = limits.belt.startSpeed.metersPerSecond
        let fastestRise = max(start, before + limits.belt.acceleration.metersPerSecondSquared * seconds)
        let steepestFall = before - limits.belt.emergencyStop.metersPerSecondSquared * seconds
        var broken: [String] = []
        if !speed.isFinite || speed < 0 { broken.append("belt speed is not a speed") }
        if belt.isRunning != (speed > 0) { broken.append("belt runs at no speed, or has a speed and does not run") }
        if speed > limits.belt.machineSpeed.metersPerSecond { broken.append("belt above the machine's limit") }
        if speed > before, speed > fastestRise + 1e-9 { broken.append("belt accelerates above its limit") }
        if speed < steepestFall - 1e-9 { broken.append("belt slows down harder than any stop may") }
        if speed > before, outputs.reaction >= .hold { broken.append("belt accelerates under a reaction") }
        if !limits.belt.incline.contains(belt.incline) { broken.append("deck beyond its range") }
        switch outputs.state {
        case .running: break
        case .stopping: if speed > before { broken.append("belt accelerates in a stop") }
        // The drive's gain may be trimmed by 4 %.
        case .proving: if speed > start * 1.05 { broken.append("belt above its start speed in a trial") }
        case .idle, .checking, .armed, .countdown, .paused, .finished, .faulted:
            if belt.isRunning { broken.append("belt runs") }
        }
        return broken
    }

    private func hoistRules(_ outputs: ControlOutputs, seconds: Double) -> [String] {
        guard case .move(let velocity) = outputs.command.hoist else { return [] }
        let speed = velocity.metersPerSecond
        var broken: [String] = []
        if !speed.isFinite { return ["rope velocity is not a velocity"] }
        if velocity.magnitude > limits.support.hoistVelocity { broken.append("rope above its limit") }
        let fastestRise = max(previous.hoist.velocity.metersPerSecond, 0) + limits.support.hoistAcceleration * seconds
        if speed > fastestRise + 1e-9 { broken.append("rope accelerates above its limit") }
        switch outputs.state {
        case .armed, .countdown, .running:
            if outputs.reaction >= .hold { broken.append("rope moves under a reaction") }
        case .idle, .paused, .finished, .faulted:
            if speed > 0 { broken.append("rope pulls outside a session") }
            if velocity < -limits.support.loweringVelocity { broken.append("support let down too fast") }
            if !outputs.estimates.standstillConfirmed { broken.append("support let down before standstill") }
            if outputs.command.belt.isRunning { broken.append("support let down on a running belt") }
        case .proving:
            if velocity.magnitude > MotionTrial.hoistVelocity { broken.append("rope too fast in a trial") }
        case .checking, .stopping:
            broken.append("rope moves")
        }
        return broken
    }
}
