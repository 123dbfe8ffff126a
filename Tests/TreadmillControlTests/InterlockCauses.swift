import ControlTestKit
import RigSimulation
import Testing
import TreadmillControl

typealias QuietSession = VirtualSession<QuietRig>

extension QuietSession {
    /// Brings an interlock about: the fault that causes it, from now on. Where a fault shows only once something is to
    /// move, an operator asks for that.
    mutating func bringAbout(_ interlock: Interlock) {
        disturbance = interlock.cause(from: last?.time ?? .zero)
        switch interlock {
        case .beltReadingFrozen:
            rig.frozen = [.belt]
            step(.adjustSpeed(by: .metersPerSecond(-0.6)))
        case .hoistReadingFrozen:
            rig.frozen = [.hoist]
            step(.adjustBodyWeight(byPoints: -15))
        case .loadCellReadingFrozen:
            rig.frozen = [.loadCell]
        case .supportForceDrift:
            // The rope gives by a hair, but does not do what it is told, and the target goes 3.9 % away from it.
            rig.hoistIgnoresCommands = true
            let weight = Mass.kilograms(70).weight.newtons
            step(.adjustBodyWeight(byPoints: 20 - rig.force / weight * 100 - 3.9))
        case .standstillUnconfirmed:
            rig.beltIgnoresCommands = true
            step(.pause)
        default:
            break
        }
    }

    /// Everything is as it should be again.
    mutating func repair() {
        disturbance = nil
        rig.beltIgnoresCommands = false
        rig.hoistIgnoresCommands = false
        rig.frozen = []
    }
}

extension Interlock {
    /// What the inputs of a 70 kg runner's session at 80 BW% and 1.4 m/s show of the fault, from `begin` on; `nil` for
    /// those that come from a rig that does not do what it is told, or that are there from the beginning.
    func cause(from begin: MonotonicInstant) -> QuietSession.Disturbance? {
        deviceCause(from: begin) ?? stationCause(from: begin) ?? readingCause(from: begin)
    }

    /// What devices say of themselves, and when.
    private func deviceCause(from begin: MonotonicInstant) -> QuietSession.Disturbance? {
        switch self {
        case .emergencyStop: { inputs, _ in inputs.belt?.status.insert(.emergencyStop) }
        case .lanyardPulled: { inputs, _ in inputs.belt?.status.insert(.lanyardPulled) }
        case .beltReadingStale: { inputs, _ in inputs.belt?.sampledAt = begin }
        case .hoistReadingStale: { inputs, _ in inputs.hoist?.sampledAt = begin }
        case .loadCellReadingStale: { inputs, _ in inputs.loadCell?.sampledAt = begin }
        case .beltFault: { inputs, _ in inputs.belt?.status.insert(.fault) }
        case .hoistFault: { inputs, _ in inputs.hoist?.status.insert(.fault) }
        case .loadCellFault: { inputs, _ in inputs.loadCell?.status.insert(.overload) }
        case .beltWatchdogUnverified: { inputs, _ in inputs.belt?.status.remove(.watchdogVerified) }
        case .hoistWatchdogUnverified: { inputs, _ in inputs.hoist?.status.remove(.watchdogVerified) }
        case .deviceNotReady: { inputs, _ in inputs.hoist?.status.remove(.ready) }
        case .driveWatchdogTripped: { inputs, _ in inputs.belt?.status.insert(.watchdogTripped) }
        case .commandUnconfirmed, .commandUnsettled: { inputs, _ in inputs.hoist?.status.insert(.commandUnconfirmed) }
        default: nil
        }
    }

    /// What goes wrong in the house.
    private func stationCause(from begin: MonotonicInstant) -> QuietSession.Disturbance? {
        switch self {
        case .loopOverrun: { inputs, _ in inputs.loop = LoopHealth(missedTicks: 1) }
        case .operatorLinkLost: { inputs, _ in inputs.station.operatorSeenAt = begin }
        case .powerTrouble: { inputs, _ in inputs.station.conditions.insert(.powerTrouble) }
        case .storageTrouble: { inputs, _ in inputs.station.conditions.insert(.storageTrouble) }
        case .clockAnomaly: { inputs, _ in inputs.station.conditions.insert(.clockAnomaly) }
        case .proofMissing: { inputs, _ in inputs.station.conditions.insert(.proofMissing) }
        default: nil
        }
    }

    /// What readings show.
    private func readingCause(from begin: MonotonicInstant) -> QuietSession.Disturbance? {
        let support = BodyWeightPercent.percent(80).supportForce(for: .kilograms(70))
        return switch self {
        case .beltTracking: { inputs, _ in inputs.belt?.speedMeasured += .metersPerSecond(0.3) }
        case .beltOverSpeed:
            // As fast as a drive that runs away may get there.
            { inputs, now in
                let measured = inputs.belt?.speedMeasured ?? .zero
                let faster = BeltSpeed.metersPerSecond(3 * (now - begin).seconds)
                inputs.belt?.speedMeasured = min(measured + faster, .metersPerSecond(5.3))
            }
        case .supportOverForce:
            { inputs, now in inputs.loadCell?.supportForceMeasured = support + .newtons(160 + now.flutter) }
        case .supportForceError:
            // The rope seems to carry hardly anything.
            { inputs, now in inputs.loadCell?.supportForceMeasured = .newtons(12 + now.flutter) }
        case .supportForceDrift: { inputs, now in inputs.hoist?.positionMeasured += .meters(0.0001 * now.flutter) }
        case .harnessSlack: { inputs, now in inputs.loadCell?.supportForceMeasured = .newtons(1 + now.flutter) }
        case .fall:
            // The legs give way: within a third of a second the whole weight hangs in the rope.
            { inputs, now in
                let measured = inputs.loadCell?.supportForceMeasured ?? .zero
                inputs.loadCell?.supportForceMeasured = measured + .newtons(min(2000 * (now - begin).seconds, 600))
            }
        case .hoistTracking:
            { inputs, now in
                inputs.hoist?.positionMeasured += .meters(max(-0.2 * (now - begin).seconds, -0.2))
            }
        case .beltReadingImpossible: { inputs, _ in inputs.belt?.speedMeasured = .metersPerSecond(-3) }
        case .hoistReadingImpossible: { inputs, _ in inputs.hoist?.positionMeasured = .meters(7) }
        case .loadCellReadingImpossible: { inputs, _ in inputs.loadCell?.supportForceMeasured = .newtons(-400) }
        default: nil
        }
    }

    /// The longest that it may take from the cause to the interlock, s, with the tick that sees it.
    var longestToNotice: Double {
        switch self {
        // The fault itself takes its time: from standstill to 5.3 m/s at 3 m/s²; a stop's ramp, and the time allowed.
        case .beltOverSpeed: 1.8
        case .standstillUnconfirmed: 3 + detectionTime(under: ControlLimits()).seconds
        default: detectionTime(under: ControlLimits()).seconds + 0.02
        }
    }

    /// The states in which the fault of ``cause(from:)`` shows as this interlock.
    var scenes: Set<Scene> {
        switch self {
        case .emergencyStop, .lanyardPulled, .beltReadingStale, .hoistReadingStale, .loadCellReadingStale, .beltFault,
            .hoistFault, .loadCellFault, .beltWatchdogUnverified, .hoistWatchdogUnverified, .commandUnconfirmed,
            .commandUnsettled, .deviceNotReady, .driveWatchdogTripped, .powerTrouble, .storageTrouble, .clockAnomaly,
            .loopOverrun, .hoistTracking, .beltReadingImpossible, .hoistReadingImpossible,
            .loadCellReadingImpossible, .beltOverSpeed:
            Set(Scene.allCases)
        // A belt that is being stopped is judged by the time that its stop may take.
        case .beltTracking: Set(Scene.allCases).subtracting([.stopping])
        case .beltReadingFrozen, .standstillUnconfirmed, .fall: [.running, .stopping]
        // Support is judged while the force loop is at work; in a trial the rope must be empty.
        case .supportOverForce: [.armed, .countdown, .running, .proving]
        case .supportForceError, .harnessSlack: [.armed, .countdown, .running]
        case .supportForceDrift, .hoistReadingFrozen, .loadCellReadingFrozen: [.running]
        case .operatorLinkLost: [.checking, .armed, .countdown, .running]
        case .proofMissing: Set(Scene.allCases).subtracting([.proving])
        // There from the beginning, or not at all.
        case .configurationRefused, .sessionInterrupted: []
        }
    }

    /// Whether the cause still shows once the belt stands and the rope is held.
    var isSeenAtRest: Bool { scenes.contains(.faulted) }
}

extension MonotonicInstant {
    /// From -0.5 to 0.5: what is measured never stands quite still, and never quite repeats.
    var flutter: Double {
        var scattered = UInt64(bitPattern: nanoseconds / 10_000_000) &* 0x9E37_79B9_7F4A_7C15
        scattered = (scattered ^ scattered >> 30) &* 0xBF58_476D_1CE4_E5B9
        scattered = (scattered ^ scattered >> 27) &* 0x94D0_49BB_1331_11EB
        return Double(scattered >> 40) / 16_777_216 - 0.5
    }
}

/// An interlock and a state in which it meets a session.
struct Encounter: Sendable, CustomTestStringConvertible {
    var interlock: Interlock
    var scene: Scene
    var testDescription: String { "\(interlock), \(scene)" }

    /// Every interlock in every state in which its cause can show.
    static let all = Interlock.allCases.flatMap { interlock in
        Scene.allCases.filter(interlock.scenes.contains).map { Encounter(interlock: interlock, scene: $0) }
    }

    static func all(_ reactions: [Reaction], in scenes: [Scene]) -> [Encounter] {
        all.filter { reactions.contains($0.interlock.reaction) && scenes.contains($0.scene) }
    }

    static let stops: [Reaction] = [.controlledStop, .protectiveStop, .emergencyStop]
}
