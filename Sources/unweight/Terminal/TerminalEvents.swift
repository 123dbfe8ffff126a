import Dispatch
import Glibc

/// Signals and keys of the terminal as events. They flow until the value is cancelled.
///
/// Sources are handled on a queue of their own; their handlers are formed outside any actor.
struct TerminalEvents: Sendable {
    private let sources: [any DispatchSourceProtocol & Sendable]

    init(readsKeys: Bool, deliver: @escaping @Sendable (FollowEvent) -> Void) {
        let queue = DispatchQueue(label: "unweight.terminal")
        // A reader that goes away must not end the program before it has stopped the session.
        signal(SIGPIPE, SIG_IGN)
        var sources: [any DispatchSourceProtocol & Sendable] = [
            Self.source(of: SIGINT, on: queue) { deliver(.interrupt) },
            Self.source(of: SIGTERM, on: queue) { deliver(.terminate) },
            Self.source(of: SIGHUP, on: queue) { deliver(.terminate) },
            Self.source(of: SIGWINCH, on: queue) { deliver(.resized) },
        ]
        if readsKeys {
            sources.append(Self.suspensionSource(on: queue, deliver: deliver))
            sources.append(Self.keySource(on: queue, deliver: deliver))
        }
        self.sources = sources
    }

    func cancel() {
        for source in sources { source.cancel() }
    }

    private static func source(
        of number: Int32, on queue: DispatchQueue, handler: @escaping @Sendable () -> Void
    ) -> any DispatchSourceProtocol & Sendable {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler(handler: handler)
        source.activate()
        return source
    }

    /// Ctrl-Z: the terminal is given back for the time of the suspension.
    private static func suspensionSource(
        on queue: DispatchQueue, deliver: @escaping @Sendable (FollowEvent) -> Void
    ) -> any DispatchSourceProtocol & Sendable {
        source(of: SIGTSTP, on: queue) {
            TerminalMode.leave()
            raise(SIGSTOP)
            TerminalMode.enter()
            deliver(.resized)
        }
    }

    private static func keySource(
        on queue: DispatchQueue, deliver: @escaping @Sendable (FollowEvent) -> Void
    ) -> any DispatchSourceProtocol & Sendable {
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: queue)
        source.setEventHandler {
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            guard count > 0 else { return source.cancel() }
            for key in PanelKey.keys(in: bytes.prefix(count)) { deliver(.key(key)) }
        }
        source.activate()
        return source
    }
}
