import ArgumentParser
import DeviceProfiles
import Devices
import TreadmillControl

struct DeviceMonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Read a device, or those of a rig, again and again and show what changes; writes nothing.",
        discussion: """
            Prints every channel once and then a line for each that has changed, until it is interrupted. A treadmill \
            whose belt is not known to stand is left alone for 600 ms before each reading, so that no reading keeps its \
            own timer from stopping the belt.

            \(ProgramExit.help)
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: ArgumentHelp("Only these channels; may be repeated. Of a rig, with --part.", valueName: "name"))
    var channel: [String] = []
    @Option(help: ArgumentHelp("Between two readings, ms.", valueName: "ms"))
    var interval: Int = 500
    @Option(help: ArgumentHelp("End after so many readings; without it, never.", valueName: "n"))
    var count: Int?
    @OptionGroup var daemon: DaemonOptions
    @Flag(help: "One line of JSON for each reading.")
    var json = false

    func validate() throws {
        guard (20...60_000).contains(interval) else { throw ValidationError("--interval is from 20 to 60000 ms.") }
        guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count is at least 1.") }
    }

    func run() async throws {
        let target = try options.target()
        if !channel.isEmpty { try checkChannels(of: target.onlyPart()) }
        var watched = target.parts.map { WatchedPart(part: $0, channels: channel.isEmpty ? nil : channel) }
        var taken = 0
        while count.map({ taken < $0 }) ?? true {
            if taken > 0 { MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(Int64(interval))) }
            taken += 1
            var reports: [BenchReport] = []
            for index in watched.indices {
                try await daemon.refuseDuringSession()
                let report = try watched[index].read()
                reports.append(report)
                if !json { watched[index].show(report) }
            }
            if json { try target.printJSON(reports) }
        }
    }

    private func checkChannels(of part: BenchTarget.Part) throws(CommandFailure) {
        try permitted { () throws(BenchRefusal) in try part.device.checkReadable(channel) }
    }
}

/// A part whose changes are shown.
private struct WatchedPart {
    let part: BenchTarget.Part
    /// `nil` for all.
    let channels: [String]?
    /// The newest text of each channel, and of each failure, as it was shown.
    private var shown: [String: String] = [:]
    private var isFirst = true

    init(part: BenchTarget.Part, channels: [String]?) {
        self.part = part
        self.channels = channels
    }

    func read() throws(CommandFailure) -> BenchReport { try part.read(channels ?? part.device.readableChannels) }

    mutating func show(_ report: BenchReport) {
        if isFirst {
            if part.role != nil { TerminalOutput.line(part.heading) }
            for line in report.lines { TerminalOutput.line(line) }
        }
        for channel in report.channels {
            if shown[channel.channel] != channel.line, !isFirst {
                TerminalOutput.line("\(part.prefix)\(channel.channel): \(channel.line)")
            }
            shown[channel.channel] = channel.line
        }
        if !isFirst {
            for line in report.failureLines { TerminalOutput.line(part.prefix + line) }
        }
        isFirst = false
    }
}
