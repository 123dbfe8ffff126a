import TreadmillControl

/// What `GET /v1/events` sends: the name of the event and its JSON.
public enum StreamEvent: Equatable, Sendable {
    /// About five times a second.
    case status(StatusReport)
    /// Once per announced change, before it happens.
    case announcement(Announcement)
    /// At every change of phase.
    case transition(Transition)
    /// When an interlock appears, waits or goes.
    case interlock(InterlockReport)

    public var name: String {
        switch self {
        case .status: "status"
        case .announcement: "announcement"
        case .transition: "transition"
        case .interlock: "interlock"
        }
    }

    /// The event as it goes over the wire: two lines and an empty one.
    public func encoded() throws(Problem) -> [UInt8] {
        let json: [UInt8]
        switch self {
        case .status(let report): json = try WireFormat.encode(report)
        case .announcement(let announcement): json = try WireFormat.encode(announcement)
        case .transition(let transition): json = try WireFormat.encode(transition)
        case .interlock(let interlock): json = try WireFormat.encode(interlock)
        }
        return Array("event: \(name)\ndata: ".utf8) + json + Array("\n\n".utf8)
    }

    /// `nil` for an event whose name this version does not know: readers pass over those.
    public init?(_ event: ServerSentEvent) throws(Problem) {
        let json = event.data.utf8
        switch event.name {
        case "status": self = .status(try WireFormat.decode(StatusReport.self, from: json))
        case "announcement": self = .announcement(try WireFormat.decode(Announcement.self, from: json))
        case "transition": self = .transition(try WireFormat.decode(Transition.self, from: json))
        case "interlock": self = .interlock(try WireFormat.decode(InterlockReport.self, from: json))
        default: return nil
        }
    }

    /// A line that only keeps the connection open.
    public static let keepAlive = Array(": keep-alive\n\n".utf8)
}

/// A change of the session's phase.
public struct Transition: Codable, Equatable, Sendable {
    public var from: SessionPhase
    public var to: SessionPhase
    /// `nil` unless the session came to its end.
    @Nullable public var finishReason: FinishReason?
    /// Plan time at the change, s.
    public var elapsed: Double

    enum CodingKeys: String, CodingKey {
        case from, to
        case finishReason = "finish_reason"
        case elapsed = "elapsed_s"
    }

    public init(from: SessionPhase, to: SessionPhase, finishReason: FinishReason?, elapsed: Double) {
        self.from = from
        self.to = to
        _finishReason = Nullable(wrappedValue: finishReason)
        self.elapsed = elapsed
    }
}
