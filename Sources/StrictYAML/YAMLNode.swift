/// A part of a YAML document and the line on which it begins.
///
/// Scalars stay text: what a text means is decided by the key that it stands under, never guessed from its looks, so
/// that `1:30` is no number in base 60 and `no` is no truth value.
struct YAMLNode {
    /// Counted from 1.
    var line: Int
    var content: Content

    enum Content {
        /// `isQuoted` is true for quoted and block texts.
        case scalar(String, isQuoted: Bool)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }
}

/// A key of a mapping with its value.
struct YAMLEntry {
    var key: String
    /// The line of the key, counted from 1.
    var line: Int
    var value: YAMLNode
}

extension YAMLNode {
    /// The kind of this part, for messages.
    var kindName: String {
        switch content {
        case .scalar(let text, let isQuoted):
            isEmptyScalar ? "nothing" : isQuoted ? "quoted text" : "\"\(text.shortened)\""
        case .sequence: "a list"
        case .mapping: "a group of keys"
        }
    }

    /// Whether no value was written: an empty plain scalar or YAML's null.
    var isEmptyScalar: Bool {
        switch content {
        case .scalar(let text, let isQuoted): !isQuoted && ["", "~", "null", "Null", "NULL"].contains(text)
        case .sequence, .mapping: false
        }
    }
}

extension String {
    /// At most 40 characters and one line of a text that comes from a file, for messages.
    var shortened: String {
        let oneLine = String(map { $0.isNewline ? " " : $0 })
        return oneLine.count <= 40 ? oneLine : oneLine.prefix(39) + "…"
    }
}
