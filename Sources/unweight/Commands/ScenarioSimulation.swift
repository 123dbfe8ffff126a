import ArgumentParser
import FaultScenarios
import FlightLog
import Foundation
import Replay
import StrictYAML
import TreadmillControl

/// `unweight simulate --scenario`: runs fault scenarios in virtual time and says what became of their expectations.
struct ScenarioSimulation {
    var paths: [String]
    var limits: ControlLimits
    var seed: UInt64
    /// A new file for the flight log, with one scenario only.
    var log: String?
    var json: Bool

    func run() throws {
        // All files are read before any is run: a mistake in the last one is told at once.
        let files = try paths.map { path throws(CommandFailure) in (path: path, file: try ScenarioText.read(path: path))
        }
        var reports: [ScenarioReport] = []
        for (path, file) in files {
            let report = ScenarioReport(try verdict(on: file, path: path), path: path, seed: seed)
            if !json { for line in report.lines { TerminalOutput.line(line) } }
            reports.append(report)
        }
        if json {
            try JSONOutput.print(reports)
        } else if reports.count > 1 {
            TerminalOutput.line("\(reports.count { $0.passes }) of \(reports.count) scenarios came out as expected")
        }
        if reports.contains(where: { !$0.passes }) { throw ExitCode(ProgramExit.failed.rawValue) }
    }

    private func verdict(on file: ScenarioText, path: String) throws(CommandFailure) -> ScenarioVerdict {
        let run = ScenarioRun(file.scenario, limits: limits, seed: seed)
        guard let log else { return run.run() }
        do throws(FlightLogError) {
            var logFile = try FlightLogFile(creating: log)
            let header = FlightLogHeader.simulated(
                seed: seed, start: Date(), limits: limits, setup: file.scenario.setup,
                source: SourceText(name: path, text: file.text))
            return try run.run(recordingTo: &logFile, header: header)
        } catch {
            throw CommandFailure(message: error.description, exit: .unusableFile)
        }
    }
}

/// A scenario as it is on disk and as it was understood.
private struct ScenarioText {
    var text: String
    var scenario: FaultScenario

    static func read(path: String) throws(CommandFailure) -> ScenarioText {
        do throws(YAMLProblems) {
            let text = try textOfFile(path: path)
            return ScenarioText(text: text, scenario: try ScenarioFile.parse(text: text, name: path))
        } catch {
            throw CommandFailure(message: "a file cannot be used\n\(error.description)", exit: .unusableFile)
        }
    }
}
