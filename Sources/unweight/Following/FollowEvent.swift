import OperatorAPI

/// What may happen while a session is followed.
enum FollowEvent: Sendable {
    case stream(StreamEvent)
    /// The stream of events broke off; it is being opened again.
    case connectionLost(String)
    case connectionRestored
    /// The daemon has not come back.
    case connectionGivenUp(Problem)
    case key(PanelKey)
    /// Ctrl-C.
    case interrupt
    /// SIGTERM or SIGHUP: whoever watched is leaving.
    case terminate
    /// It is time for a sign of life.
    case presenceDue
    case answered(APIRoute, Result<RequestReply, Problem>)
    /// The terminal has another size, or is back after a suspension.
    case resized
}

/// What the keys of the panel do. No key starts a standing belt together with another meaning.
enum PanelKey: Equatable, Sendable {
    case pause
    case resume
    case stop
    case leave

    /// `nil` for keys without a meaning.
    init?(byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "p"), UInt8(ascii: "P"): self = .pause
        case UInt8(ascii: "r"), UInt8(ascii: "R"): self = .resume
        case UInt8(ascii: "s"), UInt8(ascii: "S"): self = .stop
        case UInt8(ascii: "q"), UInt8(ascii: "Q"): self = .leave
        default: return nil
        }
    }

    /// The keys in what a terminal sent at once. An escape sequence (an arrow, a function key) is none, nor is anything
    /// that comes with it: its letters must not pause, resume or stop.
    static func keys(in bytes: some Collection<UInt8>) -> [PanelKey] {
        bytes.contains(0x1B) ? [] : bytes.compactMap(PanelKey.init(byte:))
    }
}

/// What is to be done about a ``FollowEvent``.
enum FollowEffect: Equatable, Sendable {
    case line(String)
    case bell
    /// The panel has something new to show.
    case draw
    case call(APIRoute)
    /// Tell the daemon that the operator of this session is there, if the terminal still takes what it is shown; `nil`
    /// when there is none to speak for. The answer to every ``FollowEvent/presenceDue``.
    case presence(sessionID: String?)
    /// Stop following; `line` is the last word, where there is one.
    case leave(ProgramExit, String?)
}
