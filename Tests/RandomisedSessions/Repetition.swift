import FlightLog
import Glibc
import Replay
import TreadmillControl

/// The core over the inputs of a session that was: the outputs must come out bit for bit.
struct Repetition: Sendable {
    let script: SessionScript
    let ticks: [RandomisedSession.Tick]

    /// Where a second run departs from the first, in words; empty when it never does.
    func differences() -> [String] {
        var controller = script.controller
        for (index, tick) in ticks.enumerated() {
            let again = controller.step(tick.inputs, at: tick.time)
            if again != tick.outputs { return ["tick \(index) comes out differently the second time"] }
        }
        return []
    }

    /// The same by way of a log file, for a session with a setup.
    func differencesThroughFile() -> [String] {
        guard case .session = script.purpose else { return [] }
        var template = Array("/tmp/unweight-sessions-XXXXXX".utf8CString)
        guard let folder = mkdtemp(&template).map({ String(cString: $0) }) else { return ["no folder for a log"] }
        let path = folder + "/session.ulg"
        defer {
            _ = unlink(path)
            _ = rmdir(folder)
        }
        do {
            try write(to: path)
            let verdict = try LogReplay.run(path: path)
            return verdict == .identical(ticks: UInt64(ticks.count)) ? [] : ["the log replays as \(verdict)"]
        } catch {
            return ["the log cannot be replayed: \(error)"]
        }
    }

    private func write(to path: String) throws(FlightLogError) {
        var encoder = FlightLogEncoder()
        var file = try FlightLogFile(creating: path)
        encoder.append(
            header: FlightLogHeader(
                softwareVersion: "test", sessionID: "randomised", startedAt: "2024-01-01T00:00:00Z", start: .zero,
                period: script.period, limits: script.limits, setup: script.setup))
        for (index, tick) in ticks.enumerated() {
            encoder.append(tick: UInt64(index), at: tick.time, inputs: tick.inputs, outputs: tick.outputs)
            if index % 100 == 0 {
                encoder.appendSync()
                try file.write(&encoder)
            }
        }
        try file.write(&encoder)
    }
}
