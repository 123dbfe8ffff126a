import AsyncHTTPClient
import NIOCore
import OperatorAPI

/// The daemon's events as they come, over as many connections as it takes.
struct EventSubscription: Sendable {
    let client: DaemonClient
    /// Waits before each further try to open a broken stream; after the last the daemon counts as gone.
    var backoff: [Duration] = [
        .milliseconds(200), .milliseconds(400), .milliseconds(800), .milliseconds(1600), .milliseconds(3000),
    ]

    /// Runs until the daemon is gone or the task is cancelled, handing each event to `deliver`.
    func run(deliver: @Sendable (FollowEvent) -> Void) async {
        var failures = 0
        while true {
            let reason = await readOnce(isRetry: failures > 0) { event in
                failures = 0
                deliver(event)
            }
            if Task.isCancelled { return }
            guard failures < backoff.count else { return deliver(.connectionGivenUp(reason)) }
            if failures == 0 { deliver(.connectionLost(reason.detail)) }
            try? await Task.sleep(for: backoff[failures])
            failures += 1
        }
    }

    /// Reads one connection to its end and says why it ended.
    private func readOnce(isRetry: Bool, deliver: (FollowEvent) -> Void) async -> Problem {
        do {
            var parser = ServerSentEventParser()
            let chunks = try await client.eventChunks()
            if isRetry { deliver(.connectionRestored) }
            for try await chunk in chunks {
                for event in try parser.feed(chunk.readableBytesView) {
                    if let known = try StreamEvent(event) { deliver(.stream(known)) }
                }
            }
            return Problem(
                status: Problem.unreachableStatus, title: "The daemon closed the event stream",
                detail: "it may have been stopped", remedy: "See `systemctl status unweightd`.")
        } catch let problem as Problem {
            return problem
        } catch {
            return .unreachable(socketPath: client.socketPath, error)
        }
    }
}
