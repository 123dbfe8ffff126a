import TreadmillControl

/// The body of a session's start.
public struct SessionRequest: Codable, Equatable, Sendable {
    /// The mass of a runner, with clothing and harness, kg.
    public static let massRange = 20.0...200.0

    /// The plan's YAML text as it was on the operator's disk.
    public var planText: String
    /// What to call the text in messages: the file's name.
    public var planName: String
    /// kg, within ``massRange``.
    public var massKilograms: Double
    /// Whether the belt may run only while the operator's program says that it is there; absent means no.
    public var needsOperatorLink: Bool

    enum CodingKeys: String, CodingKey {
        case planText = "plan_text"
        case planName = "plan_name"
        case massKilograms = "mass_kilograms"
        case needsOperatorLink = "needs_operator_link"
    }

    public init(planText: String, planName: String, massKilograms: Double, needsOperatorLink: Bool = false) {
        self.planText = planText
        self.planName = planName
        self.massKilograms = massKilograms
        self.needsOperatorLink = needsOperatorLink
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        planText = try container.decode(String.self, forKey: .planText)
        planName = try container.decode(String.self, forKey: .planName)
        massKilograms = try container.decode(Double.self, forKey: .massKilograms)
        needsOperatorLink = try container.decodeIfPresent(Bool.self, forKey: .needsOperatorLink) ?? false
    }

    /// - Throws: ``Problem`` of status 422 outside ``massRange``.
    public func runnerMass() throws(Problem) -> Mass {
        guard Self.massRange.contains(massKilograms) else { throw .massOutOfRange(massKilograms) }
        return .kilograms(massKilograms)
    }
}

/// The answer (201) to a session's start.
public struct SessionStarted: Codable, Equatable, Sendable {
    public var sessionID: String
    /// Where the flight log is written; `nil` when no log could be opened.
    @Nullable public var logFile: String?

    enum CodingKeys: String, CodingKey {
        case sessionID = "session_id"
        case logFile = "log_file"
    }

    public init(sessionID: String, logFile: String?) {
        self.sessionID = sessionID
        _logFile = Nullable(wrappedValue: logFile)
    }
}
