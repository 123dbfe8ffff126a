import Foundation
import OperatorAPI

/// Runs a ``SessionFollower`` against the daemon and the terminal.
struct FollowSession {
    private let display: DisplayChoice
    private let events: AsyncStream<FollowEvent>
    private let source: AsyncStream<FollowEvent>.Continuation
    private var terminal: TerminalEvents
    private let presence = PresenceClock()
    /// What was said, oldest first, each with its time of day.
    private var notices: [String] = []

    /// Those that stay on the ordinary screen after the panel.
    private static let noticesKept = 200

    /// Takes over the signals at once: a Ctrl-C while the session is being started is not lost but stops it.
    init(display: DisplayChoice) {
        self.display = display
        let (events, source) = AsyncStream.makeStream(of: FollowEvent.self)
        self.events = events
        self.source = source
        terminal = TerminalEvents { source.yield($0) }
    }

    /// Follows until the follower leaves, and gives its exit.
    ///
    /// - Parameter isOperator: whether to tell the daemon again and again that the operator is there.
    mutating func run(
        _ purpose: SessionFollower.Purpose, isOperator: Bool = false, client: DaemonClient
    ) async -> ProgramExit {
        let readsKeys = display.usesPanel && TerminalCapabilities.inputIsTerminal
        if display.usesPanel {
            TerminalMode.enter()
            terminal.watchTerminal(readsKeys: readsKeys)
        }
        let subscription = Task { [source] in
            await EventSubscription(client: client).run { source.yield($0) }
        }
        let signsOfLife = Task { [source, presence] in
            if isOperator { await presence.run { source.yield(.presenceDue) } }
        }
        defer {
            signsOfLife.cancel()
            subscription.cancel()
            terminal.cancel()
            TerminalMode.leave()
        }
        var follower = SessionFollower(
            purpose: purpose, isInteractive: readsKeys, isOperator: isOperator, units: display.units)
        for await event in events {
            for effect in follower.handle(event) {
                if case .leave(let exit, let lastWord) = effect {
                    farewell(lastWord)
                    return exit
                }
                carryOut(effect, report: follower.report, showsKeys: readsKeys, client: client)
            }
        }
        return .failed
    }

    private mutating func carryOut(
        _ effect: FollowEffect, report: StatusReport?, showsKeys: Bool, client: DaemonClient
    ) {
        switch effect {
        case .line(let text): say(text)
        case .bell: if display.capabilities.isScreen { TerminalOutput.write("\u{7}") }
        case .draw: if display.usesPanel { draw(report, showsKeys: showsKeys) }
        case .call(let route): call(route, client)
        case .presence(let id): tellPresence(id, client)
        case .leave: break
        }
    }

    private mutating func say(_ text: String) {
        let time = Date.ISO8601FormatStyle(timeZone: .current).time(includingFractionalSeconds: false).format(Date())
        let lines = TerminalText.lines(text)
        let stamped = lines.prefix(1).map { "\(time) \($0)" } + lines.dropFirst().map { "         \($0)" }
        notices = (notices + stamped).suffix(Self.noticesKept)
        if !display.usesPanel { for line in stamped { TerminalOutput.line(line) } }
    }

    /// Asks the daemon without waiting: the answer comes as an event.
    private func call(_ route: APIRoute, _ client: DaemonClient) {
        Task { [source] in
            do throws(Problem) {
                source.yield(.answered(route, .success(try await client.request(route))))
            } catch {
                source.yield(.answered(route, .failure(error)))
            }
        }
    }

    /// From the loop that writes to the terminal: while a write hangs, nobody sees this program, and it says nothing.
    private func tellPresence(_ sessionID: String?, _ client: DaemonClient) {
        guard let sessionID, TerminalOutput.takesMore else { return presence.settle() }
        Task { [presence] in
            _ = try? await client.tellPresence(of: sessionID)
            presence.settle()
        }
    }

    private func draw(_ report: StatusReport?, showsKeys: Bool) {
        let size = TerminalSize.current
        let panel = StatusPanel(
            width: size.columns, units: display.units, notices: notices, rows: size.rows,
            showsKeys: showsKeys)
        let lines = report.map(panel.lines) ?? [StyledLine("waiting for the daemon")]
        TerminalOutput.write(PanelScreen.frame(lines, rows: size.rows, colour: display.capabilities.hasColour))
    }

    /// The panel's screen goes; what happened stays on the ordinary one.
    private mutating func farewell(_ lastWord: String?) {
        if let lastWord { say(lastWord) }
        guard display.usesPanel else { return }
        TerminalMode.leave()
        for notice in notices { TerminalOutput.line(notice) }
    }
}
