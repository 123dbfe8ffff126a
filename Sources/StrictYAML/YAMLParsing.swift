import Yams

/// What a configuration or plan may be at most. Anything larger is a mistake or an attack.
public enum YAMLBounds {
    /// Bytes of a file: 1 MiB.
    public static let largestFile = 1 << 20
    /// Mappings and lists within each other.
    public static let deepestNesting = 32
}

/// Turns YAML text into nodes of our own, refusing what these files have no use for: aliases, tags, keys that are not
/// text, duplicate keys, several documents, and anything beyond ``YAMLBounds``.
struct YAMLParsing {
    let file: String

    func root(of text: String) throws(YAMLProblems) -> YAMLNode {
        try refuseOversize(text)
        try refuseAliases(text)
        let node = try composed(text)
        return try converted(node, line: 1, path: "", depth: 0)
    }

    private func problem(_ reason: String, _ remedy: String, line: Int? = nil, path: String = "") -> YAMLProblems {
        YAMLProblems(YAMLProblem(file: file, line: line, keyPath: path, reason: reason, remedy: remedy))
    }

    private func refuseOversize(_ text: String) throws(YAMLProblems) {
        guard text.utf8.count <= YAMLBounds.largestFile else {
            throw problem("is larger than 1 MiB", "name the right file, or split it")
        }
    }

    private func composed(_ text: String) throws(YAMLProblems) -> Node {
        do {
            // The basic resolver leaves every scalar a text.
            guard let node = try compose(yaml: text, .basic, .default, .utf8) else {
                throw problem("is empty", "write its keys")
            }
            return node
        } catch let error as YamlError {
            throw syntaxProblem(error, in: text)
        } catch let error as YAMLProblems {
            throw error
        } catch {
            throw problem("cannot be read as YAML (\(error))", "correct its form")
        }
    }

    private func syntaxProblem(_ error: YamlError, in text: String) -> YAMLProblems {
        let remedy = "correct the YAML here or on the line before"
        switch error {
        case .scanner(_, let reason, let mark, _), .parser(_, let reason, let mark, _):
            if text.line(mark.line)?.prefix(while: \.isWhitespace).contains("\t") == true {
                return problem("is indented with a tab", "indent with spaces", line: mark.line)
            }
            return problem("is not YAML: \(reason)", remedy, line: mark.line)
        case .composer(_, let reason, let mark, _):
            return problem("cannot be used: \(reason)", "write one document without aliases", line: mark.line)
        case .reader(let reason, let offset, _, let text):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            return problem("cannot be read: \(reason)", "save the file as plain UTF-8 text", line: line)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0.shortened)\"" }.joined(separator: ", ")
            return problem("key \(names) is given more than once", "keep one of them", line: context.mark.line)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return problem("cannot be read as YAML", "check its form and nesting")
        }
    }

    private func converted(
        _ node: Node, line parentLine: Int, path: String, depth: Int
    ) throws(YAMLProblems) -> YAMLNode {
        let line = node.mark?.line ?? parentLine
        guard depth <= YAMLBounds.deepestNesting else {
            throw problem(
                "is nested more than \(YAMLBounds.deepestNesting) deep", "flatten it", line: line)
        }
        switch node {
        case .scalar(let scalar):
            try refuseTag(scalar.tag, line: line, path: path)
            let isQuoted = scalar.style != .plain && scalar.style != .any
            return YAMLNode(line: line, content: .scalar(scalar.string, isQuoted: isQuoted))
        case .sequence(let sequence):
            try refuseTag(sequence.tag, line: line, path: path)
            var items: [YAMLNode] = []
            for (index, item) in sequence.enumerated() {
                items.append(try converted(item, line: line, path: "\(path)[\(index + 1)]", depth: depth + 1))
            }
            return YAMLNode(line: line, content: .sequence(items))
        case .mapping(let mapping):
            try refuseTag(mapping.tag, line: line, path: path)
            return YAMLNode(
                line: line, content: .mapping(try entries(of: mapping, line: line, path: path, depth: depth)))
        case .alias:
            throw problem("uses an alias", "write the value out", line: line, path: path)
        }
    }

    private func entries(
        of mapping: Node.Mapping, line: Int, path: String, depth: Int
    ) throws(YAMLProblems) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        for (keyNode, valueNode) in mapping {
            let keyLine = keyNode.mark?.line ?? line
            guard case .scalar(let key) = keyNode, !key.string.isEmpty else {
                throw problem("has a key that is not a word", "write KEY: VALUE", line: keyLine, path: path)
            }
            let keyPath = path.isEmpty ? key.string.shortened : "\(path).\(key.string.shortened)"
            let value = try converted(valueNode, line: keyLine, path: keyPath, depth: depth + 1)
            entries.append(YAMLEntry(key: key.string, line: keyLine, value: value))
        }
        return entries
    }

    private func refuseTag(_ tag: Tag, line: Int, path: String) throws(YAMLProblems) {
        // Quoted scalars carry the plain string tag without anybody having written it.
        let name = tag.description
        guard name.isEmpty || name == Tag.Name.str.rawValue else {
            throw problem("has the tag \(name.shortened)", "remove the tag", line: line, path: path)
        }
    }
}

extension YAMLParsing {
    /// Refuses text in which an alias could refer to an anchor, before the parser sees it: a few hundred bytes of
    /// nested aliases can stand for more data than any memory holds.
    ///
    /// It looks at bytes, not at YAML, so it may refuse a remark that holds both `&word` and `*word`; it never lets
    /// an alias pass.
    private func refuseAliases(_ text: String) throws(YAMLProblems) {
        let anchors = Set(text.words(after: UInt8(ascii: "&")).map(\.name))
        guard !anchors.isEmpty else { return }
        guard let alias = text.words(after: UInt8(ascii: "*")).first(where: { anchors.contains($0.name) }) else {
            return
        }
        throw problem("uses the alias *\(alias.name.shortened)", "write the value out", line: alias.line)
    }
}

extension String {
    /// A line, counted from 1.
    fileprivate func line(_ number: Int) -> Substring? {
        split(separator: "\n", maxSplits: max(number, 1), omittingEmptySubsequences: false).dropFirst(
            max(number - 1, 0)
        ).first
    }

    /// The words (letters, digits, `-`, `_`) that directly follow `marker`, with their lines.
    fileprivate func words(after marker: UInt8) -> [(name: String, line: Int)] {
        let bytes = Array(utf8)
        var found: [(name: String, line: Int)] = []
        var line = 1
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == marker else { continue }
            let word = bytes[(index + 1)...].prefix(while: \.isAnchorLetter)
            if !word.isEmpty { found.append((String(decoding: word, as: UTF8.self), line)) }
        }
        return found
    }
}

extension UInt8 {
    fileprivate var isAnchorLetter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
