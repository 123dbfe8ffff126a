import ArgumentParser
import Foundation
import RigConfiguration
import SimulatedDevices
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

            A fault is given as --fault "at=20 device=belt fault=disconnect for=5", with times in seconds. Kinds: \
            disconnect (device= or bus=), silent (device=), fault (device=), e-stop, force (newtons=). Devices: belt, \
            hoist, load-cell. Without for= a fault stays.
            """)

    @Option(help: ArgumentHelp("The rig file whose devices are simulated.", valueName: "file"))
    var rig: String

    @Option(help: ArgumentHelp("Mass of the runner with clothing and harness, 20 to 200 kg.", valueName: "kg"))
    var mass = 70.0

    @Option(help: "Decides every random number: step variation, noise.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Where relative serial ports are made. Default: RUNTIME_DIRECTORY, else /run/unweight.",
            valueName: "folder"))
    var runtimeDir: String?

    @Option(help: ArgumentHelp("A fault to come, as above; may be repeated.", valueName: "text"))
    var fault: [String] = []

    @Option(help: ArgumentHelp("Print the state of the rig every so many seconds.", valueName: "s"))
    var statusInterval: Double?

    func validate() throws {
        guard (20...200).contains(mass) else { throw ValidationError("--mass \(mass) is not from 20 to 200 kg.") }
        guard (statusInterval.map { (0.1...3600).contains($0) } ?? true) else {
            throw ValidationError("--status-interval is not from 0.1 to 3600 s.")
        }
    }

    func run() throws {
        // Before the first thread, so that none of them takes the signals.
        let termination = TerminationSignals()
        do {
            let server = try startedServer()
            defer { server.stop() }
            printLine("ready")
            while !termination.wait(seconds: statusInterval) { printLine(statusLine(server.observe())) }
        } catch let error as ValidationError {
            throw error
        } catch {
            printError("unweight-sim: \(error)")
            throw ExitCode.failure
        }
    }

    private func startedServer() throws -> SimulatedRigServer {
        let configuration = try RigFile.load(path: rig)
        let faults = try fault.map { text throws in try ScheduledFault(parsing: text, for: configuration) }
        let server = SimulatedRigServer(
            configuration: configuration, runtimeDirectory: chosenRuntimeDirectory, runnerMass: .kilograms(mass),
            seed: seed)
        server.schedule(faults)
        for endpoint in try server.start() { printLine(endpoint.description) }
        return server
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
