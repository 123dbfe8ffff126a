import ArgumentParser
import OperatorAPI

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what the machine does now.",
        discussion: ProgramExit.help)

    @Flag(help: "The daemon's report as JSON, as docs/openapi.yaml describes it.")
    var json = false
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var display: DisplayOptions

    func run() async throws {
        let answer = try await daemon.withDaemon { client in try await client.bytes(.status) }
        guard !json else {
            TerminalOutput.line(String(decoding: answer, as: UTF8.self))
            return
        }
        let report: StatusReport
        do throws(Problem) {
            report = try WireFormat.decode(StatusReport.self, from: answer)
        } catch {
            throw CommandFailure(error)
        }
        let width = TerminalSize.current.columns
        let lines =
            StatusPanel(width: width, units: display.units).lines(report) + [.empty]
            + HealthLines.lines(report, width: width)
        for line in lines { TerminalOutput.line(line.text(colour: display.choice.capabilities.hasColour)) }
    }
}
