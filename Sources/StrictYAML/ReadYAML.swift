/// Reads a YAML text whose root is a group of keys.
///
/// - Parameters:
///   - text: at most 1 MiB.
///   - file: the name by which problems call it.
///   - read: asks the root for its keys. It gives `nil` only when it, or a reading it made, has noted a problem.
/// - Throws: all problems found, unknown keys included.
public func readYAML<Value>(
    _ text: String, file: String, _ read: (YAMLMapping) -> Value?
) throws(YAMLProblems) -> Value {
    let root = try YAMLParsing(file: file).root(of: text)
    guard case .mapping(let entries) = root.content else {
        throw YAMLProblems(
            YAMLProblem(
                file: file, line: root.line, reason: "is \(root.kindName), not a group of keys",
                remedy: "write KEY: VALUE, one a line"))
    }
    let findings = YAMLFindings(file: file)
    let mapping = YAMLMapping(entries: entries, line: root.line, keyPath: "", findings: findings)
    let value = read(mapping)
    mapping.noteUnknownKeys()
    if let problems = YAMLProblems(findings.problems) { throw problems }
    guard let value else {
        throw YAMLProblems(
            YAMLProblem(file: file, reason: "cannot be understood", remedy: "compare it with an example in config/"))
    }
    return value
}

/// Reads a YAML file whose root is a group of keys; see ``readYAML(_:file:_:)``.
public func readYAMLFile<Value>(
    path: String, _ read: (YAMLMapping) -> Value?
) throws(YAMLProblems) -> Value {
    try readYAML(try textOfFile(path: path), file: path, read)
}
