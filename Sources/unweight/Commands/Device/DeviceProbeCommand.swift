import ArgumentParser
import DeviceProfiles
import Devices

struct DeviceProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Read everything that a profile knows of a device, once; writes nothing.",
        discussion: """
            Says of every setting that does not stand what to do about it. Exits 1 when the device does not answer, \
            refuses a read, or a setting does not stand.

            \(ProgramExit.help)
            """)

    @Argument(help: "The profile, a YAML file.")
    var file: String
    @OptionGroup var line: LineOptions
    @OptionGroup var daemon: DaemonOptions
    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let profile = try ProfileText.read(path: file)
        try await daemon.refuseDuringSession()
        var bench = try line.open(profile)
        var report = BenchReport(bench.read(profile.channels), order: profile.channels)
        let isSilent = report.channels.isEmpty
        if !isSilent {
            do throws(BusProblem) {
                report.wrongSettings = try bench.wrongSettings()
            } catch {
                report.wrongSettings = ["the settings cannot be read: \(error)"]
            }
        }
        if json {
            try JSONOutput.print(report)
        } else {
            show(report, profile)
        }
        if isSilent || !report.failures.isEmpty || !report.wrongSettings.isEmpty {
            throw ExitCode(ProgramExit.failed.rawValue)
        }
    }

    private func show(_ report: BenchReport, _ profile: DeviceProfile) {
        TerminalOutput.line("\(TerminalText.harmless(profile.title)) (\(profile.evidence.description))")
        for line in report.lines { TerminalOutput.line(line) }
        for setting in report.wrongSettings { TerminalOutput.line("setting: \(TerminalText.harmless(setting))") }
        guard report.channels.isEmpty else { return }
        let hint = profile.silenceHint ?? "Look at cable, unit, baud rate and parity."
        TerminalOutput.line("nothing was read. \(TerminalText.harmless(hint))")
    }
}
