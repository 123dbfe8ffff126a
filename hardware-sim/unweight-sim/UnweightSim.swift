import ArgumentParser
import FaultScenarios
import Foundation
import RigConfiguration
import SimulatedDevices
import StrictYAML
import TreadmillControl

@main
struct UnweightSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unweight-sim",
        abstract: "A simulated body-weight-support treadmill on real wires.",
        discussion: """
            Serves the devices of a rig file in real time, with a simulated runner on the belt: Modbus RTU on \
            pseudo-terminals, Modbus TCP and serial servers on TCP ports. Prints one line for each bus, then "ready", \
            and runs until it is interrupted.

            A fault is given as --fault "at=20 device=belt fault=disconnect for=5", with times in seconds from the \
            start, in the words of scenario files (docs/scenarios.md). Without for= a fault stays.

            A scenario's times count from the belt's first movement. Each fault is printed as it begins; at the end \
            comes what the truth says of the scenario's expectations, and the exit code is 1 if one was missed. What \
            the controller did is not known here: its log says that.
            """)

    @Option(help: ArgumentHelp("The rig file whose devices are simulated.", valueName: "file"))
    var rig: String

    @Option(help: ArgumentHelp("Mass of the runner with clothing and harness, 20 to 200 kg.", valueName: "kg"))
    var mass: Double?

    @Option(help: "Decides every random number: step variation, noise.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Where relative serial ports are made. Default: RUNTIME_DIRECTORY, else /run/unweight.",
            valueName: "folder"))
    var runtimeDir: String?

    @Option(help: ArgumentHelp("A fault to come, as above; may be repeated.", valueName: "text"))
    var fault: [String] = []

    @Option(help: ArgumentHelp("A scenario whose faults are to come; its runner is on the belt.", valueName: "file"))
    var scenario: String?

    @Option(help: ArgumentHelp("Print the state of the rig every so many seconds.", valueName: "s"))
    var statusInterval: Double?

    func validate() throws {
        guard (mass.map { (20...200).contains($0) } ?? true) else {
            throw ValidationError("--mass is not from 20 to 200 kg.")
        }
        guard mass == nil || scenario == nil else { throw ValidationError("A scenario says the mass itself.") }
        guard (statusInterval.map { (0.1...3600).contains($0) } ?? true) else {
            throw ValidationError("--status-interval is not from 0.1 to 3600 s.")
        }
    }

    func run() throws {
        // Before the first thread, so that none of them takes the signals.
        let termination = TerminationSignals()
        let configuration: RigConfiguration
        let scenario: FaultScenario?
        let server: SimulatedRigServer
        do {
            configuration = try RigFile.load(path: rig)
            scenario = try self.scenario.map { path throws in try ScenarioFile.load(path: path) }
            server = try startedServer(configuration, scenario)
        } catch {
            printError("unweight-sim: \(error)")
            throw ExitCode.failure
        }
        defer { server.stop() }
        printLine("ready")
        while !termination.wait(seconds: statusInterval) { printLine(statusLine(server.observe())) }
        if let scenario { try report(scenario, server.scenarioTrace, on: configuration.likeness) }
    }

    /// How much later than in virtual time things come on wires.
    private static let slack = TimeSpan.milliseconds(500)

    private func startedServer(
        _ configuration: RigConfiguration, _ scenario: FaultScenario?
    ) throws -> SimulatedRigServer {
        let faults = try fault.map { text throws in
            let timed = try FaultText.fault(text, name: "--fault \"\(text)\"")
            guard timed.fault.onRig != nil else {
                throw ValidationError("--fault \"\(text)\": \(timed.name) is not a fault of a rig.")
            }
            return timed
        }
        let server = SimulatedRigServer(
            configuration: configuration, runtimeDirectory: chosenRuntimeDirectory,
            runnerMass: scenario?.setup.runnerMass ?? .kilograms(mass ?? 70), seed: seed)
        server.schedule(faults)
        if let scenario {
            server.schedule(scenario) { printLine("fault \($0.name) at \($1.nanoseconds) ns") }
        }
        for endpoint in try server.start() { printLine(endpoint.description) }
        return server
    }

    private func report(_ scenario: FaultScenario, _ trace: ScenarioTrace, on rig: FaultScenario.Rig) throws {
        guard trace.origin != nil else {
            printError("unweight-sim: the belt never moved: the scenario did not begin")
            throw ExitCode.failure
        }
        let verdict = scenario.verdict(on: trace, rig: rig, slack: Self.slack)
        for claim in verdict.claims where claim.outcome != .notJudged {
            printLine("\(claim.outcome.rawValue): \(claim.fault), \(claim.claim): \(claim.seen)")
        }
        if !verdict.missed.isEmpty { throw ExitCode.failure }
    }

    private var chosenRuntimeDirectory: String {
        if let runtimeDir { return runtimeDir }
        let inherited = ProcessInfo.processInfo.environment["RUNTIME_DIRECTORY"] ?? ""
        return inherited.isEmpty ? "/run/unweight" : inherited
    }

    private func statusLine(_ seen: RigObservation) -> String {
        let trips = seen.beltWatchdogTrips + seen.hoistWatchdogTrips
        return "\(fixed(seen.elapsed.seconds, 1)) s: belt \(fixed(seen.beltSpeed.metersPerSecond, 2)) m/s, "
            + "rope \(fixed(seen.ropeForce.newtons, 0)) N, hoist \(fixed(seen.hoistPosition.meters, 3)) m, "
            + "\(seen.stepCount) steps, \(trips) watchdog trips"
    }

    private func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }
}

extension RigConfiguration {
    /// The reference rig whose devices it has.
    fileprivate var likeness: FaultScenario.Rig {
        switch belt {
        case .modbus: .a
        case .trackMaster: .b
        }
    }
}
