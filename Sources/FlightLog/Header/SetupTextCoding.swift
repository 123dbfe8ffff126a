/// Writes `key=value` lines.
struct SetupWriter: SetupVisitor {
    var prefix = ""
    private(set) var text = ""
    var hasFailed: Bool { false }

    mutating func visit<Value: FieldValue>(_ name: StaticString, _ value: inout Value) {
        text += "\(prefix)\(name)=\(value)\n"
    }

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
        guard let text = take(name) else { return }
        guard let read = Value(String(text)), read.isFiniteValue else {
            return reject(name, "\"\(text.prefix(80))\" is not a finite \(Value.ulogName)")
        }
        value = read
    }

    mutating func visitText(_ name: StaticString, _ value: inout String) {
        guard let text = take(name) else { return }
        value = unescaped(text)
    }

    mutating func reject(_ name: StaticString, _ reason: String) {
        failure = failure ?? .invalidSetup(key: "\(prefix)\(name)", reason: reason)
    }

    /// Throws the first failure; a key that nothing asked for is one.
    func finish() throws(FlightLogError) {
        if let failure { throw failure }
        if let unknown = values.keys.min() {
            throw .invalidSetup(key: unknown, reason: "this program does not know it")
        }
    }

    private mutating func take(_ name: StaticString) -> Substring? {
        guard failure == nil else { return nil }
        guard let text = values.removeValue(forKey: "\(prefix)\(name)") else {
            reject(name, "it is missing")
            return nil
        }
        return text
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
