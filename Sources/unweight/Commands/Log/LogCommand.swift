import ArgumentParser
import FlightLog
import OperatorAPI

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Look into flight logs, keep them in order; needs no daemon.",
        subcommands: [
            LogListCommand.self, LogInfoCommand.self, LogVerifyCommand.self, LogExportCommand.self,
            LogPruneCommand.self,
        ])
}

struct LogInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Say what a flight log holds and how its session ended.",
        discussion: ProgramExit.help)

    @Argument(help: "The flight log, a .ulg file.")
    var log: String
    @Flag(help: "The summary as JSON, with units in the keys.")
    var json = false

    func run() throws {
        let report: LogInfoReport
        do throws(FlightLogError) {
            var reader = try FlightLogReader(path: log)
            report = LogInfoReport(try FlightLogSummary(reading: &reader))
        } catch {
            throw CommandFailure(message: "\(log): \(error)", exit: .unusableFile)
        }
        guard !json else { return try JSONOutput.print(report) }
        for line in report.lines { TerminalOutput.line(TerminalText.harmless(line)) }
    }
}

struct LogExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a flight log as text for other programs.",
        discussion: """
            csv has one row a tick, inputs and outputs side by side; jsonl has one object a record.

            \(ProgramExit.help)
            """)

    @Argument(help: "The flight log, a .ulg file.")
    var log: String
    @Option(help: "csv or jsonl.")
    var format: FlightLogExport.Format
    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this new file, not to standard output.", valueName: "file"))
    var output: String?

    func run() throws {
        do {
            var reader = try FlightLogReader(path: log)
            let file =
                try output.map { path throws(CommandFailure) in try TextOutput(creating: path) }
                ?? TextOutput.standard
            try FlightLogExport.write(&reader, as: format) { try file.write($0) }
        } catch let error as FlightLogError {
            throw CommandFailure(message: "\(log): \(error)", exit: .unusableFile)
        }
    }
}

extension FlightLogExport.Format: ExpressibleByArgument {}
