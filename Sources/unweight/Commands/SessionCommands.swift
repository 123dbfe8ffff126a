import ArgumentParser
import OperatorAPI
import TreadmillControl

/// A command that asks one thing of the running session.
protocol SessionRequestCommand: AsyncParsableCommand {
    static var route: APIRoute { get }
    var daemon: DaemonOptions { get }
}

extension SessionRequestCommand {
    func run() async throws {
        try await SessionRequesting.ask(Self.route, of: daemon)
    }
}

enum SessionRequesting {
    /// Says what became of the request; a refusal ends the program with ``ProgramExit/failed``.
    static func ask(_ route: APIRoute, body: [UInt8]? = nil, of daemon: DaemonOptions) async throws {
        let reply = try await daemon.withDaemon { client in try await client.request(route, body: body) }
        guard reply.outcome == .accepted else {
            throw CommandFailure(message: "refused: \(reply.explanation)", exit: .failed)
        }
        TerminalOutput.line("\(route.rawValue): accepted")
    }
}

struct PauseCommand: SessionRequestCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Bring the belt to standstill with support held; plan time stops.")
    static let route = APIRoute.pause
    @OptionGroup var daemon: DaemonOptions
}

struct ResumeCommand: SessionRequestCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on after a pause: checks, countdown, then from the lowest speed.")
    static let route = APIRoute.resume
    @OptionGroup var daemon: DaemonOptions
}

struct StopCommand: SessionRequestCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "End the session: the belt slows to standstill, support stays held.")
    static let route = APIRoute.stop
    @OptionGroup var daemon: DaemonOptions
}

struct LowerCommand: SessionRequestCommand {
    static let configuration = CommandConfiguration(
        commandName: "lower", abstract: "Let the support down slowly; only with the belt at standstill.")
    static let route = APIRoute.lower
    @OptionGroup var daemon: DaemonOptions
}

struct AcknowledgeCommand: SessionRequestCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge",
        abstract: "Say that you have seen what an interlock reports and that its cause is gone.")
    static let route = APIRoute.acknowledge
    @OptionGroup var daemon: DaemonOptions
}
