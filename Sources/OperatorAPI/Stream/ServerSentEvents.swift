/// One event of a server-sent event stream.
public struct ServerSentEvent: Equatable, Sendable {
    /// `message` where the stream names none.
    public var name: String
    public var data: String

    public init(name: String, data: String) {
        self.name = name
        self.data = data
    }
}

/// Bytes of a server-sent event stream in, events out, whatever the chunks (WHATWG HTML, section 9.2.6).
///
/// Lines end with LF, CR or CR LF. Comments and the fields `id` and `retry` are passed over: this stream has no use
/// for them.
public struct ServerSentEventParser: Sendable {
    /// The stream is not one that a well-meaning daemon sends.
    public enum Failure: Error, Equatable {
        /// One event holds more than this many bytes.
        case eventTooLarge(limit: Int)
    }

    private let limit: Int
    private var line: [UInt8] = []
    private var name = ""
    private var data: [String] = []
    private var pending = 0
    private var lastWasCarriageReturn = false

    /// - Parameter limit: the largest event accepted, bytes.
    public init(limit: Int = 1 << 20) { self.limit = limit }

    /// The events that `bytes` complete.
    public mutating func feed(_ bytes: some Sequence<UInt8>) throws(Failure) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let followsCarriageReturn = lastWasCarriageReturn
            lastWasCarriageReturn = byte == UInt8(ascii: "\r")
            switch byte {
            case UInt8(ascii: "\n") where followsCarriageReturn:
                break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if let event = endLine() { events.append(event) }
            default:
                line.append(byte)
                pending += 1
                if pending > limit { throw .eventTooLarge(limit: limit) }
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if line.isEmpty { return endEvent() }
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count > 1 ? parts[1] : ""
        let value = rest.hasPrefix(" ") ? rest.dropFirst() : rest
        switch parts[0] {
        case "event": name = String(value)
        case "data": data.append(String(value))
        default: break
        }
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer {
            name = ""
            data = []
            pending = 0
        }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
    }
}
