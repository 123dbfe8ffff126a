import Dispatch
import Glibc

/// Signals and keys of the terminal as events. They flow until ``cancel()``.
///
/// Sources are handled on a queue of their own; their handlers are formed outside any actor.
struct TerminalEvents {
    private let queue = DispatchQueue(label: "unweight.terminal")
    private let deliver: @Sendable (FollowEvent) -> Void
    private var sources: [any DispatchSourceProtocol] = []

    /// Takes over the signals that would end the program.
    init(deliver: @escaping @Sendable (FollowEvent) -> Void) {
        self.deliver = deliver
        // A reader that goes away must not end the program before it has stopped the session.
        signal(SIGPIPE, SIG_IGN)
        let repeats = RepeatFilter()
        handle(SIGINT) { if repeats.isNew(at: .now) { deliver(.interrupt) } }
        handle(SIGTERM) { deliver(.terminate) }
        handle(SIGHUP) { deliver(.terminate) }
    }

    /// Follows the terminal's size, its suspension and, if wanted, its keys.
    mutating func watchTerminal(readsKeys: Bool) {
        handle(SIGWINCH) { [deliver] in deliver(.resized) }
        // Ctrl-Z: the terminal is given back for the time of the suspension.
        handle(SIGTSTP) { [deliver] in
            TerminalMode.leave()
            raise(SIGSTOP)
            TerminalMode.enter()
            deliver(.resized)
        }
        if readsKeys { readKeys() }
    }

    func cancel() {
        for source in sources { source.cancel() }
    }

    private mutating func handle(_ number: Int32, _ handler: @escaping @Sendable () -> Void) {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler(handler: handler)
        source.activate()
        sources.append(source)
    }

    private mutating func readKeys() {
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: queue)
        source.setEventHandler { [deliver] in
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            guard count > 0 else { return source.cancel() }
            for key in PanelKey.keys(in: bytes.prefix(count)) { deliver(.key(key)) }
        }
        source.activate()
        sources.append(source)
    }
}
