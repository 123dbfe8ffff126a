import FaultScenarios
import NIOCore
import NIOPosix
import RigConfiguration
import RigSimulation
import Synchronization
import TreadmillControl

/// A simulated rig on real wires, in real time: pseudo-terminals and TCP ports where the configuration says.
///
/// The rig lives behind a lock and is brought up to date on every access, and every 2 ms besides, so that its
/// watchdogs act whether somebody talks to it or not. It serves until ``stop()``. All methods may be called from any thread, but not from an event
/// loop: they block for as long as a port takes to open or close.
public final class SimulatedRigServer: Sendable {
    private enum Life { case fresh, running, stopped }

    private let configuration: RigConfiguration
    private let runtimeDirectory: String
    private let rig: SharedRig
    private let life = Mutex(Life.fresh)
    private let lines = Mutex<[String: any ServedLine]>([:])
    private let ticker = Mutex<WorkerThread?>(nil)
    private let playbacks = Mutex<[ScenarioPlayback]>([])
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private static let tickPeriod = TimeSpan.milliseconds(2)

    /// - Parameters:
    ///   - configuration: TCP port 0 stands for any free port.
    ///   - runtimeDirectory: where relative serial ports are.
    ///   - runnerMass: body mass with clothing and harness; must be positive.
    ///   - seed: decides every random number of the plant.
    ///   - commissioning: of all drives.
    public init(
        configuration: RigConfiguration, runtimeDirectory: String, plant: PlantConfiguration = PlantConfiguration(),
        runnerMass: Mass, seed: UInt64, commissioning: Commissioning = .byBuilder
    ) {
        self.configuration = configuration
        self.runtimeDirectory = runtimeDirectory
        rig = SharedRig(
            SimulatedRig(
                configuration: configuration, plant: plant, runnerMass: runnerMass, seed: seed,
                commissioning: commissioning))
    }

    /// Opens every bus of the rig and lets time run. If one cannot be opened, none is. Once only.
    public func start() throws(SimulatorError) -> [RigEndpoint] {
        let isFirst = life.withLock { life in
            defer { if life == .fresh { life = .running } }
            return life == .fresh
        }
        guard isFirst else { return endpoints }
        if let device = configuration.unservableDevices.first {
            throw .unservableLine(bus: device.bus, reason: device.reason)
        }
        group.next().execute { DevicePriority.take() }
        do {
            for bus in configuration.buses {
                let line = try open(bus)
                lines.withLock { $0[bus.name] = line }
            }
        } catch {
            stop()
            throw error
        }
        let begin = MonotonicClock.now
        rig.access { $0.advance(to: $1) }
        let started = WorkerThread(name: "rig-time") { [self] in tick(from: begin) }
        ticker.withLock { $0 = started }
        return endpoints
    }

    /// Closes every bus and removes every link. A server cannot be started again.
    public func stop() {
        let before = life.withLock { life in
            defer { life = .stopped }
            return life
        }
        guard before != .stopped else { return }
        ticker.withLock { $0.take() }?.join()
        let served = lines.withLock { lines in
            defer { lines = [:] }
            return Array(lines.values)
        }
        for line in served { line.stop() }
        group.shutdownGracefully { _ in }
    }

    /// Where the buses are, in the configuration's order.
    public var endpoints: [RigEndpoint] {
        lines.withLock { lines in configuration.buses.compactMap { lines[$0.name]?.endpoint } }
    }

    /// Puts a fault in force.
    public func apply(_ fault: RigFault) {
        rig.access { $0.apply(fault, at: $1) }
        if case .disconnect(let part) = fault { line(of: part)?.setConnected(false) }
    }

    /// Takes a fault back. A drive's own fault and a tripped watchdog stay latched until the host resets them.
    public func clear(_ fault: RigFault) {
        rig.access { $0.clear(fault, at: $1) }
        if case .disconnect(let part) = fault { line(of: part)?.setConnected(true) }
    }

    /// Adds faults to come, with times counted from ``start()``; those that are not of a rig are left out.
    public func schedule(_ faults: [TimedFault]) {
        playbacks.withLock { $0.append(ScenarioPlayback(faults: faults, origin: .start)) }
    }

    /// Adds a scenario's faults to come and begins to trace the truth. One scenario is traced at a time: the last.
    ///
    /// - Parameter tell: is told each fault as it begins, from a thread of the server.
    public func schedule(
        _ scenario: FaultScenario, tell: @escaping @Sendable (TimedFault, MonotonicInstant) -> Void = { _, _ in }
    ) {
        let playback = ScenarioPlayback(
            faults: scenario.faults, origin: scenario.origin, end: scenario.end, isTraced: true, tell: tell)
        playbacks.withLock { $0.append(playback) }
    }

    /// What has been seen of the scenario: when each of its faults began, and the truth; nothing of any controller.
    public var scenarioTrace: ScenarioTrace {
        playbacks.withLock { $0.last { $0.isTraced }?.trace } ?? ScenarioTrace(faultBegins: [])
    }

    /// The faults in force, in the order in which they began.
    public var activeFaults: [RigFault] { rig.access { rig, _ in rig.activeFaults } }

    /// The truth of this moment.
    public func observe() -> RigObservation { rig.access { $0.observe(at: $1) } }

    /// Begins a new trace of extremes.
    public func forgetTrace() { rig.access { rig, _ in rig.forgetTrace() } }

    private func line(of part: RigPart) -> (any ServedLine)? {
        let bus =
            switch part {
            case .belt: configuration.belt.bus
            case .hoist: configuration.hoist.bus
            case .loadCell: configuration.loadCell.bus
            }
        return lines.withLock { $0[bus] }
    }

    private func tick(from begin: MonotonicInstant) {
        var next = begin
        while life.withLock({ $0 == .running }) {
            let truth = rig.access { $0.truth(at: $1) }
            let changes = playbacks.withLock { playbacks in
                playbacks.indices.flatMap { playbacks[$0].changes(seeing: truth, start: begin) }
            }
            for change in changes {
                switch change {
                case .begin(let fault): apply(fault)
                case .end(let fault): clear(fault)
                }
            }
            next = max(next + Self.tickPeriod, MonotonicClock.now)
            MonotonicClock.sleep(until: next)
        }
    }

    private func open(_ bus: BusConfiguration) throws(SimulatorError) -> any ServedLine {
        switch bus.line {
        case .modbusRTU(_, let settings):
            let path = try servablePath(bus)
            return try RTULink(
                path: path, settings: settings, endpoint: endpoint(bus, .modbusRTU(path: path, settings: settings)),
                answerer: rtuAnswerer(bus.name))
        case .modbusTCP(let host, let port):
            return try ModbusTCPServer(
                host: host, port: port, group: group,
                endpoint: { endpoint(bus, .modbusTCP(host: host, port: $0)) }, answerer: tcpAnswerer(bus.name))
        case .serial(.tcp(let host, let port), let settings):
            return try SerialTCPServer(
                host: host, port: port, settings: settings, group: group,
                endpoint: { endpoint(bus, .serialOverTCP(host: host, port: $0, settings: settings)) },
                answerer: serialAnswerer)
        case .serial(.port, let settings):
            let path = try servablePath(bus)
            return try SerialLink(
                path: path, settings: settings, endpoint: endpoint(bus, .serial(path: path, settings: settings)),
                answerer: serialAnswerer)
        }
    }

    /// Where the link to the terminal of a bus is to be. No adapter on USB can be simulated.
    private func servablePath(_ bus: BusConfiguration) throws(SimulatorError) -> String {
        let path = bus.line.port(in: runtimeDirectory) ?? ""
        guard !path.hasPrefix(USBPortIdentity.scheme) else {
            throw .unservableLine(bus: bus.name, reason: "\(path) is an adapter; write a path, as in sim/\(bus.name)")
        }
        return path
    }

    private var serialAnswerer: SerialWire.Answerer {
        { [rig] byte in rig.access { $0.answer(toSerial: byte, at: $1) } }
    }

    private func endpoint(_ bus: BusConfiguration, _ place: RigEndpoint.Place) -> RigEndpoint {
        var devices: [String] = []
        if configuration.belt.bus == bus.name { devices.append("belt") }
        if configuration.hoist.bus == bus.name { devices.append("hoist") }
        if configuration.loadCell.bus == bus.name { devices.append("load cell") }
        return RigEndpoint(bus: bus.name, place: place, devices: devices)
    }

    /// On a serial line, nobody answers for a unit that is not there.
    private func rtuAnswerer(_ bus: String) -> RTULink.Answerer {
        { [rig] unit, pdu in
            switch rig.access({ $0.answer(to: pdu, unit: unit, onBus: bus, at: $1) }) {
            case .answer(let answer): answer
            case .silence, .noSuchUnit: nil
            }
        }
    }

    /// On TCP, the server answers for a unit that is not there, unit 0 included.
    private func tcpAnswerer(_ bus: String) -> ModbusTCPServer.Answerer {
        { [rig] unit, pdu in
            let refusal = ModbusServerCore.refusal(of: pdu.first ?? 0, .gatewayTargetFailedToRespond)
            guard unit != 0 else { return refusal }
            switch rig.access({ $0.answer(to: pdu, unit: unit, onBus: bus, at: $1) }) {
            case .answer(let answer): return answer
            case .silence: return nil
            case .noSuchUnit: return refusal
            }
        }
    }
}
