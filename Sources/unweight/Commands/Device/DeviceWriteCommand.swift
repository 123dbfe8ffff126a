import ArgumentParser
import DeviceProfiles
import Devices

struct DeviceWriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Write one value to a device, and read it back.",
        discussion: """
            Asks before it writes. What is written to a drive can set the machine in motion, past every interlock: that \
            needs --machine-is-empty as well. Of a treadmill on a serial line only the incline can be written, and only \
            while its belt stands. Refused while the daemon has a session, and on a line that another program holds.

            \(ProgramExit.help)
            """)

    @OptionGroup var options: BenchOptions
    @Argument(help: "The channel.")
    var channel: String
    @Argument(help: "The value, in the channel's unit, or a name of its enum.")
    var value: String
    @OptionGroup var daemon: DaemonOptions
    @Flag(help: "What it reads afterwards, as JSON.")
    var json = false
    @Flag(help: "Do not ask.")
    var yes = false
    @Flag(help: "Nobody is on the machine: belt, deck and rope may move.")
    var machineIsEmpty = false

    func run() async throws {
        let target = try options.target()
        let part = try target.onlyPart()
        let wanted = try permitted { () throws(BenchRefusal) in try part.device.value(value, for: channel) }
        guard !part.device.isDrive || machineIsEmpty else {
            throw CommandFailure(
                message: "what is written to a drive can set the machine in motion, past every interlock; see that "
                    + "nobody is on it or in its rope, and add --machine-is-empty", exit: .failed)
        }
        try await daemon.refuseDuringSession()
        let report = ChannelReport(wanted)
        try confirm(
            "write \(report.shown) (\(report.rawShown)) to \(report.channel) of \(part.title), \(part.place)?")
        // The question may have stood for long.
        try await daemon.refuseDuringSession()
        try write(wanted, to: part, of: target)
    }

    private func confirm(_ question: String) throws {
        guard !yes else { return }
        TerminalOutput.write("\(TerminalText.harmless(question)) [yes/no] ")
        guard readLine() == "yes" else { throw CommandFailure(message: "nothing was written", exit: .failed) }
    }

    private func write(_ value: BenchValue, to part: BenchTarget.Part, of target: BenchTarget) throws {
        let readBack: BenchReadBack
        do throws(BusProblem) {
            try part.device.open()
            readBack = try part.device.write(value)
        } catch {
            throw CommandFailure(message: TerminalText.harmless("not written: \(error)"), exit: .failed)
        }
        var report = BenchReport(readBack.answers, order: part.device.readableChannels)
        report.part = part.role?.rawValue
        if json {
            try target.printJSON([report])
        } else {
            for line in report.lines { TerminalOutput.line(line) }
            if readBack.stands == nil { TerminalOutput.line("written; what was set cannot be read back") }
        }
        guard readBack.stands != false else {
            throw CommandFailure(message: "written, and it does not read back so", exit: .failed)
        }
    }
}

/// What `body` gives; a refusal ends the program.
func permitted<Value>(_ body: () throws(BenchRefusal) -> Value) throws(CommandFailure) -> Value {
    do throws(BenchRefusal) {
        return try body()
    } catch {
        throw CommandFailure(message: TerminalText.harmless(error.reason), exit: .failed)
    }
}
