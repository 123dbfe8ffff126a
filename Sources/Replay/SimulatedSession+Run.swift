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
        var log = SimulatedLog(header, of: copy self)
        var recording = SimulationTally(setup: setup)
        while !isOver {
            let tick = step()
            try log.add(tick, events: recording.add(tick), to: &file)
        }
        try log.finish(&file)
        return recording.result(period: period)
    }
}
