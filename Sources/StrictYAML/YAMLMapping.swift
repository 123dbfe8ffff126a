/// A group of keys being read. It records which keys were asked for; any other key is a problem.
///
/// Every reading that fails notes a problem and gives `nil`, so that a file's problems are all found in one go. Get
/// the root from ``readYAML(_:file:_:)``.
public final class YAMLMapping {
    /// The line on which the group begins, counted from 1.
    public let line: Int
    /// Keys from the root, joined by dots; empty at the root.
    public let keyPath: String

    private let entries: [YAMLEntry]
    private let findings: YAMLFindings
    private var known: [String] = []

    init(entries: [YAMLEntry], line: Int, keyPath: String, findings: YAMLFindings) {
        self.entries = entries
        self.line = line
        self.keyPath = keyPath
        self.findings = findings
    }

    // MARK: Single values

    /// The value of a key that must be there.
    public func required<Value>(_ key: String, _ scalar: YAMLScalar<Value>) -> Value? {
        guard let entry = entry(key) else {
            noteMissing(key, remedy: "add \"\(key)\": \(scalar.expectation)")
            return nil
        }
        return value(of: entry, scalar)
    }

    /// The value of a key that may be left out; `nil` when it is, and when it is wrong.
    public func optional<Value>(_ key: String, _ scalar: YAMLScalar<Value>) -> Value? {
        guard let entry = entry(key) else { return nil }
        return value(of: entry, scalar)
    }

    /// The value of a key, or `standard` when it is left out; `nil` when it is wrong.
    public func optional<Value>(_ key: String, _ scalar: YAMLScalar<Value>, default standard: Value) -> Value? {
        guard let entry = entry(key) else { return standard }
        return value(of: entry, scalar)
    }

    private func value<Value>(of entry: YAMLEntry, _ scalar: YAMLScalar<Value>) -> Value? {
        guard case .scalar(let text, let isQuoted) = entry.value.content else {
            note(
                "is \(entry.value.kindName), not a single value", remedy: "write \(scalar.expectation)", key: entry.key)
            return nil
        }
        guard !entry.value.isEmptyScalar else {
            note("has no value", remedy: "write \(scalar.expectation), or remove the key", key: entry.key)
            return nil
        }
        do throws(YAMLRefusal) {
            return try scalar.readQuoted(text, isQuoted)
        } catch {
            note(error.reason, remedy: error.remedy, key: entry.key)
            return nil
        }
    }

    // MARK: Groups and lists

    /// Reads the group of keys under a key that must be there.
    public func required<Value>(group key: String, _ read: (YAMLMapping) -> Value?) -> Value? {
        guard let entry = entry(key) else {
            noteMissing(key, remedy: "add the group \"\(key)\"")
            return nil
        }
        return self.group(entry.value, keyPath: path(to: key), line: entry.line, read)
    }

    /// Reads the group of keys under a key that may be left out.
    @discardableResult
    public func optional<Value>(group key: String, _ read: (YAMLMapping) -> Value?) -> Value? {
        guard let entry = entry(key) else { return nil }
        return self.group(entry.value, keyPath: path(to: key), line: entry.line, read)
    }

    /// Reads the groups under a key whose own keys are free names; in the order of the file. `nil` when any is wrong.
    public func required<Value>(
        namedGroups key: String, _ read: (_ name: String, YAMLMapping) -> Value?
    ) -> [Value]? {
        guard let entry = entry(key) else {
            noteMissing(key, remedy: "add the group \"\(key)\"")
            return nil
        }
        guard case .mapping(let groups) = entry.value.content, !groups.isEmpty else {
            note("is \(entry.value.kindName), not named groups", remedy: "write NAME: and its keys", key: key)
            return nil
        }
        var values: [Value] = []
        for named in groups {
            let path = "\(path(to: key)).\(named.key.shortened)"
            if let value = group(named.value, keyPath: path, line: named.line, { read(named.key, $0) }) {
                values.append(value)
            }
        }
        return values.count == groups.count ? values : nil
    }

    /// Reads the list of groups under a key that may be left out (then the list is empty). A list that is written
    /// must have an item; items that are wrong are left out of the result, with their problems noted.
    public func list<Value>(_ key: String, _ read: (YAMLMapping) -> Value?) -> [Value] {
        guard let entry = entry(key) else { return [] }
        guard case .sequence(let items) = entry.value.content, !items.isEmpty else {
            note("is \(entry.value.kindName), not a list", remedy: "write one item a line after \"- \"", key: key)
            return []
        }
        var values: [Value] = []
        for (index, item) in items.enumerated() {
            let path = "\(path(to: key))[\(index + 1)]"
            if let value = group(item, keyPath: path, line: item.line, read) { values.append(value) }
        }
        return values
    }

    /// Reads the list of single values under a key that may be left out (then it is `nil`). It may be empty; values
    /// that are wrong are left out of the result, with their problems noted.
    public func list<Value>(_ key: String, of scalar: YAMLScalar<Value>) -> [Value]? {
        guard let entry = entry(key) else { return nil }
        guard case .sequence(let items) = entry.value.content else {
            note("is \(entry.value.kindName), not a list", remedy: "write [FIRST, SECOND]", key: key)
            return nil
        }
        return items.compactMap { value(of: YAMLEntry(key: key, line: $0.line, value: $0), scalar) }
    }

    /// Reads the groups under a key that may be left out (then there are none): one group, or a list of them.
    public func oneOrMore<Value>(groups key: String, _ read: (YAMLMapping) -> Value?) -> [Value] {
        guard let entry = entry(key) else { return [] }
        if case .sequence = entry.value.content { return list(key, read) }
        return group(entry.value, keyPath: path(to: key), line: entry.line, read).map { [$0] } ?? []
    }

    /// Reads the values under a key that may be left out (then it is `nil`): one value, or a list of at least one.
    public func oneOrMore<Value>(_ key: String, of scalar: YAMLScalar<Value>) -> [Value]? {
        guard let entry = entry(key) else { return nil }
        if case .sequence(let items) = entry.value.content, !items.isEmpty { return list(key, of: scalar) }
        return value(of: entry, scalar).map { [$0] }
    }

    /// Reads the values under a key whose own keys are free names; in the order of the file. `nil` where the key is left
    /// out; values that are wrong are left out of the result, with their problems noted.
    public func namedValues<Value>(_ key: String, _ scalar: YAMLScalar<Value>) -> [(name: String, value: Value)]? {
        guard let entry = entry(key) else { return nil }
        guard case .mapping(let entries) = entry.value.content, !entries.isEmpty else {
            note("is \(entry.value.kindName), not names with values", remedy: "write {NAME: VALUE, ...}", key: key)
            return nil
        }
        return entries.compactMap { named in value(of: named, scalar).map { (named.key, $0) } }
    }

    private func group<Value>(
        _ node: YAMLNode, keyPath: String, line: Int, _ read: (YAMLMapping) -> Value?
    ) -> Value? {
        guard case .mapping(let entries) = node.content else {
            findings.add(
                "is \(node.kindName), not a group of keys", remedy: "write KEY: VALUE, one a line", line: line,
                keyPath: keyPath)
            return nil
        }
        let mapping = YAMLMapping(entries: entries, line: line, keyPath: keyPath, findings: findings)
        let value = read(mapping)
        mapping.noteUnknownKeys()
        return value
    }

    // MARK: Problems

    /// Whether the file gives this key, which then counts as asked for.
    public func has(_ key: String) -> Bool { entry(key) != nil }

    /// The line of a key, or of the group when the key is not there.
    public func line(of key: String) -> Int { entries.first { $0.key == key }?.line ?? line }

    /// Lets keys that were not asked for pass: for a group of which too little is known to judge them.
    public func disregardOtherKeys() { known += entries.map(\.key) }

    /// Notes something wrong at a line of the file, or with the whole group.
    public func note(_ reason: String, remedy: String, line: Int?) {
        findings.add(reason, remedy: remedy, line: line ?? self.line, keyPath: keyPath)
    }

    /// Notes something wrong with a key, or with the whole group.
    public func note(_ reason: String, remedy: String, key: String? = nil) {
        findings.add(
            reason, remedy: remedy, line: key.map(line(of:)) ?? line, keyPath: key.map(path(to:)) ?? keyPath)
    }

    /// Notes something wrong with a key of a group under this one, which has been read before; with the group's own key
    /// where it has none of that name.
    public func note(_ reason: String, remedy: String, group: String, key: String) {
        let isThere: Void? = optional(group: group) { mapping in
            mapping.disregardOtherKeys()
            return mapping.has(key) ? mapping.note(reason, remedy: remedy, key: key) : nil
        }
        if isThere == nil { note(reason, remedy: remedy, key: group) }
    }

    private func noteMissing(_ key: String, remedy: String) {
        note("the key \"\(key)\" is missing", remedy: remedy)
    }

    func noteUnknownKeys() {
        for entry in entries where !known.contains(entry.key) {
            let unused = known.filter { name in !entries.contains { $0.key == name } }
            let suggestion = nearestWord(to: entry.key, among: unused).map { "did you mean \"\($0)\"?" }
            let choice = known.isEmpty ? "remove it" : "known here: \(known.joined(separator: ", "))"
            findings.add(
                "is not a known key", remedy: suggestion ?? choice, line: entry.line,
                keyPath: path(to: entry.key.shortened))
        }
    }

    private func entry(_ key: String) -> YAMLEntry? {
        if !known.contains(key) { known.append(key) }
        return entries.first { $0.key == key }
    }

    private func path(to key: String) -> String { keyPath.isEmpty ? key : "\(keyPath).\(key)" }
}

/// The problems found so far in one file.
final class YAMLFindings {
    let file: String
    private(set) var problems: [YAMLProblem] = []

    init(file: String) { self.file = file }

    func add(_ reason: String, remedy: String, line: Int, keyPath: String) {
        problems.append(YAMLProblem(file: file, line: line, keyPath: keyPath, reason: reason, remedy: remedy))
    }
}
