/// "The operator of this session is here": the body of a sign of life.
public struct PresenceRequest: Codable, Equatable, Sendable {
    /// How often an operator's program sends one, s. The daemon's patience is `supervision.operator_link_s`.
    public static let interval = 0.33

    public var sessionID: String

    enum CodingKeys: String, CodingKey {
        case sessionID = "session_id"
    }

    public init(sessionID: String) { self.sessionID = sessionID }
}
