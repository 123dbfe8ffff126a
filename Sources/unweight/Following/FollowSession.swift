import Foundation
import OperatorAPI
import Synchronization

/// Runs a ``SessionFollower`` against the daemon and the terminal.
struct FollowSession {
    let client: DaemonClient
    let display: DisplayChoice
    let purpose: SessionFollower.Purpose

    /// Notices kept below the panel.
    private static let noticesShown = 6

    /// Follows until the follower leaves, and gives its exit.
    func run() async -> ProgramExit {
        let (events, continuation) = AsyncStream.makeStream(of: FollowEvent.self)
        let usesPanel = display.usesPanel
        let readsKeys = usesPanel && TerminalCapabilities.inputIsTerminal
        if usesPanel { TerminalMode.enter() }
        defer { TerminalMode.leave() }
        let terminal = TerminalEvents(readsKeys: readsKeys) { continuation.yield($0) }
        defer { terminal.cancel() }
        let subscription = Task { [client] in
            await EventSubscription(client: client).run { continuation.yield($0) }
        }
        defer { subscription.cancel() }
        var follower = SessionFollower(purpose: purpose, isInteractive: readsKeys, units: display.units)
        var notices: [String] = []
        for await event in events {
            for effect in follower.handle(event) {
                switch effect {
                case .line(let text):
                    notices = Array((notices + [stamped(text)]).suffix(100))
                    if !usesPanel { TerminalOutput.line(stamped(text)) }
                case .bell:
                    if display.capabilities.isScreen { TerminalOutput.write("\u{7}") }
                case .draw:
                    if usesPanel { draw(follower.report, notices: notices, showsKeys: readsKeys) }
                case .call(let route):
                    call(route, continuation)
                case .leave(let exit, let lastWord):
                    if usesPanel { farewell(notices) }
                    if let lastWord { TerminalOutput.line(stamped(lastWord)) }
                    return exit
                }
            }
        }
        return .failed
    }

    private func call(_ route: APIRoute, _ continuation: AsyncStream<FollowEvent>.Continuation) {
        Task { [client] in
            do throws(Problem) {
                continuation.yield(.answered(route, .success(try await client.request(route))))
            } catch {
                continuation.yield(.answered(route, .failure(error)))
            }
        }
    }

    private func draw(_ report: StatusReport?, notices: [String], showsKeys: Bool) {
        let size = TerminalSize.current
        let panel = StatusPanel(
            width: size.columns, units: display.units, notices: notices.suffix(Self.noticesShown),
            showsKeys: showsKeys)
        let lines = report.map(panel.lines) ?? [StyledLine("waiting for the daemon")]
        TerminalOutput.write(PanelScreen.frame(lines, rows: size.rows, colour: display.capabilities.hasColour))
    }

    /// The panel's screen goes; what happened stays on the ordinary one.
    private func farewell(_ notices: [String]) {
        TerminalMode.leave()
        for notice in notices { TerminalOutput.line(notice) }
    }

    private func stamped(_ text: String) -> String {
        "\(Date().formatted(.iso8601.time(includingFractionalSeconds: false))) \(text)"
    }
}
