/// How the text of a scalar becomes a value, with what to say when it does not.
public struct YAMLScalar<Value> {
    /// What is expected, as a remedy: "a number of 1 to 247".
    public let expectation: String
    let readQuoted: (_ text: String, _ isQuoted: Bool) throws(YAMLRefusal) -> Value

    /// A scalar of your own: `read` gets the text without quotes.
    public init(expectation: String, read: @escaping (_ text: String) throws(YAMLRefusal) -> Value) {
        self.expectation = expectation
        readQuoted = { (text: String, _: Bool) throws(YAMLRefusal) -> Value in try read(text) }
    }

    init(
        expectation: String,
        readWithQuoting: @escaping (_ text: String, _ isQuoted: Bool) throws(YAMLRefusal) -> Value
    ) {
        self.expectation = expectation
        readQuoted = readWithQuoting
    }

    /// The value of a text that was written without quotes.
    public func read(_ text: String) throws(YAMLRefusal) -> Value { try readQuoted(text, false) }
}

extension YAMLScalar where Value == String {
    /// Text of at least one and at most `limit` characters, without control characters other than line breaks.
    public static func text(atMost limit: Int = 4000) -> YAMLScalar<String> {
        YAMLScalar(expectation: "text") { (text: String) throws(YAMLRefusal) -> String in
            let remedy = "write a text of 1 to \(limit) characters"
            guard text.contains(where: { !$0.isWhitespace }) else {
                throw YAMLRefusal(reason: "is empty", remedy: remedy)
            }
            guard text.count <= limit else {
                throw YAMLRefusal(reason: "is \(text.count) characters long", remedy: remedy)
            }
            guard !text.unicodeScalars.contains(where: { $0.isControl && $0 != "\n" }) else {
                throw YAMLRefusal(reason: "holds a control character", remedy: "remove it")
            }
            return text
        }
    }

    /// A name of small letters, digits, `-` and `_`, at most 40 characters.
    public static var identifier: YAMLScalar<String> {
        YAMLScalar(expectation: "a name") { (text: String) throws(YAMLRefusal) -> String in
            let isName = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            guard isName, (1...40).contains(text.utf8.count) else {
                throw YAMLRefusal(
                    reason: "\"\(text.shortened)\" is not a name",
                    remedy: "use 1 to 40 of the characters a-z, 0-9, - and _")
            }
            return text
        }
    }
}

extension YAMLScalar where Value == Double {
    /// A finite decimal number within `range`; `unit` is for messages and may be empty.
    public static func number(in range: ClosedRange<Double>, unit: String = "") -> YAMLScalar<Double> {
        let expectation = "a number of \(range.lowerBound.plain) to \(range.upperBound.plain)\(unit.asSuffix)"
        return YAMLScalar(expectation: expectation) {
            (text: String, isQuoted: Bool) throws(YAMLRefusal) -> Double in
            guard !isQuoted, let value = text.decimal else {
                throw YAMLRefusal.notA("number", text, isQuoted: isQuoted, expectation: expectation)
            }
            guard range.contains(value) else {
                throw YAMLRefusal(
                    reason: "\(value.plain)\(unit.asSuffix) is out of bounds", remedy: "use \(expectation)")
            }
            return value
        }
    }
}

extension YAMLScalar where Value == Int {
    /// A whole decimal number within `range`; `unit` is for messages and may be empty.
    public static func integer(in range: ClosedRange<Int>, unit: String = "") -> YAMLScalar<Int> {
        let expectation = "a whole number of \(range.lowerBound) to \(range.upperBound)\(unit.asSuffix)"
        return YAMLScalar(expectation: expectation) { (text: String, isQuoted: Bool) throws(YAMLRefusal) -> Int in
            guard !isQuoted, let value = Int(text) else {
                throw YAMLRefusal.notA("whole number", text, isQuoted: isQuoted, expectation: expectation)
            }
            guard range.contains(value) else {
                throw YAMLRefusal(reason: "\(value)\(unit.asSuffix) is out of bounds", remedy: "use \(expectation)")
            }
            return value
        }
    }
}

extension YAMLScalar where Value == Bool {
    /// `true` or `false`, and no other word.
    public static var truth: YAMLScalar<Bool> { .choice(["true": true, "false": false]) }
}

extension YAMLScalar {
    /// One of a few words.
    public static func choice(_ choices: KeyValuePairs<String, Value>) -> YAMLScalar<Value> {
        choice(of: choices.map { ($0.key, $0.value) })
    }

    private static func choice(of choices: [(word: String, value: Value)]) -> YAMLScalar<Value> {
        let words = choices.map(\.word)
        let expectation = "one of: \(words.joined(separator: ", "))"
        return YAMLScalar(expectation: expectation) { (text: String) throws(YAMLRefusal) -> Value in
            guard let choice = choices.first(where: { $0.word == text }) else {
                let remedy = nearestWord(to: text, among: words).map { "did you mean \"\($0)\"?" }
                throw YAMLRefusal(
                    reason: "\"\(text.shortened)\" is not known here", remedy: remedy ?? "use \(expectation)")
            }
            return choice.value
        }
    }
}

extension YAMLScalar where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words of an enumeration; an empty one is not for files.
    public static var word: YAMLScalar<Value> {
        choice(of: Value.allCases.filter { !$0.rawValue.isEmpty }.map { ($0.rawValue, $0) })
    }
}

extension YAMLRefusal {
    fileprivate static func notA(
        _ kind: String, _ text: String, isQuoted: Bool, expectation: String
    ) -> YAMLRefusal {
        isQuoted
            ? YAMLRefusal(reason: "is quoted text, not a \(kind)", remedy: "write \(expectation), without quotes")
            : YAMLRefusal(reason: "\"\(text.shortened)\" is not a \(kind)", remedy: "use \(expectation)")
    }
}

extension String {
    /// The number that a plain decimal text stands for; `nil` for hexadecimal, infinities, not-a-number and overflow.
    public var decimal: Double? {
        guard utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "+-.eE".utf8.contains($0) }),
            let value = Double(self), value.isFinite
        else { return nil }
        return value
    }

    fileprivate var asSuffix: String { isEmpty ? "" : " \(self)" }
}

extension Double {
    /// The number without a needless `.0`, for messages.
    public var plain: String {
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}
