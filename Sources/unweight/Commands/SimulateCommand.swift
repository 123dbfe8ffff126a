import ArgumentParser
import FlightLog
import Foundation
import OperatorAPI
import Replay
import TrainingPlans
import TreadmillControl

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run a plan against a simulated treadmill and runner, in virtual time.",
        discussion: """
            Needs no daemon and no wire. The same plan, mass, limits and seed give the same session, bit for bit. \
            Exits 0 only when the plan ran to its end.

            \(ProgramExit.help)
            """)

    @Argument(help: "The plan, a YAML file.")
    var plan: String
    @OptionGroup var runner: RunnerOptions
    @Option(help: "Decides every random number of the simulation.")
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("Write a flight log to this new file.", valueName: "file"))
    var log: String?
    @Option(help: ArgumentHelp("The machine's limits file; the defaults without it.", valueName: "file"))
    var limits: String?
    @Flag(help: "The result as JSON, with units in the keys.")
    var json = false
    @Option(help: "Units of speeds and forces: metric (km/h, N) or imperial (mph, lbf).")
    var units = UnitSystem.metric

    func run() throws {
        let file = try PlanText.read(path: plan)
        let limits = try LimitsChoice.read(path: limits)
        try refuseErrors(in: file.plan, limits: limits)
        let setup = SessionSetup(plan: file.plan.flattened(), runnerMass: runner.runnerMass)
        let session = SimulatedSession(setup: setup, limits: limits, seed: seed)
        let clock = ContinuousClock()
        let start = clock.now
        let result = try run(session, planText: file.text)
        let report = SimulationReport(result, title: setup.plan.title, seed: seed, took: clock.now - start)
        if json {
            try JSONOutput.print(report)
        } else {
            for line in SimulationText.lines(report, events: result.events, units: units) { TerminalOutput.line(line) }
        }
        if result.finishReason != .completed { throw ExitCode(ProgramExit.failed.rawValue) }
    }

    private func refuseErrors(in plan: TrainingPlan, limits: ControlLimits) throws(CommandFailure) {
        let findings = PlanLint.findings(for: plan, limits: limits, mass: runner.runnerMass)
        for finding in findings { TerminalOutput.errorLine(FindingText.line(finding, file: self.plan)) }
        guard findings.contains(where: { $0.severity == .error }) else { return }
        throw CommandFailure(message: "the plan has errors; nothing was simulated", exit: .failed)
    }

    private func run(_ session: SimulatedSession, planText: String) throws(CommandFailure) -> SimulationResult {
        guard let log else { return session.run() }
        do throws(FlightLogError) {
            var file = try FlightLogFile(creating: log)
            let header = FlightLogHeader(
                softwareVersion: SoftwareVersion.text, sessionID: "simulated-\(seed)",
                startedAt: Date().formatted(.iso8601), start: SimulatedSession.start, limits: session.limits,
                setup: session.setup, sources: [SourceText(name: plan, text: planText)])
            return try session.run(recordingTo: &file, header: header)
        } catch {
            throw CommandFailure(message: error.description, exit: .unusableFile)
        }
    }
}
