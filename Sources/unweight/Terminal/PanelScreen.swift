/// Puts a panel's lines on the terminal.
enum PanelScreen {
    /// The bytes that replace whatever the screen shows by `lines`, cut to `rows`; nothing flickers in between.
    static func frame(_ lines: [StyledLine], rows: Int, colour: Bool) -> String {
        let shown = lines.prefix(max(1, rows)).map { $0.text(colour: colour) + "\u{1B}[K" }
        return "\u{1B}[H" + shown.joined(separator: "\r\n") + "\u{1B}[J"
    }
}
