import Foundation
import Glibc

/// What the place where the output goes can show.
struct TerminalCapabilities: Equatable, Sendable {
    /// The output is a terminal that understands cursor movement.
    var isScreen: Bool
    var hasColour: Bool

    /// - Parameters:
    ///   - isTerminal: whether standard output is one.
    ///   - environment: `TERM`, and `NO_COLOR` (no-color.org: any text but none turns colour off).
    init(isTerminal: Bool, environment: [String: String], allowsColour: Bool = true) {
        let term = environment["TERM"] ?? ""
        let wantsColour = (environment["NO_COLOR"] ?? "").isEmpty && allowsColour
        isScreen = isTerminal && !term.isEmpty && term != "dumb"
        hasColour = isScreen && wantsColour
    }

    /// Of this program's output and environment.
    static func current(allowsColour: Bool) -> TerminalCapabilities {
        TerminalCapabilities(
            isTerminal: outputIsTerminal, environment: ProcessInfo.processInfo.environment, allowsColour: allowsColour)
    }

    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }
}

/// The terminal's extent in characters.
struct TerminalSize: Equatable, Sendable {
    var columns: Int
    var rows: Int

    /// The size now; 80 by 24 where there is no terminal or it does not know.
    static var current: TerminalSize {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}
