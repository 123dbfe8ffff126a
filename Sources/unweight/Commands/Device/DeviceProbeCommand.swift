import ArgumentParser
import DeviceProfiles
import Devices

struct DeviceProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Read everything that is known of a device, or of those of a rig; writes nothing.",
        discussion: """
            Says of every setting that does not stand what to do about it or what the daemon will do, and what cannot be \
            known from the wire. Exits 1 when a device does not answer, refuses a read, or a person must see to a setting; the others of a rig are read \
            all the same.

            \(ProgramExit.help)
            """)

    @OptionGroup var options: BenchOptions
    @OptionGroup var daemon: DaemonOptions
    @Flag(help: "As JSON.")
    var json = false

    func run() async throws {
        let target = try options.target()
        var reports: [BenchReport] = []
        for part in target.parts {
            try await daemon.refuseDuringSession()
            let report = try part.probe()
            reports.append(report)
            if !json { show(report, of: part) }
        }
        if json { try target.printJSON(reports) }
        if !reports.allSatisfy(\.isSound) { throw ExitCode(ProgramExit.failed.rawValue) }
    }

    private func show(_ report: BenchReport, of part: BenchTarget.Part) {
        TerminalOutput.line(part.heading)
        for line in report.lines { TerminalOutput.line(line) }
        for setting in report.wrongSettings { TerminalOutput.line("setting: \(TerminalText.harmless(setting))") }
        for setting in report.settingsToBeWritten {
            TerminalOutput.line("setting: \(TerminalText.harmless(setting)) by unweightd, before anything moves")
        }
        for note in report.notes { TerminalOutput.line(note) }
        guard report.isSilent, report.problem == nil else { return }
        TerminalOutput.line("nothing was read. \(TerminalText.harmless(part.device.silenceHint))")
    }
}

extension BenchTarget.Part {
    /// Everything that can be read of it.
    fileprivate func probe() throws(CommandFailure) -> BenchReport {
        var report = try read(device.readableChannels)
        guard !report.isSilent else { return report }
        report.notes = device.notes
        do throws(BusProblem) {
            let settings = try device.settings()
            report.wrongSettings = settings.wrong
            report.settingsToBeWritten = settings.toBeWritten
        } catch {
            report.wrongSettings = ["the settings cannot be read: \(error)"]
        }
        return report
    }
}
