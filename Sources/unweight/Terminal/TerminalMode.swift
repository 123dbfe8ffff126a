import Glibc
import Synchronization

/// The terminal's line discipline and screen while a panel is shown: keys come one by one, the cursor is hidden and the
/// panel has a screen of its own. What was before comes back on every way out.
enum TerminalMode {
    private struct Saved: Sendable {
        var settings: termios?
        var isEntered = false
        var leavesAtExit = false
    }

    private static let saved = Mutex(Saved())

    private static let enterScreen = "\u{1B}[?1049h\u{1B}[?25l"
    private static let leaveScreen = "\u{1B}[?25h\u{1B}[?1049l"

    /// Shows the panel's screen; reads keys one by one if standard input is a terminal.
    static func enter() {
        saved.withLock { saved in
            guard !saved.isEntered else { return }
            var settings = termios()
            if tcgetattr(STDIN_FILENO, &settings) == 0 {
                saved.settings = settings
                settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
                tcsetattr(STDIN_FILENO, TCSANOW, &settings)
            }
            if !saved.leavesAtExit {
                atexit { TerminalMode.leave() }
                saved.leavesAtExit = true
            }
            saved.isEntered = true
            TerminalOutput.write(enterScreen)
        }
    }

    /// Gives the terminal back as it was. Does nothing when it was not taken.
    static func leave() {
        saved.withLock { saved in
            guard saved.isEntered else { return }
            saved.isEntered = false
            TerminalOutput.write(leaveScreen)
            if var settings = saved.settings { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
            saved.settings = nil
        }
    }
}
