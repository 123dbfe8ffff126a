import Devices
import Foundation
import RigConfiguration
import RigSimulation
import SimulatedDevices
import Synchronization
import Testing
import TreadmillControl

/// A rig with a loop that posts to it, on lines to whatever is at their other ends.
struct WiredRig {
    let rig: Rig
    let loop: LoopStandIn
    let events: RecordedEvents
    let configuration: RigConfiguration

    /// Runs `configuration` while `body` does, and closes everything after it.
    static func run(
        _ configuration: RigConfiguration, in folder: String, _ body: (WiredRig) async throws -> Void
    ) async throws {
        let events = RecordedEvents()
        let rig = Rig(configuration: configuration, runtimeDirectory: folder) { events.record($0) }
        rig.start()
        let loop = LoopStandIn(posting: rig)
        defer {
            loop.stop()
            rig.stop()
        }
        try await body(WiredRig(rig: rig, loop: loop, events: events, configuration: configuration))
    }

    /// Runs a rig against the simulator.
    static func simulated(
        _ configuration: RigConfiguration, plant: PlantConfiguration = PlantConfiguration(),
        commissioning: Commissioning = .byBuilder, _ body: (WiredRig, SimulatedRigServer) async throws -> Void
    ) async throws {
        try await inTemporaryFolder { folder in
            let server = SimulatedRigServer(
                configuration: configuration, runtimeDirectory: folder, plant: plant, runnerMass: .kilograms(70),
                seed: 1, commissioning: commissioning)
            defer { server.stop() }
            let endpoints = try server.start()
            try await run(configuration.reaching(endpoints), in: folder) { try await body($0, server) }
        }
    }

    var belt: BeltReading? { rig.readings.belt }
    var hoist: HoistReading? { rig.readings.hoist }
    var loadCell: LoadCellReading? { rig.readings.loadCell }

    /// Commands rest, and waits until every drive has been read while it was at rest with its watchdog verified.
    func settleAtRest() async throws {
        loop.post(Commands.rest)
        try await eventually("rest is posted") { loop.hasPosted }
        // The first reading after that may belong to the command before.
        for _ in 0..<2 {
            let seen = MonotonicClock.now()
            try await eventually("every drive is read, its watchdog verified") {
                isSettled(configuration.belt.bus, belt?.sampledAt, belt?.status, since: seen)
                    && isSettled(configuration.hoist.bus, hoist?.sampledAt, hoist?.status, since: seen)
            }
        }
    }

    /// A drive on a line of the rig, read since then; one that is on none is not waited for.
    private func isSettled(
        _ bus: String, _ sampledAt: MonotonicInstant?, _ status: DeviceStatus?, since seen: MonotonicInstant
    ) -> Bool {
        guard configuration.buses.contains(where: { $0.name == bus }) else { return true }
        guard let sampledAt, let status, sampledAt > seen else { return false }
        return status.isSuperset(of: [.ready, .watchdogVerified])
            && status.isDisjoint(with: [.watchdogTripped, .commandUnconfirmed])
    }

    func health(of bus: String) -> BusHealth { rig.health.first { $0.name == bus } ?? BusHealth(name: bus) }
}

/// What a rig has reported, in order.
final class RecordedEvents: Sendable {
    private let events = Mutex<[BusEvent]>([])

    func record(_ event: BusEvent) { events.withLock { $0.append(event) } }
    var all: [BusEvent] { events.withLock { $0 } }
}

/// Gives `body` a folder of its own, gone afterwards.
func inTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
}

extension RigConfiguration {
    /// The same rig with the ports that the simulator found.
    fileprivate func reaching(_ endpoints: [RigEndpoint]) -> RigConfiguration {
        var reached = self
        for index in buses.indices {
            guard let endpoint = endpoints.first(where: { $0.bus == buses[index].name }) else { continue }
            switch endpoint.place {
            case .modbusRTU: break
            case .serial(let path, let settings):
                // libserialport takes a terminal for a port only by such a name.
                reached.buses[index].line = .serial(
                    .port(path: TestTerminal.portName(ofLink: path)), settings: settings)
            case .modbusTCP(let host, let port): reached.buses[index].line = .modbusTCP(host: host, port: port)
            case .serialOverTCP(let host, let port, let settings):
                reached.buses[index].line = .serial(.tcp(host: host, port: port), settings: settings)
            }
        }
        return reached
    }
}
