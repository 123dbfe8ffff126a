import Foundation
import Synchronization
import TreadmillControl

/// One open line and the devices on it.
protocol BusConversation: ~Copyable, SendableMetatype {
    /// One round with every device; true if one of them answered. Throws only when the line must be opened anew.
    mutating func exchange() throws(BusProblem) -> Bool
}

/// What a worker tells about its bus beside its health: changes worth a line in the journal.
public enum BusEvent: Equatable, Sendable {
    /// The line is open and a device on it answers; on a shared line, others may still be silent.
    case connected(bus: String)
    /// News of a failure: of the line where `device` is `nil`.
    case problem(bus: String, device: String?, BusProblem)
    /// A device of which a problem was told has answered for a second without fail, each command acknowledged.
    case recovered(bus: String, device: String)
}

/// The thread that owns one bus: it opens the line, does the rounds, and opens it again when it is lost.
///
/// A round begins as soon as the loop posts a command, so that a command waits for no schedule; without commands rounds
/// go on at `patience`, so that readings stay fresh while the loop is being set up.
final class BusWorker: Sendable {
    /// Rounds without a command from the loop.
    static let patience = TimeSpan.milliseconds(25)
    /// Between attempts to open a line that does not open, or does not work once it is open.
    static let retryInterval = TimeSpan.milliseconds(300)

    private let isStarted = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)
    private let post: CommandPost
    private let body: @Sendable (BusWorker) -> Void
    let name: String

    /// - Parameters:
    ///   - devices: makes what outlives every opening of the line, such as what is known of the drives on it.
    ///   - open: opens the line.
    init<Devices, Conversation: BusConversation & ~Copyable>(
        name: String, post: CommandPost, health: BusHealthRecord,
        report: @escaping @Sendable (BusEvent) -> Void,
        devices: @escaping @Sendable () -> Devices,
        open: @escaping @Sendable (Devices) throws(BusProblem) -> Conversation
    ) {
        self.name = name
        self.post = post
        body = { worker in
            let devices = devices()
            var opened = false
            while worker.isWanted {
                var works = false
                do throws(BusProblem) {
                    var conversation = try open(devices)
                    health.opened(again: opened)
                    opened = true
                    while worker.isWanted {
                        post.wait(atMost: Self.patience)
                        guard try conversation.exchange() else { continue }
                        works = true
                        if health.answered() { report(.connected(bus: name)) }
                    }
                } catch {
                    if health.failed(error, device: nil, disconnected: true, at: MonotonicClock.now()) {
                        report(.problem(bus: name, device: nil, error))
                    }
                    // A line that worked is opened again at once: a lost answer must not cost a third of a second.
                    if !works { worker.pauseBeforeRetry() }
                }
            }
        }
    }

    private var isWanted: Bool { !isStopping.load(ordering: .acquiring) }

    /// Once only.
    func start() {
        guard !isStarted.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let thread = Thread { [self] in
            _ = RealTimePriority.bus.take()
            body(self)
            ended.signal()
        }
        thread.name = "bus \(name)"
        thread.start()
    }

    /// Asks the worker to end and waits until its line is closed. A worker that never started has nothing to end.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        guard isStarted.load(ordering: .acquiring) else { return }
        post.nudge()
        ended.wait()
        // For whoever asks again.
        ended.signal()
    }

    private func pauseBeforeRetry() {
        let until = MonotonicClock.now() + Self.retryInterval
        while MonotonicClock.now() < until, isWanted {
            MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(20))
        }
    }
}
