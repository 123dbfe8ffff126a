import ArgumentParser
import FlightLog
import Foundation
import Glibc

struct LogPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Delete old flight logs of a folder, by age or by space.",
        discussion: """
            Says what it would delete, and deletes only with --yes. The oldest go first. A log that is being written is \
            never deleted, nor is the newest, nor any of the last hour.

            \(ProgramExit.help)
            """)

    @OptionGroup var options: LogFolderOptions
    @Option(help: ArgumentHelp("Keep the logs of so many days.", valueName: "n"))
    var keepDays: Int?
    @Option(help: ArgumentHelp("Keep at most so many megabytes (10^6 bytes), the newest.", valueName: "n"))
    var keepMegabytes: Int?
    @Flag(help: "Delete. Without it nothing is.")
    var yes = false
    @Flag(help: "As JSON.")
    var json = false

    func validate() throws {
        guard keepDays != nil || keepMegabytes != nil else {
            throw ValidationError("Say what to keep: --keep-days N, --keep-megabytes N, or both.")
        }
        guard (0...100_000).contains(keepDays ?? 0), (0...100_000_000).contains(keepMegabytes ?? 0) else {
            throw ValidationError("--keep-days is from 0 to 100000, --keep-megabytes from 0 to 100000000.")
        }
    }

    func run() throws {
        let folder = options.logs
        let policy = LogRetention(keepDays: keepDays, keepBytes: keepMegabytes.map { Int64($0) * 1_000_000 })
        let doomed = policy.superfluous(try folder.entries(), at: Date())
        var failures: [String] = []
        if yes {
            for entry in doomed where unlink(folder.file(entry.name)) != 0 {
                failures.append("\(entry.name): \(String(cString: strerror(errno)))")
            }
        }
        if json {
            try JSONOutput.print(
                LogPruneReport(
                    deleted: yes, logs: doomed.map(\.name), bytes: doomed.map(\.bytes).reduce(0, +), failures: failures)
            )
        } else {
            show(doomed, failures)
        }
        if !failures.isEmpty { throw ExitCode(ProgramExit.failed.rawValue) }
    }

    private func show(_ doomed: [LogFolder.Entry], _ failures: [String]) {
        for entry in doomed { TerminalOutput.line(TerminalText.harmless(entry.name)) }
        for failure in failures { TerminalOutput.errorLine(TerminalText.harmless("cannot delete \(failure)")) }
        let size = Figures.fixed(Double(doomed.map(\.bytes).reduce(0, +)) / 1e6, decimals: 1)
        let logs = Figures.count(doomed.count - failures.count, "log")
        TerminalOutput.line(
            yes ? "\(logs) deleted" : "\(logs), \(size) MB, would be deleted; nothing was: add --yes to delete them")
    }
}

struct LogPruneReport: Encodable {
    var deleted: Bool
    var logs: [String]
    var bytes: Int64
    var failures: [String]
}

/// Which logs are kept.
struct LogRetention: Equatable {
    var keepDays: Int?
    var keepBytes: Int64?

    /// A log that was written to within this time may be one of a session that runs.
    static let untouchable: TimeInterval = 3600

    /// What need not be kept of `entries`, which are sorted by age, the newest first; the oldest first.
    func superfluous(_ entries: [LogFolder.Entry], at now: Date) -> [LogFolder.Entry] {
        var kept: Int64 = 0
        var doomed: [LogFolder.Entry] = []
        for (index, entry) in entries.enumerated() {
            let age = now.timeIntervalSince(entry.modifiedAt)
            let isTooOld = keepDays.map { age > Double($0) * 86_400 } ?? false
            let isTooMuch = keepBytes.map { kept + entry.bytes > $0 } ?? false
            if index > 0, age > Self.untouchable, isTooOld || isTooMuch {
                doomed.append(entry)
            } else {
                kept += entry.bytes
            }
        }
        return doomed.reversed()
    }
}
