import FlightLog
import TreadmillControl

@testable import ControlDaemon

/// Makes the ticks of one session as the loop would, in virtual time: the real core over readings of a good rig.
struct HandmadeTicks {
    static let period = TimeSpan.milliseconds(10)

    let session: UInt32
    private var controller: Controller
    private var tick: UInt64 = 0
    private var now: MonotonicInstant

    init(
        session: UInt32, setup: SessionSetup? = .walk, carried: InterlockSet = .none,
        from start: MonotonicInstant = .seconds(100)
    ) {
        self.session = session
        controller = Controller(limits: ControlLimits(), setup: setup, carried: carried)
        now = start
    }

    /// The next tick; `change` may make its outputs other than the core's.
    mutating func next(
        request: OperatorRequest? = nil, _ change: (inout ControlOutputs) -> Void = { _ in }
    ) -> TickRecord {
        now = now + Self.period
        let inputs = Self.inputs(at: now, request: request)
        var outputs = controller.step(inputs, at: now)
        change(&outputs)
        defer { tick += 1 }
        return TickRecord(
            session: session, tick: tick, now: now, inputs: inputs, outputs: outputs, cost: .microseconds(40))
    }

    mutating func next(_ count: Int) -> [TickRecord] { (0..<count).map { _ in next() } }

    private static func inputs(at now: MonotonicInstant, request: OperatorRequest?) -> ControlInputs {
        let sampled = now + .milliseconds(-5)
        let drive: DeviceStatus = [.ready, .watchdogVerified]
        return ControlInputs(
            belt: BeltReading(sampledAt: sampled, speedMeasured: .zero, inclineMeasured: .zero, status: drive),
            hoist: HoistReading(
                sampledAt: sampled, positionMeasured: .zero, velocityMeasured: .zero, status: drive),
            loadCell: LoadCellReading(sampledAt: sampled, supportForceMeasured: .newtons(137), status: .ready),
            request: request)
    }
}

extension MonotonicInstant {
    static func seconds(_ seconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
    }
}

extension FlightLogHeader {
    static let walk = FlightLogHeader(
        softwareVersion: "test", sessionID: "test", startedAt: "2026-01-01T00:00:00Z", start: .seconds(100),
        limits: ControlLimits(), setup: .walk)
}

/// All that a log says.
struct LogContents {
    var header: FlightLogHeader
    var inputs: [ControlInputsRecord] = []
    var outputs: [ControlOutputsRecord] = []
    var events: [String] = []
    var dropouts: [TimeSpan] = []
    var tornBytes: UInt64 = 0

    init(path: String) throws {
        var reader = try FlightLogReader(path: path)
        header = reader.header
        while let message = try reader.next() {
            switch message {
            case .inputs(let record): inputs.append(record)
            case .outputs(let record): outputs.append(record)
            case .deviceHealth: break
            case .event(let event): events.append(event.text)
            case .dropout(let duration): dropouts.append(duration)
            }
        }
        tornBytes = reader.tornBytes
    }

    var ticks: [UInt64] { outputs.map(\.tick) }

    /// Runs the core again over the logged inputs; the ticks in which it now does something else.
    func differingTicks() throws -> [UInt64] {
        var controller = Controller(limits: header.limits, setup: header.setup)
        var differing: [UInt64] = []
        for (input, output) in zip(inputs, outputs) {
            let again = controller.step(try input.controlInputs(), at: input.time)
            let record = ControlOutputsRecord(tick: output.tick, at: output.time, again)
            if !record.fieldsDiffering(from: output).isEmpty { differing.append(output.tick) }
        }
        return differing
    }
}
