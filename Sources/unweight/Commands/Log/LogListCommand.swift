import ArgumentParser
import FlightLog
import Foundation
import TreadmillControl

struct LogListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the flight logs of a folder, the newest first.",
        discussion: """
            Reads the beginning of each log. --outcome reads each to its end and says how its session ended.

            \(ProgramExit.help)
            """)

    @OptionGroup var options: LogFolderOptions
    @Option(help: ArgumentHelp("Only so many.", valueName: "n"))
    var count: Int?
    @Flag(help: "Say how each session ended.")
    var outcome = false
    @Flag(help: "One line of JSON for each log.")
    var json = false

    func validate() throws {
        guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count is at least 1.") }
    }

    func run() throws {
        let folder = options.logs
        let entries = try folder.entries().prefix(count ?? .max)
        let rows = entries.map { LogListRow($0, in: folder, readingOutcome: outcome) }
        guard !json else { return try rows.forEach { try JSONOutput.print($0) } }
        guard !rows.isEmpty else {
            return TerminalOutput.line("no flight logs in \(TerminalText.harmless(folder.path))")
        }
        var table = TextTable(
            [("log", .left), ("started", .left), ("plan", .left), ("MB", .right)]
                + (outcome ? [("min", .right), ("outcome", .left)] : []))
        for row in rows { table.append(row.cells(withOutcome: outcome).map(TerminalText.harmless)) }
        for line in table.lines { TerminalOutput.line(line) }
    }
}

/// A log in a list, for people and as JSON.
struct LogListRow: Encodable, Equatable {
    var log: String
    var bytes: Int64
    /// UTC, ISO 8601; `nil` where the log cannot be read.
    var startedAt: String?
    var planTitle: String?
    /// s
    var duration: Double?
    var outcome: String?
    /// Why it cannot be read.
    var problem: String?

    enum CodingKeys: String, CodingKey {
        case log, bytes, outcome, problem
        case startedAt = "started_at"
        case planTitle = "plan_title"
        case duration = "duration_s"
    }

    init(_ entry: LogFolder.Entry, in folder: LogFolder, readingOutcome: Bool) {
        log = entry.name
        bytes = entry.bytes
        do throws(FlightLogError) {
            var reader = try FlightLogReader(path: folder.file(entry.name))
            startedAt = reader.header.startedAt
            planTitle = reader.header.setup?.plan.title
            guard readingOutcome else { return }
            let info = LogInfoReport(try FlightLogSummary(reading: &reader))
            duration = info.duration
            outcome = info.ending
        } catch {
            problem = error.description
        }
    }

    func cells(withOutcome: Bool) -> [String] {
        let head = [log, startedAt ?? Figures.absent, planTitle ?? (problem == nil ? "no session" : "")]
        let size = [Figures.fixed(Double(bytes) / 1e6, decimals: 1)]
        guard withOutcome else { return head + size + (problem.map { [$0] } ?? []) }
        return head + size + [Figures.fixed(duration.map { $0 / 60 }, decimals: 1), outcome ?? problem ?? ""]
    }
}
