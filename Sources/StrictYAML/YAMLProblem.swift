/// One thing wrong in a YAML file, with all that a person needs to put it right.
public struct YAMLProblem: Equatable, Sendable, CustomStringConvertible {
    /// The file as the person named it.
    public var file: String
    /// Counted from 1; `nil` when the problem is with the file as a whole.
    public var line: Int?
    /// Keys from the root, joined by dots; items of a list are counted from 1: `main[2].speed`. Empty at the root.
    public var keyPath: String
    /// What is wrong.
    public var reason: String
    /// What to do about it.
    public var remedy: String

    public init(file: String, line: Int? = nil, keyPath: String = "", reason: String, remedy: String) {
        self.file = file
        self.line = line
        self.keyPath = keyPath
        self.reason = reason
        self.remedy = remedy
    }

    /// `FILE:LINE: key.path: reason; remedy`, without the parts that are not known.
    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        let key = keyPath.isEmpty ? "" : "\(keyPath): "
        return "\(place): \(key)\(reason); \(remedy)"
    }
}

/// Why a YAML file was refused: one problem or more, in the order of their lines.
public struct YAMLProblems: Error, Equatable, CustomStringConvertible {
    /// Never empty.
    public let problems: [YAMLProblem]

    public init(_ first: YAMLProblem, _ others: [YAMLProblem] = []) {
        problems = [first] + others
    }

    /// `nil` when there is no problem. Sorts by line; problems of one line keep their order.
    public init?(_ found: [YAMLProblem]) {
        guard !found.isEmpty else { return nil }
        problems = found.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    /// One problem a line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// Why a value cannot be accepted, before it is known where it stands.
public struct YAMLRefusal: Error, Equatable {
    public var reason: String
    public var remedy: String

    public init(reason: String, remedy: String) {
        self.reason = reason
        self.remedy = remedy
    }
}
