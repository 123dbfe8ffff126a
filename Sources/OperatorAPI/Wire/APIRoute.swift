/// Every endpoint that the daemon serves and the command line calls: the one list of them.
public enum APIRoute: String, CaseIterable, Sendable {
    /// The newest ``StatusReport``.
    case status
    /// Server-sent events: see ``StreamEvent``.
    case events
    /// The loaded plan: ``PlanReport``.
    case plan
    /// Start a session: ``SessionRequest`` in, ``SessionStarted`` out.
    case startSession
    case pause
    case resume
    case stop
    /// Let the support down, the belt standing.
    case lower
    /// A person has seen the latched interlocks.
    case acknowledge
    /// A sign of life from a session's operator: ``PresenceRequest`` in.
    case presence
    /// Shift the plan: ``AdjustmentRequest`` in.
    case adjust
    /// The last proof of the machine: ``ProofAnswer``.
    case proof
    /// Examine the machine, which must be empty: ``ProofRequest`` in, server-sent ``ProofEvent``s out.
    case runDoctor

    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public var method: Method {
        switch self {
        case .status, .events, .plan, .proof: .get
        case .startSession, .pause, .resume, .stop, .lower, .acknowledge, .presence, .adjust, .runDoctor:
            .post
        }
    }

    public var path: String {
        switch self {
        case .status: "/v1/status"
        case .events: "/v1/events"
        case .plan: "/v1/plan"
        case .startSession: "/v1/session"
        case .pause: "/v1/session/pause"
        case .resume: "/v1/session/resume"
        case .stop: "/v1/session/stop"
        case .lower: "/v1/session/lower"
        case .acknowledge: "/v1/session/acknowledge"
        case .presence: "/v1/session/presence"
        case .adjust: "/v1/session/adjust"
        case .proof: "/v1/proof"
        case .runDoctor: "/v1/doctor"
        }
    }

    /// Bytes of request body that a daemon accepts; more is answered with 413.
    public var largestBody: Int {
        switch self {
        case .startSession: 1 << 20
        case .adjust: 4096
        case .status, .events, .plan, .pause, .resume, .stop, .lower, .acknowledge, .presence, .proof, .runDoctor:
            1024
        }
    }
}
