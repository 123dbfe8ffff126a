import ArgumentParser
import OperatorAPI
import TrainingPlans
import TreadmillControl

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Check or show a plan; needs no daemon.",
        subcommands: [PlanLintCommand.self, PlanShowCommand.self])
}

struct PlanLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check a plan against the limits of a machine.",
        discussion: "Exits 1 when the plan must not be started. Warnings alone exit 0.\n\n\(ProgramExit.help)")

    @Argument(help: "The plan, a YAML file.")
    var file: String
    @Option(help: ArgumentHelp("The machine's limits file; the defaults without it.", valueName: "file"))
    var limits: String?
    @Option(help: ArgumentHelp("The runner's mass, kg; with it the support force is checked too.", valueName: "kg"))
    var mass: Double?

    func validate() throws {
        guard let mass, !SessionRequest.massRange.contains(mass) else { return }
        throw ValidationError("--mass must be from 20 to 200 kg, and is \(mass).")
    }

    func run() throws {
        let plan = try PlanText.read(path: file).plan
        let findings = PlanLint.findings(
            for: plan, limits: try LimitsChoice.read(path: limits), mass: mass.map(Mass.kilograms))
        for finding in findings { TerminalOutput.line(FindingText.line(finding, file: file)) }
        let errors = findings.count { $0.severity == .error }
        let session = plan.flattened()
        TerminalOutput.line(
            "\(TerminalText.harmless(plan.title)): \(Figures.count(session.intervals.count, "interval")), "
                + "\(Figures.elapsed(session.duration.seconds)); \(Figures.count(errors, "error")), "
                + Figures.count(findings.count - errors, "warning"))
        if errors > 0 { throw ExitCode(ProgramExit.failed.rawValue) }
    }
}

struct PlanShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a plan's intervals, repeats unrolled.", discussion: ProgramExit.help)

    @Argument(help: "The plan, a YAML file.")
    var file: String
    @Flag(help: "The intervals as JSON, with units in the keys.")
    var json = false
    @Option(help: "Units of speeds: metric (km/h) or imperial (mph).")
    var units = UnitSystem.metric

    func run() throws {
        let plan = try PlanText.read(path: file).plan
        let report = PlanReport(plan.flattened())
        guard !json else { return try JSONOutput.print(report) }
        TerminalOutput.line(TerminalText.harmless(plan.title))
        for note in [plan.source, plan.notes] {
            for line in note.map(TerminalText.lines) ?? [] { TerminalOutput.line("  \(line)") }
        }
        for line in PlanTable.lines(report, units: units) { TerminalOutput.line(line) }
    }
}

/// A finding as compilers write theirs: `FILE:LINE: severity: step: reason; remedy`.
enum FindingText {
    static func line(_ finding: PlanFinding, file: String) -> String {
        let place = finding.line.map { "\(file):\($0)" } ?? file
        let step = finding.step.map { "step \"\($0)\": " } ?? ""
        return TerminalText.harmless("\(place): \(finding.severity): \(step)\(finding.reason); \(finding.remedy)")
    }
}
