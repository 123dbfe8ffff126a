import Foundation
import OperatorAPI
import TreadmillControl

/// What must be known of the machine after the daemon has died, at whatever moment.
struct SurvivingState: Codable, Equatable, Sendable {
    /// Interlocks that wait for a person.
    var latched: [Interlock] = []
    /// The session that has not come to its end; `nil` between sessions.
    var session: OpenSession?
    /// When the belt was last commanded or seen to move, to the second; `nil` before it ever did.
    var lastMotion: Date?

    /// Nothing to tell.
    static let atRest = SurvivingState()
}

/// A session, or another undertaking with motion, that has begun and not ended.
struct OpenSession: Codable, Equatable, Sendable {
    /// The session's id.
    var id: String
    /// `nil` for what has no log.
    var logFile: String?
    var startedAt: Date
    /// The boot of the computer in which it began.
    var bootID: String
    /// How far it had come.
    var phase: SessionPhase = .checking
    /// Whether the belt may move, or may not have come to rest.
    var beltMayMove = true
}

extension SurvivingState {
    /// The belt is seen to move from this speed on.
    private static let motion = BeltSpeed.metersPerSecond(0.02)
    /// How often a belt that moves is written down, s.
    static let motionInterval = 1.0

    /// Takes over what a tick says.
    ///
    /// - Parameters:
    ///   - isOwn: whether the open session is the tick's, and not one that another daemon left behind: how far that had
    ///     come stays written.
    ///   - wall: the time of day.
    mutating func follow(_ inputs: ControlInputs, _ outputs: ControlOutputs, isOwn: Bool, at wall: Date) {
        let moves =
            outputs.command.belt.isRunning || inputs.belt.map { $0.speedMeasured.magnitude > Self.motion } ?? false
        if moves, abs(wall.timeIntervalSince(lastMotion ?? .distantPast)) >= Self.motionInterval {
            lastMotion = Date(timeIntervalSince1970: wall.timeIntervalSince1970.rounded(.down))
        }
        let phase = outputs.state.phase
        guard phase.isUnderWay else {
            self = SurvivingState(lastMotion: lastMotion)
            return
        }
        latched = outputs.latchedInterlocks.interlocks
        guard isOwn else { return }
        session?.phase = phase
        session?.beltMayMove = phase.mayMoveBelt || !outputs.estimates.standstillConfirmed
    }
}

extension SessionPhase {
    /// A session, or a fault that waits for a person.
    var isUnderWay: Bool {
        switch self {
        case .idle, .finished: false
        case .checking, .armed, .countdown, .running, .paused, .stopping, .faulted, .proving: true
        }
    }

    /// The belt moves or is on its way to. From the checks on: what is written down then is on the disk before a belt
    /// can start.
    fileprivate var mayMoveBelt: Bool {
        switch self {
        case .checking, .armed, .countdown, .running, .stopping, .proving: true
        case .idle, .paused, .finished, .faulted: false
        }
    }
}
