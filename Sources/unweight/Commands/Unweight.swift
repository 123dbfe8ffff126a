import ArgumentParser
import OperatorAPI

/// The operator's command line.
@main
struct Unweight: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unweight",
        abstract: "Runs sessions on a body-weight-support treadmill.",
        discussion: """
            BW% is the share of body weight that the legs carry: 100 % is no support.

            \(ProgramExit.help)
            """,
        version: SoftwareVersion.text,
        subcommands: [
            StartCommand.self, StatusCommand.self, WatchCommand.self, PauseCommand.self, ResumeCommand.self,
            StopCommand.self, LowerCommand.self, AcknowledgeCommand.self, AdjustCommand.self, DoctorCommand.self,
            PlanCommand.self,
            DeviceCommand.self, SimulateCommand.self, ReplayCommand.self, LogCommand.self,
        ])

    /// Like the one of ArgumentParser, but with this program's exit codes for its own failures.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            TerminalOutput.errorLine("unweight: \(failure.message)")
            exit(withError: ExitCode(failure.exit.rawValue))
        } catch {
            exit(withError: error)
        }
    }
}
