/// Prints the fields of a record as cells of a CSV row or as members of a JSON object.
///
/// Flags of presence are not printed: what they say is absent is an empty cell or `null`.
struct FieldText: FieldVisitor {
    enum Style {
        case csvNames
        case csvValues
        case json
    }

    private(set) var bytes: [UInt8] = []
    private var style: Style
    /// Fields at the beginning that are passed over.
    private var toSkip = 0
    /// How many optional groups around the current field are absent.
    private var absentGroups = 0
    /// One entry for each optional group around the current field.
    private var groupIsAbsent: [Bool] = []

    init(_ style: Style) { self.style = style }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Prints `record` behind what is there, without its first `skipped` fields.
    mutating func append(_ record: some LogTopic, skipping skipped: Int = 0, isAbsent: Bool = false, as style: Style) {
        self.style = style
        toSkip = skipped
        absentGroups = isAbsent ? 1 : 0
        var record = record
        record.visit(&self)
    }

    mutating func append(_ text: some StringProtocol) { bytes.append(contentsOf: text.utf8) }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        guard begin(name) else { return }
        if value.isFiniteValue || style == .csvValues {
            append(value.description)
        } else {
            appendQuoted(value.description)
        }
    }

    mutating func visitCode(_ name: StaticString, _ value: inout UInt8, meaning: (UInt8) -> String?) {
        guard let text = meaning(value) else { return visit(name, &value) }
        guard begin(name) else { return }
        if style == .json { appendQuoted(text) } else { append(text) }
    }

    mutating func beginOptional(_ name: StaticString, _ isPresent: inout Bool) {
        groupIsAbsent.append(!isPresent)
        if !isPresent { absentGroups += 1 }
    }

    mutating func endOptional() {
        if groupIsAbsent.popLast() == true { absentGroups -= 1 }
    }

    /// Prints what stands before a value; false when no value is wanted.
    private mutating func begin(_ name: StaticString) -> Bool {
        if toSkip > 0 {
            toSkip -= 1
            return false
        }
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        switch style {
        case .csvNames:
            append(name)
            return false
        case .csvValues:
            return absentGroups == 0
        case .json:
            bytes.append(UInt8(ascii: "\""))
            append(name)
            append("\":")
            if absentGroups > 0 { append("null") }
            return absentGroups == 0
        }
    }

    private mutating func append(_ name: StaticString) {
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends a JSON string.
    mutating func appendQuoted(_ text: some StringProtocol) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                append("\\u00")
                append(byte < 0x10 ? "0" : "")
                append(String(byte, radix: 16))
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
