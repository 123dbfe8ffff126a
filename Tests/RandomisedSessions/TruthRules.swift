import ControlTestKit
import RigSimulation
import TreadmillControl

/// What must be true of belt and rope themselves, whatever anybody says of them. A belt that does not do what it is told,
/// or a brake that slips, is beyond what the core can help: then only the rest is asked for.
struct TruthRules: Sendable {
    /// Slower than this the belt stands, m/s.
    private static let standing = 0.05
    /// A running footfall moves the belt's speed by this share, and the drive is off by some per cent.
    private static let unevenness = 1.08
    /// What a rope may still move when it is told to hold: latency and brake at full speed.
    private static let settling = 0.06

    private let limits: ControlLimits
    private var reactedAt: MonotonicInstant?
    private var allowed = 0.0
    private var latest: MonotonicInstant?
    private var held: HoistPosition?
    /// The longest that a belt took to stand after a reaction, s.
    private(set) var longestStop = 0.0

    /// By how much the mean of the real support over a second was ever above its target, N, over a moving belt.
    private(set) var largestExcess = 0.0
    private let mass: Mass
    private var meanForce = 0.0

    init(limits: ControlLimits, mass: Mass) {
        self.limits = limits
        self.mass = mass
    }

    /// The rules that the world breaks at `time`, in words.
    mutating func broken(_ rig: VirtualRig, _ outputs: ControlOutputs, at time: MonotonicInstant) -> [String] {
        let speed = rig.plant.belt.smoothSpeed.metersPerSecond
        var broken: [String] = []
        let isBeltObedient = !rig.faults.isDeaf(.belt)
        if isBeltObedient, speed > limits.belt.machineSpeed.metersPerSecond * Self.unevenness {
            broken.append("the belt is faster than the machine may be: \(speed) m/s")
        }
        broken += stopRules(speed, isObedient: isBeltObedient, outputs, at: time)
        broken += ropeRules(rig, beltSpeed: speed, outputs)
        weigh(rig, outputs)
        latest = time
        return broken.map { "\($0) (state \(outputs.state), latched \(outputs.latchedInterlocks.interlocks))" }
    }

    /// After a reaction that stops, the belt itself stands within its ramp and the margin for it.
    private mutating func stopRules(
        _ speed: Double, isObedient: Bool, _ outputs: ControlOutputs, at time: MonotonicInstant
    ) -> [String] {
        guard outputs.reaction >= .controlledStop, isObedient else {
            reactedAt = nil
            return []
        }
        let begin = reactedAt ?? time
        if reactedAt == nil {
            reactedAt = time
            // Without power the belt coasts at 0.7 m/s², with it the slowest ramp of all counts.
            let rate = min(limits.belt.controlledStop.metersPerSecondSquared, 0.7)
            // A belt that slips is slower than its drum, until it grips again.
            let fastest = max(speed, outputs.command.belt.speed.metersPerSecond)
            allowed = fastest / rate + limits.supervision.standstillMargin.seconds
        }
        // While the loop stands still nobody tells the belt to slow down; its own watchdog is for the longer stalls.
        if let latest, time - latest > StopRules.longestStep { allowed += (time - latest).seconds }
        let since = (time - begin).seconds
        guard speed > Self.standing else { return [] }
        longestStop = max(longestStop, since)
        return since > allowed ? ["the belt moves \(since) s after a reaction"] : []
    }

    private mutating func weigh(_ rig: VirtualRig, _ outputs: ControlOutputs) {
        meanForce += (rig.plant.ropeForce.newtons - meanForce) * 0.01
        guard outputs.state.phase == .running, !rig.faults.plant.isFalling, isHoistObedient(rig) else { return }
        let target = outputs.bodyWeightCommanded.supportForce(for: mass).newtons
        largestExcess = max(largestExcess, meanForce - target)
    }

    /// While the belt moves and no session regulates, the rope stays where it was.
    private mutating func ropeRules(_ rig: VirtualRig, beltSpeed: Double, _ outputs: ControlOutputs) -> [String] {
        let position = rig.plant.hoist.position
        guard beltSpeed > Self.standing, !isRegulating(outputs.state), isHoistObedient(rig) else {
            held = nil
            return []
        }
        let start = held ?? position
        held = start
        let moved = (position - start).magnitude.meters
        return moved > Self.settling ? ["the rope moved by \(moved) m over a moving belt"] : []
    }

    private func isRegulating(_ state: SessionState) -> Bool {
        switch state {
        case .armed, .countdown, .running, .proving: true
        case .idle, .checking, .paused, .stopping, .finished, .faulted: false
        }
    }

    private func isHoistObedient(_ rig: VirtualRig) -> Bool {
        rig.faults.plant.hoistSlip == 0 && !rig.faults.isDeaf(.hoist) && !rig.faults.isCut(.hoist)
            && !rig.faults.all.contains { if case .off(.hoist) = $0 { true } else { false } }
            && !rig.faults.all.contains { if case .intermittent(.hoist, _, _) = $0 { true } else { false } }
    }
}
