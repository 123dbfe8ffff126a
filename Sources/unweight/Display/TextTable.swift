/// Columns of text under their headings.
struct TextTable {
    enum Alignment: Sendable {
        case left
        case right
    }

    private var rows: [[String]]
    private let alignments: [Alignment]

    init(_ columns: [(heading: String, alignment: Alignment)]) {
        rows = [columns.map(\.heading)]
        alignments = columns.map(\.alignment)
    }

    /// One cell for each column.
    mutating func append(_ cells: [String]) { rows.append(cells) }

    /// The lines of the table, the headings first.
    var lines: [String] {
        let widths = alignments.indices.map { column in
            rows.map { column < $0.count ? TerminalText.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = zip(zip(row, alignments), widths).map { cell, width in
                switch cell.1 {
                case .left: TerminalText.padded(cell.0, to: width)
                case .right: TerminalText.rightAligned(cell.0, in: width)
                }
            }
            let line = cells.joined(separator: "  ")
            return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
        }
    }
}
