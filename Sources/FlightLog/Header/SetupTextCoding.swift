/// Writes `key=value` lines.
struct SetupWriter: SetupVisitor {
    var prefix = ""
    private(set) var text = ""
    var hasFailed: Bool { false }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        text += "\(prefix)\(name)=\(value)\n"
    }

    mutating func visitFigure(_ key: String, _ value: inout Double) { text += "\(key)=\(value)\n" }

    mutating func visitText(_ name: StaticString, _ value: inout String) {
        text += "\(prefix)\(name)=\(escaped(value))\n"
    }

    private func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// Reads `key=value` lines, each key once, and remembers the first thing that is wrong.
struct SetupReader: SetupVisitor {
    var prefix = ""
    private var values: [String: Substring] = [:]
    private var failure: FlightLogError?
    var hasFailed: Bool { failure != nil }

    init(_ text: String) throws(FlightLogError) {
        for line in text.unicodeScalars.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else {
                throw .invalidSetup(key: String(Substring(line.prefix(80))), reason: "a line without \"=\"")
            }
            let key = String(Substring(line[..<equals]))
            let value = Substring(line[line.index(after: equals)...])
            if values.updateValue(value, forKey: key) != nil {
                throw .invalidSetup(key: key, reason: "it is given twice")
            }
        }
    }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        visit(key: "\(prefix)\(name)", &value)
    }

    mutating func visitFigure(_ key: String, _ value: inout Double) { visit(key: key, &value) }

    mutating func visitText(_ name: StaticString, _ value: inout String) {
        guard let text = take("\(prefix)\(name)") else { return }
        value = unescaped(text)
    }

    mutating func reject(_ name: StaticString, _ reason: String) { fail("\(prefix)\(name)", reason) }

    /// Throws the first failure; a key that nothing asked for is one.
    func finish() throws(FlightLogError) {
        if let failure { throw failure }
        if let unknown = values.keys.min() {
            throw .invalidSetup(key: unknown, reason: "this program does not know it")
        }
    }

    private mutating func visit<Value: FieldValue>(key: String, _ value: inout Value) {
        guard let text = take(key) else { return }
        guard let read = Value(String(text)), read.isFiniteValue else {
            return fail(key, "\"\(text.prefix(80))\" is not a finite \(Value.ulogName)")
        }
        value = read
    }

    private mutating func take(_ key: String) -> Substring? {
        guard failure == nil else { return nil }
        guard let text = values.removeValue(forKey: key) else {
            fail(key, "it is missing")
            return nil
        }
        return text
    }

    private mutating func fail(_ key: String, _ reason: String) {
        failure = failure ?? .invalidSetup(key: key, reason: reason)
    }

    private func unescaped(_ text: Substring) -> String {
        var result = String.UnicodeScalarView()
        var isEscape = false
        for scalar in text.unicodeScalars {
            if isEscape {
                result.append(scalar == "n" ? "\n" : scalar == "r" ? "\r" : scalar)
                isEscape = false
            } else if scalar == "\\" {
                isEscape = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
