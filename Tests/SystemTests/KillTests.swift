import AsyncHTTPClient
import FlightLog
import Foundation
import Glibc
import OperatorAPI
import Replay
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

/// Kills the daemon at random moments of a session: from the request that starts it to the belt at rest after its end.
///
/// `UNWEIGHT_KILLS` says how often (4), `UNWEIGHT_KILL_SEED` repeats a run.
@Suite("kill -9 at any moment")
struct KillTests {
    private static let kills = Int(ProcessInfo.processInfo.environment["UNWEIGHT_KILLS"] ?? "") ?? 4
    private static let seed =
        UInt64(ProcessInfo.processInfo.environment["UNWEIGHT_KILL_SEED"] ?? "") ?? .random(in: 0 ... .max)

    @Test("the belt stands, the log replays, nothing moves afterwards, and only a person makes it start again")
    func killed() async throws {
        print("kill -9: \(Self.kills) kills, UNWEIGHT_KILL_SEED=\(Self.seed)")
        let begun = ContinuousClock.now
        let tallies = try await withThrowingTaskGroup(of: KillTally.self) { group in
            for (index, rig) in ReferenceRig.allCases.enumerated() {
                let share = (Self.kills + index) / ReferenceRig.allCases.count
                group.addTask {
                    var bench = try await KillBench(rig, seed: Self.seed &+ UInt64(index))
                    return try await bench.run(share)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for tally in tallies { print(tally) }
        print("kill -9: took \(begun.duration(to: .now))")
        #expect(tallies.reduce(0) { $0 + $1.kills } == Self.kills)
    }
}

/// What was killed, and when.
struct KillTally: Sendable, CustomStringConvertible {
    var rig: ReferenceRig
    var kills = 0
    /// Kills by the phase that the log ends in; "no log" when there was no tick yet.
    var phases: [String: Int] = [:]
    var interruptions = 0
    var ticks: UInt64 = 0

    var description: String {
        let phases = phases.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return "kill -9 on \(rig.rawValue): \(kills) kills (\(phases)), \(interruptions) sessions found interrupted, "
            + "\(ticks) ticks replayed"
    }
}

/// One rig whose daemon is killed again and again. The rig itself goes on, as a real one would.
private struct KillBench {
    let rig: ReferenceRig
    let bench: Bench
    var random: SeededRandom

    /// With checks, arming, countdown, ramps and stop a session of about thirteen seconds.
    private static let plan = """
        title: Short
        main:
          - {name: Walk, gait: walk, duration: 5 s, speed: 2.5 km/h, body_weight: 97 %}
        """
    private static let longest = 15.0

    init(_ rig: ReferenceRig, seed: UInt64) async throws {
        self.rig = rig
        random = SeededRandom(seed: seed)
        bench = try await Bench.open(rig)
        try bench.appendLimits(
            """
            session:
              countdown_s: 2
              announcement_s: 2
              check_time_s: 0.2
            """)
    }

    mutating func run(_ count: Int) async throws -> KillTally {
        var tally = KillTally(rig: rig)
        var daemon = try await bench.startDaemon()
        for _ in 0..<count {
            let known = Set(try bench.logs)
            let moment = Double.random(in: 0..<Self.longest, using: &random)
            let starting = Task { [bench] in try? await bench.start(Self.plan, mass: 70) }
            try await Task.sleep(for: .seconds(moment))
            daemon.send(SIGKILL)
            _ = try await daemon.end()
            let started = await starting.value
            #expect(started == 201 || started == nil, "the session was not started: \(String(describing: started))")
            try await machineComesToRest()
            let log = try Set(bench.logs).subtracting(known).first
            let end = try log.map { try checkLog($0, &tally) } ?? nil
            tally.kills += 1
            tally.phases[end?.phase.map { "\($0)" } ?? "no log", default: 0] += 1

            bench.simulator.forgetTrace()
            daemon = try await bench.startDaemon(allowing: [.sessionInterrupted])
            try await checkRestart(after: log, end, &tally)
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
        return tally
    }

    /// By the drives' own watchdogs: nobody talks to them any more.
    private func machineComesToRest() async throws {
        try await eventually(within: 10, "belt and rope stand") {
            let seen = bench.simulator.observe()
            return seen.beltSpeed.magnitude < .metersPerSecond(0.02) && seen.hoistVelocity == .zero
        }
    }

    /// The last tick of the log, which replays to there; `nil` when there is none.
    private func checkLog(_ path: String, _ tally: inout KillTally) throws -> ControlOutputsRecord? {
        var last: ControlOutputsRecord?
        var reader = try FlightLogReader(path: path)
        while let message = try reader.next() {
            if case .outputs(let record) = message { last = record }
        }
        guard let last else { return nil }
        let verdict = try LogReplay.run(path: path)
        guard case .identical(let ticks) = verdict else {
            Issue.record("\(path) does not replay: \(verdict)")
            return last
        }
        tally.ticks += ticks
        return last
    }

    private func checkRestart(after log: String?, _ end: ControlOutputsRecord?, _ tally: inout KillTally) async throws {
        let found = try await bench.status()
        let isOpen = end.flatMap(\.phase).map { $0 != .finished && $0 != .idle } ?? false
        if let interruption = found.interruption {
            tally.interruptions += 1
            #expect(found.phase == .faulted)
            #expect(found.interlocks.contains { $0.name == .sessionInterrupted })
            #expect(interruption.cause == .daemonEnded)
            #expect(interruption.logFile == log)
            if let end, end.beltCommanded > .zero { #expect(interruption.lastMotion != nil) }
            try await checkAcknowledgement()
        } else {
            #expect(!isOpen, "a session that ended as \(String(describing: end?.phase)) is forgotten")
            #expect(found.phase == .idle)
        }
        try await passTicks(50)
        #expect(bench.simulator.observe().trace.fastest < .metersPerSecond(0.02), "something moved by itself")
        #expect(bench.simulator.observe().hoistVelocity == .zero)
    }

    private func checkAcknowledgement() async throws {
        let refused = try await bench.start(Self.plan, mass: 70)
        #expect(refused == 409, "a session starts over a fault that nobody has seen")
        try await eventually("the fault is acknowledged") { try await bench.ask(.acknowledge) == 200 }
        let after = try await bench.status()
        #expect(after.phase == .idle || after.phase == .finished)
        #expect(after.interruption == nil)
    }

    private func passTicks(_ count: UInt64) async throws {
        let begin = try await bench.status().loop.ticks
        try await eventually(within: 30, "\(count) ticks") { try await bench.status().loop.ticks >= begin + count }
    }
}

/// Random moments that a seed repeats (SplitMix64).
private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
