import Synchronization

/// Takes a signal that comes twice at once for one: a process group and its parent (timeout(1), a shell's trap) often
/// both pass a Ctrl-C on, and the second would mean "leave at once".
final class RepeatFilter: Sendable {
    /// No person means two separate things within it.
    static let window = Duration.milliseconds(300)

    private let last = Mutex<ContinuousClock.Instant?>(nil)

    /// Whether what happens at `instant` is not a repeat of what happened just before.
    func isNew(at instant: ContinuousClock.Instant) -> Bool {
        last.withLock { last in
            defer { last = instant }
            guard let last else { return true }
            return instant - last > Self.window
        }
    }
}
