import Dispatch
import TreadmillControl

/// Where the loop leaves its newest command for one bus, and the bus's worker waits for it.
final class CommandPost: Sendable {
    /// A command older than this comes from a loop that no longer runs; the worker then commands the safe state.
    static let longestSilence = TimeSpan.milliseconds(150)

    private let mailbox = Mailbox<(command: AdmittedCommand, at: MonotonicInstant)?>(nil)
    private let wake = DispatchSemaphore(value: 0)

    /// Called by the tick: never waits.
    func post(_ command: AdmittedCommand, at now: MonotonicInstant) {
        mailbox.put((command, now))
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
    func command(at now: MonotonicInstant) -> AdmittedCommand? {
        guard let newest = mailbox.newest else { return nil }
        return now - newest.at > Self.longestSilence ? .safeState : newest.command
    }
}
