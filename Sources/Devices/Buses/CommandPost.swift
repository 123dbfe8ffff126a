import Dispatch
import Synchronization
import TreadmillControl

/// Where the loop leaves its newest command for one bus, and the bus's worker waits for it.
final class CommandPost: Sendable {
    /// A command older than this comes from a loop that no longer runs; the worker then commands the safe state.
    static let longestSilence = TimeSpan.milliseconds(150)
    /// Before that the rope is held: at a run it moves at up to half a metre per second, and a velocity of yesterday
    /// would carry it centimetres away. So long, or three of the loop's periods where that is longer.
    static let longestRopeSilence = TimeSpan.milliseconds(50)

    private struct Content {
        /// Between the last two posts.
        var interval = TimeSpan.zero
        var newest: (command: AdmittedCommand, at: MonotonicInstant)?
        /// The loop fell silent and has not commanded rest since.
        var awaitsRest = false
    }

    private let content = Mutex(Content())
    private let wake = DispatchSemaphore(value: 0)

    /// Called by the tick: never waits.
    func post(_ command: AdmittedCommand, at now: MonotonicInstant) {
        content.withLock { content in
            if let last = content.newest?.at { content.interval = min(max(now - last, .zero), Self.longestSilence) }
            content.newest = (command, now)
        }
        wake.signal()
    }

    /// Lets a waiting worker go on, whatever for.
    func nudge() { wake.signal() }

    /// Waits for a command, at most for `patience`.
    func wait(atMost patience: TimeSpan) {
        if wake.wait(timeout: .now() + .nanoseconds(Int(patience.nanoseconds))) == .success {
            // Several posts while the worker was busy are one reason to go on.
            while wake.wait(timeout: .now()) == .success {}
        }
    }

    /// What to command now; `nil` while the loop has never spoken.
    ///
    /// A loop that comes back from a silence finds its devices in the safe state. What it was about to command would
    /// set them in motion again, so nothing moves before it has commanded rest.
    func command(at now: MonotonicInstant) -> AdmittedCommand? {
        content.withLock { content in
            guard let newest = content.newest else { return nil }
            let silence = now - newest.at
            if silence > Self.longestSilence {
                content.awaitsRest = true
            } else if newest.command.isAtRest {
                content.awaitsRest = false
            }
            if content.awaitsRest { return .safeState }
            let ropeSilence = max(Self.longestRopeSilence, TimeSpan(nanoseconds: 3 * content.interval.nanoseconds))
            return silence > ropeSilence ? newest.command.withRopeHeld : newest.command
        }
    }
}

extension AdmittedCommand {
    /// Belt stopped and rope held.
    fileprivate var isAtRest: Bool { !belt.isRunning && hoist == .hold }
}
