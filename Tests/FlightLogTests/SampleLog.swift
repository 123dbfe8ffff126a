import FlightLog
import Foundation
import TreadmillControl

/// A small log with everything in it: a session that begins, its events, a bus that has trouble.
enum SampleLog {
    static let start = MonotonicInstant(nanoseconds: 5_000_000_001)

    static let setup = SessionSetup(
        plan: SessionPlan(
            title: "Back to running, día 1 = \"easy\"\\\nsecond line",
            intervals: [
                PlannedInterval(
                    name: "Walk", gait: .walk, duration: .milliseconds(120_000), beltSpeed: .metersPerSecond(1.3),
                    bodyWeight: .percent(100)),
                PlannedInterval(
                    name: "Run\r\n=", gait: .run, duration: TimeSpan(nanoseconds: 60_000_000_001),
                    beltSpeed: .metersPerSecond(0.1 + 0.2), bodyWeight: .percent(72.5), incline: .percentGrade(1.5)),
            ]),
        runnerMass: .kilograms(63.1), needsOperatorLink: true)

    static func header(setup: SessionSetup? = setup, limits: ControlLimits = ControlLimits()) -> FlightLogHeader {
        FlightLogHeader(
            softwareVersion: "0.1.0", sessionID: "2024-05-06-001", startedAt: "2024-05-06T07:08:09Z", start: start,
            limits: limits, setup: setup,
            sources: [
                SourceText(name: "plan.yaml", text: "title: Läufe\nsteps:\n"),
                SourceText(name: "limits.yaml", text: String(repeating: "# säule\n", count: 3000)),
                SourceText(name: "empty.yaml", text: ""),
            ])
    }

    static func instant(_ tick: UInt64) -> MonotonicInstant { start + .milliseconds(Int64(tick) * 10) }

    /// Readings of a rig that is well and at rest.
    static func inputs(at now: MonotonicInstant) -> ControlInputs {
        let well: DeviceStatus = [.ready, .watchdogVerified]
        return ControlInputs(
            belt: BeltReading(sampledAt: now, speedMeasured: .zero, inclineMeasured: .percentGrade(0.5), status: well),
            hoist: HoistReading(sampledAt: now, positionMeasured: .meters(0.25), velocityMeasured: .zero, status: well),
            loadCell: LoadCellReading(sampledAt: now, supportForceMeasured: .newtons(3), status: well))
    }

    /// The log of `ticks` ticks of the real core, with a device record and an event every fifth.
    static func encoded(ticks: UInt64, header: FlightLogHeader = header()) -> FlightLogEncoder {
        var encoder = FlightLogEncoder()
        encoder.append(header: header)
        var controller = Controller(limits: header.limits, setup: header.setup)
        for tick in 0..<ticks {
            let now = instant(tick)
            let inputs = inputs(at: now)
            encoder.append(tick: tick, at: now, inputs: inputs, outputs: controller.step(inputs, at: now))
            guard tick % 5 == 4 else { continue }
            encoder.append(
                DeviceHealthRecord(
                    at: now, bus: 1, transactions: tick * 3, failures: 2, reconnects: 1, roundTripMicroseconds: 812.5))
            encoder.append(event: "tick \(tick): grüße", level: .notice, at: now)
            encoder.appendSync()
        }
        return encoder
    }

    /// A log of the real core, sealed after every fifth tick and at its end as the daemon does.
    static func sealed(ticks: UInt64 = 20, isClosed: Bool = true) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try withTemporaryFolder { folder in
            let path = folder + "/log.ulg"
            var file = try FlightLogFile(creating: path)
            var encoder = FlightLogEncoder()
            encoder.append(header: header())
            try file.write(&encoder)
            var controller = Controller(limits: ControlLimits(), setup: setup)
            for tick in 0..<ticks {
                let now = instant(tick)
                let inputs = Self.inputs(at: now)
                encoder.append(tick: tick, at: now, inputs: inputs, outputs: controller.step(inputs, at: now))
                if tick % 5 == 4 {
                    encoder.append(
                        DeviceHealthRecord(
                            at: now, bus: 1, transactions: tick * 3, failures: 2, reconnects: 1,
                            roundTripMicroseconds: 812.5))
                }
                try file.write(&encoder)
                if tick % 5 == 4 { try file.seal(at: now) }
            }
            if isClosed { try file.seal(at: instant(ticks)) }
            bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
        return bytes
    }

    static func bytes(ticks: UInt64) -> [UInt8] { encoded(ticks: ticks).bytes }
}

/// What a reader got out of a log.
struct LogContents {
    var inputs: [ControlInputsRecord] = []
    var outputs: [ControlOutputsRecord] = []
    var health: [DeviceHealthRecord] = []
    var events: [LogEvent] = []
    var dropouts: [TimeSpan] = []
    var tornBytes: UInt64 = 0
    var damagedBytes: UInt64 = 0
    var skippedMessages: UInt64 = 0

    init(_ bytes: [UInt8]) throws(FlightLogError) {
        try self.init(FlightLogReader(bytes: bytes))
    }

    init(_ reader: consuming FlightLogReader) throws(FlightLogError) {
        while let message = try reader.next() {
            switch message {
            case .inputs(let record): inputs.append(record)
            case .outputs(let record): outputs.append(record)
            case .deviceHealth(let record): health.append(record)
            case .event(let event): events.append(event)
            case .dropout(let duration): dropouts.append(duration)
            }
        }
        tornBytes = reader.tornBytes
        damagedBytes = reader.damagedBytes
        skippedMessages = reader.skippedMessages
    }
}

extension [UInt8] {
    mutating func append(integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends a ULog message made by hand.
    mutating func append(message type: Character, _ payload: [UInt8]) {
        append(integer: UInt16(payload.count))
        append(type.asciiValue ?? 0)
        append(contentsOf: payload)
    }
}
