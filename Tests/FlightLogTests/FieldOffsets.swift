import FlightLog
import Testing

/// Where a field is within a record, worked out from the definition that the log itself carries.
enum FieldOffsets {
    static func inputs(_ name: String) throws -> Int { try offset(of: name, in: .controlInputs) }
    static func outputs(_ name: String) throws -> Int { try offset(of: name, in: .controlOutputs) }

    private static func offset(of name: String, in topic: FlightLogTopic) throws -> Int {
        let sizes = ["double": 8, "bool": 1, "int": 0, "uint": 0]
        let fields = try #require(topic.layout.definition.split(separator: ":").last)
        var offset = 0
        for field in fields.split(separator: ";") {
            let parts = field.split(separator: " ")
            if parts[1] == name { return offset }
            let digits = parts[0].filter(\.isNumber)
            offset += try #require(sizes[String(parts[0])] ?? Int(digits).map { $0 / 8 })
        }
        throw FieldMissing(name: name)
    }

    struct FieldMissing: Error { let name: String }
}
