import ArgumentParser
import DeviceProfiles
import Devices

struct DeviceWriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Write one value to a device, and read it back.",
        discussion: """
            Asks before it writes. What is written to a drive can set the machine in motion, past every interlock: that \
            needs --machine-is-empty as well. Refused while the daemon has a session, and on a \
            line that another program holds.

            \(ProgramExit.help)
            """)

    @Argument(help: "The profile, a YAML file.")
    var file: String
    @Argument(help: "The channel.")
    var channel: String
    @Argument(help: "The value, in the channel's unit, or a name of its enum.")
    var value: String
    @OptionGroup var line: LineOptions
    @OptionGroup var daemon: DaemonOptions
    @Flag(help: "What it reads afterwards, as JSON.")
    var json = false
    @Flag(help: "Do not ask.")
    var yes = false
    @Flag(help: "Nobody is on the machine: belt and rope may move.")
    var machineIsEmpty = false

    func run() async throws {
        let profile = try ProfileText.read(path: file)
        let channel = try profile.requiredChannel(channel)
        guard channel.access.mayWrite else {
            throw CommandFailure(message: "\(channel.name) cannot be written, says the profile", exit: .failed)
        }
        guard let number = channel.value(named: value) ?? Double(value), let words = channel.words(for: number) else {
            throw CommandFailure(message: refusal(of: channel), exit: .failed)
        }
        guard !profile.role.isDrive || machineIsEmpty else {
            throw CommandFailure(
                message: "what is written to a drive can set the machine in motion, past every interlock; see that "
                    + "nobody is on it or in its rope, and add --machine-is-empty", exit: .failed)
        }
        try await daemon.refuseDuringSession()
        let report = ChannelReport(DeviceBench.Value(channel: channel, words: words))
        try confirm(
            "write \(report.shown) (\(report.rawShown)) to \(channel.name) of \(profile.title), unit \(line.unit)?")
        // The question may have stood for long.
        try await daemon.refuseDuringSession()
        try write(number, to: channel, profile)
    }

    private func refusal(of channel: Channel) -> String {
        let names = channel.names.map(\.name).joined(separator: ", ")
        let range = channel.range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
        let unit = channel.unit == .none ? "" : " in \(channel.unit.rawValue)"
        return "\(channel.name) cannot be \"\(TerminalText.harmless(value))\": write a number\(unit)\(range)"
            + (names.isEmpty ? "" : ", or one of: \(names)")
    }

    private func confirm(_ question: String) throws {
        guard !yes else { return }
        TerminalOutput.write("\(TerminalText.harmless(question)) [yes/no] ")
        guard readLine() == "yes" else { throw CommandFailure(message: "nothing was written", exit: .failed) }
    }

    private func write(_ number: Double, to channel: Channel, _ profile: DeviceProfile) throws {
        var bench = try line.open(profile)
        do throws(BusProblem) {
            try bench.write(number, to: channel)
        } catch {
            throw CommandFailure(message: TerminalText.harmless("not written: \(error)"), exit: .failed)
        }
        let report = BenchReport(bench.read([channel]), order: [channel])
        if json {
            try JSONOutput.print(report)
        } else if channel.access.mayRead {
            for line in report.lines { TerminalOutput.line(line) }
        } else {
            TerminalOutput.line("written; the channel cannot be read back")
        }
        guard channel.access.mayRead else { return }
        guard report.channels.first?.value == number || report.channels.first?.raw == channel.words(for: number) else {
            throw CommandFailure(message: "written, and it does not read back so", exit: .failed)
        }
    }
}
