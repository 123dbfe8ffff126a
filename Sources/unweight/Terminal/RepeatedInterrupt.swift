import Glibc
import Synchronization

/// What signals mean to a program that waits for something to end well: the first asks for the end, the next one leaves.
final class RepeatedInterrupt: Sendable {
    private let count = Atomic<Int>(0)
    private let ask: @Sendable () async -> Void

    init<Ignored>(ask: @escaping @Sendable () async -> Ignored) {
        self.ask = { _ = await ask() }
    }

    func handle(_ event: FollowEvent) {
        switch event {
        case .interrupt, .terminate: break
        case .stream, .connectionLost, .connectionRestored, .connectionGivenUp, .key, .presenceDue, .answered, .resized:
            return
        }
        guard count.add(1, ordering: .relaxed).oldValue == 0 else { exit(ProgramExit.failed.rawValue) }
        TerminalOutput.errorLine("stopping; once more leaves at once")
        Task { [ask] in await ask() }
    }
}
