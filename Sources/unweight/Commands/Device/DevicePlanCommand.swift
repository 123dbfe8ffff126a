import ArgumentParser
import DeviceProfiles
import Devices
import RigConfiguration
import TreadmillControl

struct DevicePlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the transactions of a profile and the time that they take; needs no device.",
        discussion: """
            Times are those of the bytes on the wire, the 3.5 characters of silence before each frame, and what the \
            profile says of the device's own thinking. A device that thinks longer is slower.

            \(ProgramExit.help)
            """)

    @Argument(help: "The profile, a YAML file.")
    var file: String
    @OptionGroup var framing: FramingOptions
    @Flag(help: "As JSON, with units in the keys.")
    var json = false

    func run() throws {
        let program = DeviceProgram(try ProfileText.read(path: file))
        let report = DevicePlanReport(program, framing.settings())
        guard !json else { return try JSONOutput.print(report) }
        var table = TextTable([
            ("purpose", .left), ("function", .right), ("address", .right), ("count", .right), ("every", .right),
            ("bytes", .right), ("ms", .right),
        ])
        for row in report.transactions {
            table.append([
                row.purpose, "\(row.function)", "\(row.address)", "\(row.count)",
                row.interval.map { "\(Figures.fixed($0, decimals: 0)) ms" } ?? "round",
                "\(row.requestBytes)+\(row.answerBytes)", Figures.fixed(row.duration, decimals: 2),
            ])
        }
        for line in table.lines { TerminalOutput.line(line) }
        TerminalOutput.line("")
        TerminalOutput.line(summary(of: report))
        TerminalOutput.line(
            "one value at a time would take \(report.oneByOne) reads a round instead of "
                + "\(report.readsARound)")
    }
}

extension DevicePlanCommand {
    private func summary(of report: DevicePlanReport) -> String {
        let round = "a round takes \(Figures.fixed(report.round, decimals: 2)) ms"
        guard let mean = report.meanRound else {
            return round + ", and the seldom transactions alone take more time than there is at \(report.baud) baud"
        }
        return round + ", \(Figures.fixed(mean, decimals: 2)) ms with its share of the seldom ones: "
            + "\(Figures.fixed(1000 / mean, decimals: 1)) rounds a second at \(report.baud) baud; a command that has not "
            + "changed is left out and only said again for the watchdog"
    }
}

/// The plan of a profile on a line, as JSON has it.
struct DevicePlanReport: Encodable {
    struct Row: Encodable {
        var purpose: String
        var function: Int
        var address: Int
        var count: Int
        var interval: Double?
        var requestBytes: Int
        var answerBytes: Int
        var duration: Double

        enum CodingKeys: String, CodingKey {
            case purpose, function, address, count
            case interval = "interval_ms"
            case requestBytes = "request_bytes"
            case answerBytes = "answer_bytes"
            case duration = "duration_ms"
        }
    }

    var profile: String
    var baud: Int
    var transactions: [Row]
    var round: Double
    /// Absent where the seldom ones alone take more time than there is.
    var meanRound: Double?
    var readsARound: Int
    var oneByOne: Int

    enum CodingKeys: String, CodingKey {
        case profile, baud, transactions
        case round = "round_ms"
        case meanRound = "mean_round_ms"
        case readsARound = "reads_a_round"
        case oneByOne = "reads_a_round_one_by_one"
    }

    init(_ program: DeviceProgram, _ settings: SerialSettings) {
        let plan = TransactionPlan(program)
        let line = TransactionPlan.Line(
            character: RTUTiming.character(settings), gap: RTUTiming.frameGap(for: settings))
        profile = program.profile.name
        baud = settings.baud
        transactions = plan.transactions.map { transaction in
            Row(
                purpose: transaction.purpose.rawValue, function: transaction.function.rawValue,
                address: transaction.address, count: transaction.count,
                interval: transaction.interval.map(\.milliseconds), requestBytes: transaction.requestBytes,
                answerBytes: transaction.answerBytes,
                duration: plan.duration(of: transaction, on: line).milliseconds)
        }
        round = plan.round(on: line).milliseconds
        meanRound = plan.meanRound(on: line)?.milliseconds
        readsARound = program.everyRound.count
        oneByOne = TransactionPlan.oneByOne(program)
    }
}
