import ArgumentParser
import FlightLog
import Foundation
import OperatorAPI
import Replay
import TrainingPlans
import TreadmillControl

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Run a plan, or fault scenarios, against a simulated treadmill and runner.",
        discussion: """
            In virtual time: needs no daemon and no wire. The same plan, mass, limits and seed give the same session, \
            bit for bit. Exits 0 only when the plan ran to its end.

            With --scenario the files say what goes wrong and what must come of it (docs/scenarios.md). Prints one line \
            for each and every expectation that was missed; exits 0 only when none was.

            \(ProgramExit.help)
            """)

    @Argument(help: "The plan, a YAML file.")
    var plan: String?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Fault scenarios to run instead of a plan, YAML files.", valueName: "file"))
    var scenario: [String] = []
    @Option(help: ArgumentHelp("The runner's mass with clothing and harness, kg, 20 to 200.", valueName: "kg"))
    var mass: Double?
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

    func validate() throws {
        guard plan != nil || !scenario.isEmpty else { throw ValidationError("Give a plan, or --scenario.") }
        guard plan == nil || scenario.isEmpty else {
            throw ValidationError("A scenario brings its own plan; leave one of them out.")
        }
        if scenario.isEmpty {
            guard let mass else { throw ValidationError("A plan needs --mass.") }
            try RunnerOptions.validate(mass: mass)
        } else {
            guard mass == nil else { throw ValidationError("A scenario says the mass itself; leave out --mass.") }
            guard log == nil || scenario.count == 1 else { throw ValidationError("--log goes with one scenario.") }
        }
    }

    func run() throws {
        let limits = try LimitsChoice.read(path: limits)
        guard let plan, let mass else {
            return try ScenarioSimulation(paths: scenario, limits: limits, seed: seed, log: log, json: json).run()
        }
        let file = try PlanText.read(path: plan)
        let runnerMass = Mass.kilograms(mass)
        try refuseErrors(in: file.plan, path: plan, limits: limits, mass: runnerMass)
        let setup = SessionSetup(plan: file.plan.flattened(), runnerMass: runnerMass)
        let session = SimulatedSession(setup: setup, limits: limits, seed: seed)
        let clock = ContinuousClock()
        let start = clock.now
        let result = try run(session, plan: SourceText(name: plan, text: file.text))
        let report = SimulationReport(result, title: setup.plan.title, seed: seed, took: clock.now - start)
        if json {
            try JSONOutput.print(report)
        } else {
            for line in SimulationText.lines(report, events: result.events, units: units) { TerminalOutput.line(line) }
        }
        if result.finishReason != .completed { throw ExitCode(ProgramExit.failed.rawValue) }
    }

    private func refuseErrors(
        in plan: TrainingPlan, path: String, limits: ControlLimits, mass: Mass
    ) throws(CommandFailure) {
        let findings = PlanLint.findings(for: plan, limits: limits, mass: mass)
        for finding in findings { TerminalOutput.errorLine(FindingText.line(finding, file: path)) }
        guard findings.contains(where: { $0.severity == .error }) else { return }
        throw CommandFailure(message: "the plan has errors; nothing was simulated", exit: .failed)
    }

    private func run(_ session: SimulatedSession, plan: SourceText) throws(CommandFailure) -> SimulationResult {
        guard let log else { return session.run() }
        do throws(FlightLogError) {
            var file = try FlightLogFile(creating: log)
            return try session.run(
                recordingTo: &file,
                header: .simulated(
                    seed: seed, start: Date(), limits: session.limits, setup: session.setup, source: plan))
        } catch {
            throw CommandFailure(message: error.description, exit: .unusableFile)
        }
    }
}

extension FlightLogHeader {
    /// What the log of a simulated session says of itself.
    static func simulated(
        seed: UInt64, start: Date, limits: ControlLimits, setup: SessionSetup, source: SourceText
    ) -> FlightLogHeader {
        FlightLogHeader(
            softwareVersion: SoftwareVersion.text, sessionID: "simulated-\(seed)",
            startedAt: start.formatted(.iso8601), start: SimulatedSession.start, limits: limits, setup: setup,
            sources: [source])
    }
}
