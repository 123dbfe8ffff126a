/// What the answer to ``APIRoute/runDoctor`` tells while the doctor works: each check as it begins and as it ends, and
/// last the whole report. Whoever closes the connection before that ends the run.
public enum ProofEvent: Equatable, Sendable {
    case begun(ProofCheck)
    case item(ProofItem)
    case report(ProofReport)

    /// The event as it goes over the wire.
    public func encoded() throws(Problem) -> [UInt8] {
        switch self {
        case .begun(let check): try Self.encoded("check", CheckBegun(check: check))
        case .item(let item): try Self.encoded("item", item)
        case .report(let report): try Self.encoded("report", report)
        }
    }

    private static func encoded(_ name: String, _ value: some Encodable) throws(Problem) -> [UInt8] {
        Array("event: \(name)\ndata: ".utf8) + (try WireFormat.encode(value)) + Array("\n\n".utf8)
    }

    /// `nil` for an event whose name this version does not know: readers pass over those.
    public init?(_ event: ServerSentEvent) throws(Problem) {
        let json = event.data.utf8
        switch event.name {
        case "check": self = .begun(try WireFormat.decode(CheckBegun.self, from: json).check)
        case "item": self = .item(try WireFormat.decode(ProofItem.self, from: json))
        case "report": self = .report(try WireFormat.decode(ProofReport.self, from: json))
        default: return nil
        }
    }
}

/// A check that has begun.
private struct CheckBegun: Codable {
    var check: ProofCheck
}
