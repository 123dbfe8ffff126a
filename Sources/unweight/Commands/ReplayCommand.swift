import ArgumentParser
import OperatorAPI
import Replay
import TreadmillControl

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Run the control core again over a flight log and compare bit for bit.",
        discussion: """
            Exits 0 when every output of every tick is identical, 1 when any differs, 2 when the log cannot be used.

            \(ProgramExit.help)
            """)

    @Argument(help: "The flight log, a .ulg file.")
    var log: String
    @Flag(help: "The verdict as JSON.")
    var json = false

    func run() throws {
        let report: ReplayReport
        do throws(ReplayError) {
            report = ReplayReport(try LogReplay.run(path: log))
        } catch {
            throw CommandFailure(message: "\(log): \(error)", exit: .unusableFile)
        }
        if json {
            try JSONOutput.print(report)
        } else {
            for line in report.lines { TerminalOutput.line(line) }
        }
        if !report.identical { throw ExitCode(ProgramExit.failed.rawValue) }
    }
}

/// What a replay found, for people and as JSON.
struct ReplayReport: Codable, Equatable, Sendable {
    struct Field: Codable, Equatable, Sendable {
        var name: String
        var ticks: UInt64
    }

    var identical: Bool
    /// Ticks compared.
    var ticks: UInt64
    var differingTicks: UInt64
    @Nullable var firstTick: UInt64?
    /// s from the log's first tick to the first that differs.
    @Nullable var firstElapsed: Double?
    var firstFields: [String]
    /// All fields that differ anywhere, those that differ most often first.
    var fields: [Field]

    enum CodingKeys: String, CodingKey {
        case identical, ticks, fields
        case differingTicks = "differing_ticks"
        case firstTick = "first_differing_tick"
        case firstElapsed = "first_differing_at_s"
        case firstFields = "first_differing_fields"
    }

    init(_ verdict: ReplayVerdict) {
        switch verdict {
        case .identical(let ticks):
            identical = true
            self.ticks = ticks
            differingTicks = 0
            _firstTick = Nullable(wrappedValue: nil)
            _firstElapsed = Nullable(wrappedValue: nil)
            firstFields = []
            fields = []
        case .different(let difference):
            identical = false
            ticks = difference.ticks
            differingTicks = difference.differingTicks
            _firstTick = Nullable(wrappedValue: difference.firstTick)
            _firstElapsed = Nullable(wrappedValue: difference.elapsed.seconds)
            firstFields = difference.firstFields
            fields = difference.fields.map { Field(name: $0.name, ticks: $0.ticks) }
        }
    }

    var lines: [String] {
        guard let firstTick else { return ["identical: \(ticks) ticks"] }
        let first =
            "different: first at tick \(firstTick), \(Figures.fixed(firstElapsed, decimals: 2)) s into the log, "
            + "in \(firstFields.joined(separator: ", "))"
        return [first, "\(differingTicks) of \(ticks) ticks differ:"] + fields.map { "  \($0.name): in \($0.ticks)" }
    }
}
