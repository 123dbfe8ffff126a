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

/// A change that is about to happen.
public struct Announcement: Codable, Equatable, Sendable {
    public enum Change: String, Codable, Sendable {
        /// The belt starts, or starts again after a pause.
        case beltStart = "belt_start"
        /// The next interval begins.
        case interval
        /// The plan ends and the belt stops.
        case planEnd = "plan_end"
    }

    public var change: Change
    /// s from now
    public var secondsUntil: Double
    /// The interval that begins; `nil` at the plan's end.
    @Nullable public var interval: IntervalReport?

    enum CodingKeys: String, CodingKey {
        case change, interval
        case secondsUntil = "seconds_until"
    }

    public init(change: Change, secondsUntil: Double, interval: IntervalReport?) {
        self.change = change
        self.secondsUntil = secondsUntil
        _interval = Nullable(wrappedValue: interval)
    }

    /// What a tick announces, `nil` while it announces nothing.
    public init?(_ outputs: ControlOutputs, plan: SessionPlan) {
        guard let change = outputs.announcedChangeIn else { return nil }
        let index = Int(outputs.position.interval)
        switch outputs.state.phase {
        case .idle, .checking, .armed, .countdown, .paused:
            self.init(change: .beltStart, secondsUntil: change.seconds, interval: plan.intervalReport(at: index))
        case .running, .stopping, .finished, .faulted:
            let next = plan.intervalReport(at: index + 1)
            self.init(change: next == nil ? .planEnd : .interval, secondsUntil: change.seconds, interval: next)
        }
    }
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
