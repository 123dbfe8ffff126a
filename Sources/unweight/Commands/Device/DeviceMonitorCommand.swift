import ArgumentParser
import DeviceProfiles
import Devices
import TreadmillControl

struct DeviceMonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Read a device again and again and show what changes; writes nothing.",
        discussion: """
            Prints every channel once and then a line for each that has changed, until it is interrupted.

            \(ProgramExit.help)
            """)

    @Argument(help: "The profile, a YAML file.")
    var file: String
    @Option(help: ArgumentHelp("Only these channels; may be repeated.", valueName: "name"))
    var channel: [String] = []
    @Option(help: ArgumentHelp("Between two readings, ms.", valueName: "ms"))
    var interval: Int = 500
    @Option(help: ArgumentHelp("End after so many readings; without it, never.", valueName: "n"))
    var count: Int?
    @OptionGroup var line: LineOptions
    @OptionGroup var daemon: DaemonOptions
    @Flag(help: "One line of JSON for each reading.")
    var json = false

    func validate() throws {
        guard (20...60_000).contains(interval) else { throw ValidationError("--interval is from 20 to 60000 ms.") }
        guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count is at least 1.") }
    }

    func run() async throws {
        let profile = try ProfileText.read(path: file)
        try await daemon.refuseDuringSession()
        let chosen = try channel.isEmpty ? profile.channels : channel.map { try profile.requiredChannel($0) }
        var bench = try line.open(profile)
        var shown: [String: String] = [:]
        var taken = 0
        while count.map({ taken < $0 }) ?? true {
            if taken > 0 { MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(Int64(interval))) }
            if taken > 0 { try await daemon.refuseDuringSession() }
            taken += 1
            let report = BenchReport(bench.read(chosen), order: chosen)
            if json {
                try JSONOutput.print(report)
            } else {
                show(report, &shown)
            }
        }
    }

    private func show(_ report: BenchReport, _ shown: inout [String: String]) {
        let isFirst = shown.isEmpty
        for channel in report.channels {
            let text = "\(channel.shown)\(channel.name.map { " (\($0))" } ?? "")  raw \(channel.rawShown)"
            if shown[channel.channel] != text, !isFirst { TerminalOutput.line("\(channel.channel): \(text)") }
            shown[channel.channel] = text
        }
        if isFirst { for line in report.lines { TerminalOutput.line(line) } }
        for failure in report.failures where !isFirst {
            TerminalOutput.line("\(failure.table) \(failure.address): \(TerminalText.harmless(failure.problem))")
        }
    }
}

extension DeviceProfile {
    /// - Throws: ``CommandFailure`` with the channels that there are.
    func requiredChannel(_ name: String) throws(CommandFailure) -> Channel {
        if let channel = channel(name) { return channel }
        throw CommandFailure(
            message: "the profile has no channel \"\(TerminalText.harmless(name))\"; it has: "
                + channels.map(\.name).joined(separator: ", "), exit: .failed)
    }
}
