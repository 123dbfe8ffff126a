import ArgumentParser
import OperatorAPI

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow what the machine does. Leaving it changes nothing.",
        discussion: ProgramExit.help)

    @Flag(help: "Be the operator whom a session started with --operator-link needs.")
    var operatorLink = false
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var display: DisplayOptions

    func run() async throws {
        let exit = try await daemon.withDaemon { client in
            _ = try await client.bytes(.status)
            var session = FollowSession(display: display.choice)
            return await session.run(.watching, isOperator: operatorLink, client: client)
        }
        throw ExitCode(exit.rawValue)
    }
}
