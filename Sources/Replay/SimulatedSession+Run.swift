import FlightLog
import TreadmillControl

extension SimulatedSession {
    /// Runs the session to its end.
    public consuming func run() -> SimulationResult {
        var recording = SimulationTally(setup: setup)
        while !isOver { _ = recording.add(step()) }
        return recording.result(period: period)
    }

    /// Runs the session to its end and writes its flight log, which replays like that of a real session.
    ///
    /// - Parameters:
    ///   - file: a new, empty log file.
    ///   - header: what the log says of itself; limits, setup, start and period are taken from this session.
    public consuming func run(
        recordingTo file: inout FlightLogFile, header: FlightLogHeader
    ) throws(FlightLogError) -> SimulationResult {
        var header = header
        header.limits = limits
        header.setup = setup
        header.start = Self.start
        header.period = period
        var encoder = FlightLogEncoder(capacity: 1 << 18)
        encoder.append(header: header)
        var recording = SimulationTally(setup: setup)
        while !isOver {
            let tick = step()
            encoder.append(tick: tick.number, at: tick.time, inputs: tick.inputs, outputs: tick.outputs)
            for event in recording.add(tick) { encoder.append(event: event.text, level: event.level, at: event.time) }
            if tick.number % Self.ticksBetweenWrites == Self.ticksBetweenWrites - 1 {
                encoder.appendSync()
                try file.write(&encoder)
            }
        }
        try file.write(&encoder)
        try file.synchronize()
        return recording.result(period: period)
    }

    private static let ticksBetweenWrites: UInt64 = 200
}
