import FlightLog
import Glibc
import Replay
import Testing
import TreadmillControl

/// A session of under a minute and its log.
enum ShortSession {
    static let setup = SessionSetup(
        plan: SessionPlan(
            title: "Short",
            intervals: [
                PlannedInterval(
                    name: "Walk", gait: .walk, duration: .milliseconds(6000), beltSpeed: .metersPerSecond(1.0),
                    bodyWeight: .percent(90)),
                PlannedInterval(
                    name: "Walk on", gait: .walk, duration: .milliseconds(6000), beltSpeed: .metersPerSecond(1.2),
                    bodyWeight: .percent(85)),
            ]),
        runnerMass: .kilograms(70))

    static let header = FlightLogHeader(
        softwareVersion: "test", sessionID: "short", startedAt: "2024-01-01T00:00:00Z", start: .zero,
        limits: ControlLimits(), setup: nil)

    /// Ticks of a session in which the operator pauses, resumes and shifts the speed.
    static let ticks: [SimulatedSession.Tick] = {
        var session = SimulatedSession(
            setup: setup, seed: 4,
            actions: [
                .init(at: .milliseconds(18_000), .pause), .init(at: .milliseconds(26_000), .resume),
                .init(at: .milliseconds(27_000), .adjustSpeed(by: .metersPerSecond(0.1))),
            ])
        var ticks: [SimulatedSession.Tick] = []
        while !session.isOver { ticks.append(session.step()) }
        return ticks
    }()

    /// The log of `ticks`, each changed by `change` before it is written.
    static func log(
        limits: ControlLimits = ControlLimits(), setup: SessionSetup? = setup, ticks: [SimulatedSession.Tick] = ticks,
        change: (inout SimulatedSession.Tick) -> Void = { _ in }
    ) -> [UInt8] {
        var header = header
        header.limits = limits
        header.setup = setup
        var encoder = FlightLogEncoder()
        encoder.append(header: header)
        for var tick in ticks {
            change(&tick)
            encoder.append(tick: tick.number, at: tick.time, inputs: tick.inputs, outputs: tick.outputs)
            if tick.number % 100 == 0 { encoder.appendSync() }
        }
        return encoder.bytes
    }
}

func replay(_ bytes: [UInt8]) throws -> ReplayVerdict {
    try LogReplay.run(try FlightLogReader(bytes: bytes))
}

/// A path for a new file, removed after `body`.
func withTemporaryPath(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/unweight-replay-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    let path = folder + "/session.ulg"
    defer {
        _ = unlink(path)
        _ = rmdir(folder)
    }
    try body(path)
}
