import TreadmillControl

/// What the daemon found when it came up: the last one did not end in order. `nil` in a status report once a person has
/// acknowledged it.
public struct InterruptionReport: Codable, Equatable, Sendable {
    public enum Cause: String, Codable, CaseIterable, Sendable {
        /// The daemon before was killed or crashed; the computer went on.
        case daemonEnded = "daemon_ended"
        /// The computer was switched off, lost its power or was restarted.
        case computerRestarted = "computer_restarted"
        /// The record of what was before is damaged or cannot be read.
        case recordDamaged = "record_damaged"
    }

    public var cause: Cause
    /// What is wrong with the record; `nil` while it is whole.
    @Nullable public var damage: String?
    /// `nil` when it is not known.
    @Nullable public var sessionID: String?
    @Nullable public var logFile: String?
    /// How far the session had come.
    @Nullable public var phase: SessionPhase?
    /// Whether the belt may have been moving at the end.
    public var beltMayHaveMoved: Bool
    /// When the belt was last known to move, UTC in ISO 8601; `nil` when it never was.
    @Nullable public var lastMotion: String?
    /// Whether the belt is now measured at standstill.
    public var beltStands: Bool
    /// All of it in words for the person at the treadmill.
    public var explanation: String
    public var remedy: String

    enum CodingKeys: String, CodingKey {
        case cause, damage, phase, explanation, remedy
        case sessionID = "session_id"
        case logFile = "log_file"
        case beltMayHaveMoved = "belt_may_have_moved"
        case lastMotion = "last_motion_utc"
        case beltStands = "belt_stands"
    }

    public init(
        cause: Cause, damage: String?, sessionID: String?, logFile: String?, phase: SessionPhase?,
        beltMayHaveMoved: Bool, lastMotion: String?, beltStands: Bool
    ) {
        self.cause = cause
        _damage = Nullable(wrappedValue: damage)
        _sessionID = Nullable(wrappedValue: sessionID)
        _logFile = Nullable(wrappedValue: logFile)
        _phase = Nullable(wrappedValue: phase)
        self.beltMayHaveMoved = beltMayHaveMoved
        _lastMotion = Nullable(wrappedValue: lastMotion)
        self.beltStands = beltStands
        explanation = ""
        remedy = ""
        (explanation, remedy) = (words, wordsOfRemedy)
    }

    /// The same with what is seen of the belt now.
    public func seeing(beltStands: Bool) -> InterruptionReport {
        InterruptionReport(
            cause: cause, damage: damage, sessionID: sessionID, logFile: logFile, phase: phase,
            beltMayHaveMoved: beltMayHaveMoved, lastMotion: lastMotion, beltStands: beltStands)
    }
}

extension InterruptionReport {
    private var words: String {
        [whatHappened, belt, beltStands ? "It is seen standing now." : "It is not seen standing yet."]
            .joined(separator: " ")
    }

    private var whatHappened: String {
        let session = sessionID.map { " \($0)" } ?? ""
        let phase = phase.map { " (\($0.title))" } ?? ""
        switch cause {
        case .daemonEnded:
            return "The controller ended in the middle of session\(session)\(phase) and was started again."
        case .computerRestarted:
            return "The computer was switched off or restarted in the middle of session\(session)\(phase)."
        case .recordDamaged:
            let reason = damage.map { " (\($0))" } ?? ""
            return
                "The record of what the machine did last is damaged\(reason), so a session may have been interrupted."
        }
    }

    private var belt: String {
        let last =
            lastMotion.map { "The belt was last known to move at \($0)" } ?? "The belt is not known to have moved"
        return beltMayHaveMoved ? "\(last), and may have been moving at the end." : "\(last), and stood at the end."
    }

    private var wordsOfRemedy: String {
        beltStands
            ? "See to the runner, who may hang in the harness. Then `unweight acknowledge`; nothing resumes by itself. "
                + "`unweight lower` lets the support down."
            : "Keep off the belt, and press the emergency stop if it moves. When it stands, see to the runner, then "
                + "`unweight acknowledge`; nothing resumes by itself."
    }
}
