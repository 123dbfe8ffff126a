/// How a piece of text stands out. Never the only carrier of a meaning: NO_COLOR takes it away.
enum TextStyle: Sendable {
    case plain
    case strong
    case faint
    case good
    case caution
    case alarm

    fileprivate var escape: String? {
        switch self {
        case .plain: nil
        case .strong: "\u{1B}[1m"
        case .faint: "\u{1B}[2m"
        case .good: "\u{1B}[1;32m"
        case .caution: "\u{1B}[1;33m"
        case .alarm: "\u{1B}[1;31m"
        }
    }
}

/// One line of a display: pieces of text with their styles.
struct StyledLine: Equatable, Sendable {
    struct Span: Equatable, Sendable {
        var text: String
        var style: TextStyle
    }

    private(set) var spans: [Span]

    static let empty = StyledLine("")

    init(_ text: String, _ style: TextStyle = .plain) { spans = [Span(text: text, style: style)] }

    static func + (line: StyledLine, more: StyledLine) -> StyledLine {
        var joined = line
        joined.spans += more.spans
        return joined
    }

    /// The columns that the line takes.
    var columns: Int { spans.reduce(0) { $0 + TerminalText.columns(of: $1.text) } }

    /// `left` and `right` at the two ends of `width` columns; where both do not fit, `left` is cut.
    static func spread(_ left: StyledLine, _ right: StyledLine, width: Int) -> StyledLine {
        let room = width - right.columns - 1
        guard room > 0 else { return left.truncated(to: width) }
        let cut = left.truncated(to: room)
        let gap = String(repeating: " ", count: width - cut.columns - right.columns)
        return cut + StyledLine(gap) + right
    }

    func truncated(to width: Int) -> StyledLine {
        var result = StyledLine.empty
        var room = width
        for span in spans where room > 0 {
            let text = TerminalText.truncated(span.text, to: room)
            result.spans.append(Span(text: text, style: span.style))
            room -= TerminalText.columns(of: text)
            if text != span.text { break }
        }
        return result
    }

    /// The line's text, with escape sequences if `colour`.
    func text(colour: Bool) -> String {
        spans.map { span in
            guard colour, let escape = span.style.escape, !span.text.isEmpty else { return span.text }
            return escape + span.text + "\u{1B}[0m"
        }.joined()
    }
}
