import Foundation
import Synchronization
import TreadmillControl

/// One open line and the devices on it.
protocol BusConversation: ~Copyable, SendableMetatype {
    /// One round with every device. Throws only when the line must be opened anew.
    mutating func exchange() throws(BusProblem)
}

/// What a worker tells about its bus beside its health: changes worth a line in the journal.
public enum BusEvent: Equatable, Sendable {
    case connected(bus: String)
    case problem(bus: String, device: String?, BusProblem)
}

/// The thread that owns one bus: it opens the line, does the rounds, and opens it again when it is lost.
///
/// A round begins as soon as the loop posts a command, so that a command waits for no schedule; without commands rounds
/// go on at `patience`, so that readings stay fresh while the loop is being set up.
final class BusWorker: Sendable {
    /// Rounds without a command from the loop.
    static let patience = TimeSpan.milliseconds(25)
    /// Between attempts to open a line.
    static let retryInterval = TimeSpan.milliseconds(300)

    private let isStopping = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)
    private let post: CommandPost
    private let body: @Sendable (BusWorker) -> Void
    let name: String

    init<Conversation: BusConversation & ~Copyable>(
        name: String, post: CommandPost, health: BusHealthRecord,
        report: @escaping @Sendable (BusEvent) -> Void,
        open: @escaping @Sendable () throws(BusProblem) -> Conversation
    ) {
        self.name = name
        self.post = post
        body = { worker in
            var opened = false
            while !worker.isStopping.load(ordering: .acquiring) {
                do throws(BusProblem) {
                    var conversation = try open()
                    health.opened(again: opened)
                    report(.connected(bus: name))
                    opened = true
                    while !worker.isStopping.load(ordering: .acquiring) {
                        post.wait(atMost: Self.patience)
                        try conversation.exchange()
                    }
                } catch {
                    if health.failed(error, device: nil, disconnected: true) {
                        report(.problem(bus: name, device: nil, error))
                    }
                    worker.pauseBeforeRetry()
                }
            }
        }
    }

    func start() {
        let thread = Thread { [self] in
            _ = RealTimePriority.bus.take()
            body(self)
            ended.signal()
        }
        thread.name = "bus \(name)"
        thread.start()
    }

    /// Asks the worker to end and waits until its line is closed.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        post.nudge()
        ended.wait()
    }

    private func pauseBeforeRetry() {
        let until = MonotonicClock.now() + Self.retryInterval
        while MonotonicClock.now() < until, !isStopping.load(ordering: .acquiring) {
            MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(20))
        }
    }
}
