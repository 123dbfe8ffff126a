/// The shape of a topic: its definition as ULog wants it, and the size of one record.
package struct FieldLayout: Equatable, Sendable {
    package let name: String
    /// `name:type field;type field;`
    package let definition: String
    /// Bytes of one record.
    package let byteCount: Int
    /// The names of all fields in order.
    package let fields: [String]

    package init<Topic: LogTopic>(of topic: Topic.Type) {
        var visitor = LayoutVisitor(definition: Topic.topicName + ":")
        var record = Topic()
        record.visit(&visitor)
        name = Topic.topicName
        definition = visitor.definition
        byteCount = visitor.byteCount
        fields = visitor.fields
    }
}

private struct LayoutVisitor: FieldVisitor {
    var definition: String
    var byteCount = 0
    var fields: [String] = []

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        definition += "\(Value.ulogName) \(name);"
        byteCount += MemoryLayout<Value.Bits>.size
        fields.append("\(name)")
    }
}
