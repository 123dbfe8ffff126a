import Foundation

/// How values become JSON on the wire: keys sorted, on one line, so that the same report is always the same bytes and
/// fits one `data:` line of an event stream.
public enum WireFormat {
    public static func encode(_ value: some Encodable) throws(Problem) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(value))
        } catch {
            throw Problem(
                status: 500, title: "The answer cannot be written as JSON", detail: explain(error),
                remedy: "Report this with the daemon's journal.")
        }
    }

    /// - Throws: ``Problem`` of status 400 that names the key at fault.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: some Sequence<UInt8>
    ) throws(Problem)
        -> Value
    {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw Problem(
                status: 400, title: "The JSON does not say what is expected", detail: explain(error),
                remedy: "See docs/openapi.yaml for the keys and their units.")
        }
    }

    private static func explain(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return String(describing: error) }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .dataCorrupted(let context):
            return "\(place(context.codingPath)): \(context.debugDescription)"
        case .valueNotFound(_, let context):
            return "\(place(context.codingPath)) must not be null"
        @unknown default:
            return String(describing: error)
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the document" }
        return path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
    }
}
