import AsyncHTTPClient
import FlightLog
import Foundation
import NIOCore
import OperatorAPI
import RigConfiguration
import RigTestKit
import SimulatedDevices
import Testing
import TreadmillControl

/// The two reference rigs, on wires of the test's own.
enum ReferenceRig: String, CaseIterable, Sendable {
    case modbus = "a-modbus"
    case trackMaster = "b-trackmaster"

    /// The bus that the belt is on.
    var beltBus: String {
        switch self {
        case .modbus: "belt"
        case .trackMaster: "treadmill"
        }
    }
}

/// A simulated treadmill on real wires, in the test's process, and the daemon and command line as processes of their
/// own, in a folder that goes with the test.
final class Bench: Sendable {
    let folder: URL
    let simulator: SimulatedRigServer
    let rigFile: URL

    /// A bench of one's own, as soon as there is room for one.
    ///
    /// - Parameters:
    ///   - adapting: changes the text of the shipped rig.
    ///   - commissioning: of the rig's drives.
    static func open(
        _ rig: ReferenceRig = .modbus, mass: Mass = .kilograms(70), commissioning: Commissioning = .byBuilder,
        adapting: (String) -> String = { $0 }
    ) async throws -> Bench {
        try await open(rigFile: rig.rawValue, mass: mass, commissioning: commissioning, adapting: adapting)
    }

    /// A bench with a rig of config/rigs, by the name of its file.
    static func open(
        rigFile: String, mass: Mass = .kilograms(70), commissioning: Commissioning = .byBuilder,
        adapting: (String) -> String = { $0 }
    ) async throws -> Bench {
        await BenchRoom.shared.enter()
        do {
            return try Bench(rigFile, mass: mass, seed: 1, commissioning, adapting)
        } catch {
            await BenchRoom.shared.leave()
            throw error
        }
    }

    private init(
        _ rig: String, mass: Mass, seed: UInt64, _ commissioning: Commissioning, _ adapting: (String) -> String
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "unweight-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        rigFile = folder.appendingPathComponent("rig.yaml")
        // The shipped hoist brakes after 100 ms of silence, which a test machine that stands still for a moment also is.
        let file = Programs.repository.appendingPathComponent("config/rigs/\(rig).yaml")
        let shipped = adapting(
            try String(contentsOf: file, encoding: .utf8).replacing("watchdog_ms: 100", with: "watchdog_ms: 400"))
        let configuration = try RigFile.parse(text: shipped, name: "rig.yaml", profiles: ShippedDevices.shelf)
        simulator = SimulatedRigServer(
            configuration: Self.withAnyPort(configuration),
            runtimeDirectory: folder.path, runnerMass: mass, seed: seed, commissioning: commissioning)
        var text = shipped
        for (bus, endpoint) in zip(configuration.buses, try simulator.start()) {
            if let given = bus.line.tcpPort, let port = endpoint.tcpPort {
                text = text.replacing("\(given)", with: "\(port)")
            }
        }
        // The rig's file is called rig.yaml in a folder of its own; the shipped profiles are called by path.
        for device in ShippedDevices.shelf.names {
            text = text.replacing("device: \(device)", with: "device: \(ShippedDevices.shelf.file(of: device))")
        }
        try text.write(to: rigFile, atomically: true, encoding: .utf8)
        try write(
            "unweightd.yaml",
            """
            rig: rig.yaml
            limits: limits.yaml
            log_directory: logs
            state_directory: state
            """)
        // The bytes of a pty pass through the kernel's worker threads, which have no priority over whatever else a
        // test machine does, and a virtual one stands still at times. The shipped ages suit wires and loops that do not
        // wait for processors; here the ceilings stand.
        try write(
            "limits.yaml",
            """
            supervision:
              load_cell_age_s: 0.1
              load_cell_loss_s: 0.25
              hoist_age_s: 0.25
              belt_age_s: 0.5
              loop_lateness_s: 0.05
              loop_overruns: 20
            """)
    }

    deinit {
        simulator.stop()
        try? FileManager.default.removeItem(at: folder)
        Task { await BenchRoom.shared.leave() }
    }

    private static func withAnyPort(_ rig: RigConfiguration) -> RigConfiguration {
        var rig = rig
        for index in rig.buses.indices {
            switch rig.buses[index].line {
            case .modbusRTU, .serial(.port, _): break
            case .modbusTCP(let host, _): rig.buses[index].line = .modbusTCP(host: host, port: 0)
            case .serial(.tcp(let host, _), let settings):
                rig.buses[index].line = .serial(.tcp(host: host, port: 0), settings: settings)
            }
        }
        return rig
    }

    var environment: [String: String] {
        ["RUNTIME_DIRECTORY": folder.path, "UNWEIGHT_SOCKET": socket, "NO_COLOR": "1"]
    }

    var socket: String { folder.appendingPathComponent("unweightd.sock").path }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// Before the daemon starts.
    func changeRig(_ change: (inout String) -> Void) throws {
        var text = try String(contentsOf: rigFile, encoding: .utf8)
        change(&text)
        try text.write(to: rigFile, atomically: true, encoding: .utf8)
    }

    // MARK: Programs

    /// The daemon, once it answers and nothing is wrong but `expected`.
    func startDaemon(
        environment more: [String: String] = [:], allowing expected: Set<Interlock> = []
    ) async throws -> RunningProgram {
        let daemon = try RunningProgram(
            "unweightd", ["--config", folder.appendingPathComponent("unweightd.yaml").path],
            environment: environment.merging(more) { $1 },
            in: folder)
        try await eventually("the daemon sees all devices") {
            guard daemon.isRunning else { throw NeverCame(what: "the daemon: \(daemon.errors)") }
            guard let interlocks = try? await status().interlocks else { return false }
            return interlocks.allSatisfy { expected.contains($0.name) || $0.state == .latched && !expected.isEmpty }
        }
        return daemon
    }

    /// `unweight` with these arguments, to its end.
    func unweight(_ arguments: String...) async throws -> Ended {
        try await RunningProgram("unweight", arguments, environment: environment, in: folder).end()
    }

    func status() async throws -> StatusReport {
        let socket = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
        let request = HTTPClientRequest(url: "http+unix://\(socket)\(APIRoute.status.path)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
        let body = try await response.body.collect(upTo: 1 << 20)
        return try WireFormat.decode(StatusReport.self, from: body.readableBytesView)
    }

    /// Waits for the session to be in `phase`.
    func reach(_ phase: SessionPhase, within seconds: Double = 40) async throws -> StatusReport {
        var last: StatusReport?
        func seen() -> String { last.map { "\($0.phase) with \($0.interlocks.map(\.name))" } ?? "nothing" }
        try await eventually(within: seconds, "\(phase), last seen \(seen())") {
            last = try await status()
            return last?.phase == phase
        }
        return try #require(last)
    }

    // MARK: Logs

    var logs: [String] {
        get throws {
            let folder = folder.appendingPathComponent("logs")
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".ulg") }
                .sorted().map { folder.appendingPathComponent($0).path }
        }
    }
}

extension BusLine {
    fileprivate var tcpPort: UInt16? {
        switch self {
        case .modbusTCP(_, let port), .serial(.tcp(_, let port), _): port
        case .modbusRTU, .serial(.port, _): nil
        }
    }
}

extension RigEndpoint {
    /// Where it is on TCP.
    var tcpPort: UInt16? {
        switch place {
        case .modbusTCP(_, let port), .serialOverTCP(_, let port, _): port
        case .modbusRTU, .serial: nil
        }
    }
}

/// How many benches run at once: each has a simulator, a daemon and their buses, and CI has two processors.
actor BenchRoom {
    static let shared = BenchRoom()

    private var free = 2
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// A plan short enough for a test on real wires, with a run and a change of body weight in it.
let shortPlan = """
    title: Short
    main:
      - {name: Walk, gait: walk, duration: 12 s, speed: 4.0 km/h, body_weight: 90 %}
      - {name: Run, gait: run, duration: 18 s, speed: 7.5 km/h, body_weight: 90 %}
      - {name: Walk lighter, gait: walk, duration: 18 s, speed: 4.5 km/h, body_weight: 82 %}
    """
