import TreadmillControl

/// What became of an operator's request: 200 when accepted, 409 when the core refused it.
public struct RequestReply: Codable, Equatable, Sendable {
    public var outcome: RequestOutcome
    /// ``outcome`` in words for the person at the treadmill.
    public var explanation: String

    public init(outcome: RequestOutcome) {
        self.outcome = outcome
        explanation = outcome.explanation
    }

    /// The HTTP status of this reply.
    public var status: Int { outcome == .accepted ? 200 : 409 }
}

extension APIRoute {
    /// What a call without a body asks of the core; `nil` for the routes that ask nothing or carry a body.
    public var action: OperatorAction? {
        switch self {
        case .pause: .pause
        case .resume: .resume
        case .stop: .stop
        case .lower: .lowerSupport
        case .acknowledge: .acknowledge
        case .status, .events, .plan, .startSession, .presence, .adjust, .proof, .runDoctor: nil
        }
    }
}
