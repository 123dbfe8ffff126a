import FlightLog
import TreadmillControl

/// Runs the core again over the inputs of a log and compares what it yields with what was logged.
public enum LogReplay {
    /// Replays the log at `path`.
    public static func run(path: String) throws(ReplayError) -> ReplayVerdict {
        try run(reading { () throws(FlightLogError) in try FlightLogReader(path: path) })
    }

    /// Replays what `reader` has yet to read, which must be the whole log.
    ///
    /// Inputs of a last tick whose outputs were torn off are not counted. Damage within a value cannot be told from a
    /// change of the core: it shows as a difference.
    public static func run(_ reader: consuming FlightLogReader) throws(ReplayError) -> ReplayVerdict {
        var comparison = ReplayComparison(reader.header)
        while let message = try next(&reader) {
            if reader.damagedBytes > 0 {
                throw .damaged(bytes: reader.damagedBytes, afterTick: max(comparison.expectedTick, 1) - 1)
            }
            switch message {
            case .inputs(let record): try comparison.take(record)
            case .outputs(let record): try comparison.take(record)
            case .dropout: throw .recordsLost(beforeTick: comparison.expectedTick)
            case .deviceHealth, .event: continue
            }
        }
        return try comparison.verdict()
    }

    private static func next(_ reader: inout FlightLogReader) throws(ReplayError) -> FlightLogMessage? {
        do throws(FlightLogError) { return try reader.next() } catch { throw .unreadable(error) }
    }

    private static func reading(
        _ open: () throws(FlightLogError) -> FlightLogReader
    ) throws(ReplayError) -> FlightLogReader {
        do throws(FlightLogError) { return try open() } catch { throw .unreadable(error) }
    }
}

/// The core beside the log, tick by tick.
struct ReplayComparison {
    private(set) var expectedTick: UInt64 = 0
    private var controller: Controller
    private var pending: ControlOutputsRecord?
    private var start: MonotonicInstant?
    private var first: ReplayDifference?
    private var differingTicks: UInt64 = 0
    private var counts: [String: UInt64] = [:]

    init(_ header: FlightLogHeader) {
        controller = Controller(limits: header.limits, setup: header.setup)
    }

    /// Steps the core over logged inputs.
    mutating func take(_ record: ControlInputsRecord) throws(ReplayError) {
        if let pending { throw .incompleteTick(pending.tick) }
        guard record.tick == expectedTick else {
            throw .ticksMissing(expected: expectedTick, found: record.tick)
        }
        let outputs = controller.step(try inputs(of: record), at: record.time)
        pending = ControlOutputsRecord(tick: record.tick, at: record.time, outputs)
        start = start ?? record.time
    }

    /// Compares logged outputs with those of the step before.
    mutating func take(_ logged: ControlOutputsRecord) throws(ReplayError) {
        guard let computed = pending, computed.tick == logged.tick else { throw .incompleteTick(logged.tick) }
        pending = nil
        expectedTick += 1
        let fields = computed.fieldsDiffering(from: logged)
        if fields.isEmpty { return }
        differingTicks += 1
        for field in fields { counts[field, default: 0] += 1 }
        if first == nil {
            first = ReplayDifference(
                firstTick: logged.tick, time: logged.time, elapsed: logged.time - (start ?? logged.time),
                firstFields: fields, fields: [], differingTicks: 0, ticks: 0)
        }
    }

    func verdict() throws(ReplayError) -> ReplayVerdict {
        guard expectedTick > 0 else { throw .noTicks }
        guard var difference = first else { return .identical(ticks: expectedTick) }
        difference.ticks = expectedTick
        difference.differingTicks = differingTicks
        difference.fields = counts.map { ReplayDifference.Field(name: $0.key, ticks: $0.value) }
            .sorted { ($1.ticks, $0.name) < ($0.ticks, $1.name) }
        return .different(difference)
    }

    private func inputs(of record: ControlInputsRecord) throws(ReplayError) -> ControlInputs {
        do throws(FlightLogError) { return try record.controlInputs() } catch { throw .unreadable(error) }
    }
}
