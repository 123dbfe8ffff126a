import FlightLog
import TreadmillControl

/// The flight log of a session in virtual time, written while that runs. It replays like that of a real session.
struct SimulatedLog: ~Copyable {
    private var encoder = FlightLogEncoder(capacity: 1 << 18)
    private var newest = SimulatedSession.start

    private static let ticksBetweenWrites: UInt64 = 200

    /// - Parameter header: what the log says of itself; limits, setup, start and period are taken from `session`.
    init(_ header: FlightLogHeader, of session: SimulatedSession) {
        var header = header
        header.limits = session.limits
        header.setup = session.setup
        header.start = SimulatedSession.start
        header.period = session.period
        encoder.append(header: header)
    }

    mutating func add(
        _ tick: SimulatedSession.Tick, events: [LogEvent], to file: inout FlightLogFile
    ) throws(FlightLogError) {
        newest = tick.time
        encoder.append(tick: tick.number, at: tick.time, inputs: tick.inputs, outputs: tick.outputs)
        for event in events { encoder.append(event: event.text, level: event.level, at: event.time) }
        guard tick.number % Self.ticksBetweenWrites == Self.ticksBetweenWrites - 1 else { return }
        try file.write(&encoder)
        try file.seal(at: tick.time)
    }

    mutating func finish(_ file: inout FlightLogFile) throws(FlightLogError) {
        try file.write(&encoder)
        try file.seal(at: newest)
        try file.synchronize()
    }
}
