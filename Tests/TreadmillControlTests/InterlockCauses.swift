import ControlTestKit
import Testing
import TreadmillControl

typealias QuietSession = VirtualSession<QuietRig>

extension Interlock {
    /// The fault that brings this interlock about on a session of a 70 kg runner at 80 BW% and 1.4 m/s.
    ///
    /// `nil` for those that come from a rig that does not do what it is told, which inputs alone cannot show.
    var cause: QuietSession.Disturbance? {
        let support = BodyWeightPercent.percent(80).supportForce(for: .kilograms(70))
        return switch self {
        case .emergencyStop: { inputs, _ in inputs.belt?.status.insert(.emergencyStop) }
        case .beltReadingStale: { inputs, now in inputs.belt?.sampledAt = now + .milliseconds(-201) }
        case .hoistReadingStale: { inputs, now in inputs.hoist?.sampledAt = now + .milliseconds(-101) }
        case .loadCellReadingStale: { inputs, now in inputs.loadCell?.sampledAt = now + .milliseconds(-101) }
        case .beltFault: { inputs, _ in inputs.belt?.status.insert(.fault) }
        case .hoistFault: { inputs, _ in inputs.hoist?.status.insert(.fault) }
        case .loadCellFault: { inputs, _ in inputs.loadCell?.status.insert(.overload) }
        case .beltWatchdogUnverified: { inputs, _ in inputs.belt?.status.remove(.watchdogVerified) }
        case .hoistWatchdogUnverified: { inputs, _ in inputs.hoist?.status.remove(.watchdogVerified) }
        case .beltTracking: { inputs, _ in inputs.belt?.speedMeasured += .metersPerSecond(0.3) }
        case .beltOverSpeed: { inputs, _ in inputs.belt?.speedMeasured = .metersPerSecond(5.3) }
        case .supportOverForce: { inputs, _ in inputs.loadCell?.supportForceMeasured = support + .newtons(160) }
        case .supportForceError:
            // The rope seems to carry nothing.
            { inputs, _ in inputs.loadCell?.supportForceMeasured = .zero }
        case .commandUnconfirmed: { inputs, _ in inputs.hoist?.status.insert(.commandUnconfirmed) }
        case .loopOverrun: { inputs, _ in inputs.loop = LoopHealth(missedTicks: 1) }
        case .supportForceDrift, .standstillUnconfirmed: nil
        case .deviceNotReady: { inputs, _ in inputs.hoist?.status.remove(.ready) }
        case .driveWatchdogTripped: { inputs, _ in inputs.belt?.status.insert(.watchdogTripped) }
        }
    }

    /// The longest that it may take from the cause to the interlock, s.
    var longestToNotice: Double {
        switch self {
        case .emergencyStop, .beltReadingStale, .hoistReadingStale, .loadCellReadingStale, .beltFault, .hoistFault,
            .loadCellFault, .beltWatchdogUnverified, .hoistWatchdogUnverified, .beltOverSpeed, .commandUnconfirmed,
            .deviceNotReady, .driveWatchdogTripped:
            0.01
        case .loopOverrun: 0.1
        case .supportOverForce: 0.12
        // Over a third of a second of averaging, the threshold's own half second.
        case .supportForceError: 1.0
        // The mean of a stride must first get to a tenth of a metre per second, then a second must pass.
        case .beltTracking: 1.6
        // 3 % of a low-passed 4 %, then five seconds.
        case .supportForceDrift: 12
        case .standstillUnconfirmed: 8
        }
    }

    /// Whether the cause says anything while nobody runs: support is judged only while the force loop is at work.
    func matters(in phase: SessionPhase) -> Bool {
        switch self {
        case .supportOverForce, .supportForceDrift, .supportForceError: phase != .paused
        case .emergencyStop, .beltReadingStale, .hoistReadingStale, .loadCellReadingStale, .beltFault, .hoistFault,
            .loadCellFault, .beltWatchdogUnverified, .hoistWatchdogUnverified, .beltTracking, .beltOverSpeed,
            .commandUnconfirmed, .loopOverrun, .standstillUnconfirmed, .deviceNotReady,
            .driveWatchdogTripped:
            true
        }
    }

    /// Whether the cause is still seen while the belt stands and the rope is held.
    var isSeenAtRest: Bool { matters(in: .paused) }

    /// Those that stop a session and that inputs alone bring about.
    static var stopping: [Interlock] { allCases.filter { $0.reaction >= .controlledStop && $0.cause != nil } }
}

/// Sessions brought to where a fault shall meet them; each test takes its own copy.
enum Scene: String, CaseIterable, CustomTestStringConvertible {
    case armed, countdown, running, paused

    var testDescription: String { rawValue }

    var phase: SessionPhase {
        switch self {
        case .armed: .armed
        case .countdown: .countdown
        case .running: .running
        case .paused: .paused
        }
    }

    /// A session brought there; stories start from it again and again.
    func session() throws -> QuietSession {
        switch self {
        case .armed: try Self.armedSession.get()
        case .countdown: try Self.countdownSession.get()
        case .running: try Self.runningSession.get()
        case .paused: try Self.pausedSession.get()
        }
    }

    /// On the way to its target, the rope already tight.
    private static let armedSession = story { session in
        try session.run(atMost: 30) { $0.state.phase == .armed && $0.bodyWeightCommanded < .percent(85) }
    }
    private static let countdownSession = story { session in
        try session.run(to: .countdown)
        session.run(seconds: 0.5)
    }
    private static let runningSession = story { session in
        try session.run(atMost: 60) { $0.position.elapsed > .seconds(3) }
    }
    private static let pausedSession = story { session in
        try session.run(atMost: 60) { $0.position.elapsed > .seconds(1) }
        session.step(.pause)
        try session.run(to: .paused)
        session.run(seconds: 1)
    }

    private static func story(
        _ tell: (inout QuietSession) throws -> Void
    ) -> Result<QuietSession, any Error> {
        Result {
            var session = QuietSession(.longWalk())
            try tell(&session)
            return session
        }
    }
}
