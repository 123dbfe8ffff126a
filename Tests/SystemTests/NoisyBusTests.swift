import FlightLog
import Foundation
import Glibc
import OperatorAPI
import SimulatedDevices
import Testing
import TreadmillControl

@Suite("Sessions over bad lines", .serialized)
struct NoisyBusTests {
    /// Seconds on each rig.
    private static let duration =
        ProcessInfo.processInfo.environment["UNWEIGHT_NOISE_SECONDS"].flatMap(Double.init) ?? 20
    /// A fresh one in every run, printed; set `UNWEIGHT_NOISE_SEED` to see a run again.
    private static let seed =
        ProcessInfo.processInfo.environment["UNWEIGHT_NOISE_SEED"].flatMap(UInt64.init)
        ?? UInt64.random(in: 1...UInt64(UInt32.max))

    /// A walk and a run by turns, longer than any test.
    private static let plan =
        "title: Noise\nmain:\n"
        + String(
            repeating: """
                  - {name: Walk, gait: walk, duration: 12 s, speed: 4.0 km/h, body_weight: 90 %}
                  - {name: Run, gait: run, duration: 12 s, speed: 7.0 km/h, body_weight: 90 %}

                """, count: 40)
    private static let fastestPlanned = BeltSpeed.kilometersPerHour(7)

    @Test(
        "Bytes are damaged, lost, doubled and late, and lines hang up: the devices do nothing that was not admitted",
        arguments: ReferenceRig.allCases)
    func noise(rig: ReferenceRig) async throws {
        let bench = try await Bench.open(rig)
        let lines = try InterposedRig(bench, rig, isNoisy: true, seed: Self.seed)
        defer { lines.stop() }
        let daemon = try await bench.startDaemon()
        bench.simulator.forgetTrace()
        let tally = try await keepRunning(bench, lines)
        let buses = (try? await bench.status().buses) ?? []
        _ = try await bench.unweight("stop")
        try await eventually(within: 30, "the belt stands") {
            bench.simulator.observe().beltSpeed.magnitude < .metersPerSecond(0.05)
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)

        let rigText = try String(contentsOf: bench.folder.appendingPathComponent("rig.yaml"), encoding: .utf8)
        let admitted = try AdmittedCommands(logs: bench.logs, rig: rigText)
        report(rig, lines, tally, buses, bench)
        print("  latched: \(admitted.latched)")
        #expect(lines.unloading.counts.simulator.incidents + lines.belt.counts.simulator.incidents > 0)
        let rope = lines.heardOnUnloading.entries.filter { !admitted.allow($0) }
        #expect(rope.isEmpty, "seed \(Self.seed): \(rope.prefix(3))")
        switch rig {
        case .modbus:
            let belt = lines.heardOnBelt.entries.filter { !admitted.allow($0) }
            #expect(belt.isEmpty, "seed \(Self.seed): \(belt.prefix(3))")
            let trace = bench.simulator.observe().trace
            // The plant runs 2.5 % faster than it is told.
            #expect(trace.fastest <= Self.fastestPlanned * 1.03, "seed \(Self.seed)")
            // The step to the start speed of 0.14 m/s through the plant's lag of 0.2 s is the steepest that is admitted.
            #expect(trace.steepestRise <= .metersPerSecondSquared(0.75), "seed \(Self.seed)")
        case .trackMaster:
            checkTreadmill(lines.heardOnBelt.entries, admitted, bench)
        }
    }

    /// Nothing in the protocol keeps a damaged speed out, so here it is how long one may stand.
    private func checkTreadmill(_ heard: [HeardCommands.Entry], _ admitted: AdmittedCommands, _ bench: Bench) {
        var wrongSince: MonotonicInstant?
        var wrong: [TimeSpan] = []
        for entry in heard {
            switch entry.command {
            case .setSpeed, .start, .stop:
                let isAllowed = admitted.allow(entry)
                if let since = wrongSince, isAllowed {
                    wrong.append(entry.at - since)
                    wrongSince = nil
                } else if wrongSince == nil, !isAllowed {
                    wrongSince = entry.at
                }
            case .setGrade, .unheardOf, .belt, .rope, .setting: break
            }
        }
        let longest = wrong.max() ?? .zero
        print("wrong set speeds: \(wrong.count), the longest for \(Int(longest.milliseconds)) ms")
        #expect(wrongSince == nil, "seed \(Self.seed): none was left to stand")
        // What the treadmill's own ramp can make of it within its disconnect time.
        let fastest = bench.simulator.observe().trace.fastest
        #expect(fastest <= Self.fastestPlanned * 1.03 + .metersPerSecond(0.75), "seed \(Self.seed)")
    }

    /// How often an operator was needed.
    private struct Tally {
        var starts = 0
        var resumes = 0
        var acknowledgements = 0
    }

    /// Starts, resumes, and starts again whatever the noise has stopped, for the time of the test.
    private func keepRunning(_ bench: Bench, _ lines: InterposedRig) async throws -> Tally {
        let plan = try bench.write("plan.yaml", Self.plan)
        let end = ContinuousClock.now + .seconds(Self.duration)
        var tally = Tally()
        while ContinuousClock.now < end {
            // A busy machine's loop may not be running at this moment; then there is no status.
            let phase = try? await bench.status().phase
            // Two starts of three are spared, so that the belt comes to run at all.
            let isMoving = phase == .running || phase == .stopping
            lines.setCalm(!isMoving && (tally.starts + tally.resumes) % 3 != 2)
            switch phase {
            case .idle, .finished:
                if try await bench.unweight("start", plan, "--mass", "70", "--detach").status == 0 { tally.starts += 1 }
            case .paused: if try await bench.unweight("resume").status == 0 { tally.resumes += 1 }
            case .faulted: if try await bench.unweight("acknowledge").status == 0 { tally.acknowledgements += 1 }
            case .checking, .armed, .countdown, .running, .stopping, .proving, nil: break
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        return tally
    }

    private func report(
        _ rig: ReferenceRig, _ lines: InterposedRig, _ tally: Tally, _ buses: [BusReport], _ bench: Bench
    ) {
        let rejected = buses.map { "\($0.name) \($0.failures) of \($0.transactions + $0.failures)" }
        let trace = bench.simulator.observe().trace
        print(
            """
            \(rig.rawValue), seed \(Self.seed), \(Int(Self.duration)) s: \(tally.starts) sessions, \
            \(tally.acknowledgements) faults acknowledged, \(tally.resumes) times resumed
              unloading, to the devices: \(lines.unloading.counts.simulator)
              unloading, to the daemon: \(lines.unloading.counts.daemon)
              belt, to the device: \(lines.belt.counts.simulator)
              belt, to the daemon: \(lines.belt.counts.daemon)
              requests heard: \(lines.heardOnUnloading.frames) and \(lines.heardOnBelt.frames); commands among them: \
            \(lines.heardOnUnloading.entries.count) and \(lines.heardOnBelt.entries.count)
              failed exchanges: \(rejected.joined(separator: ", "))
              belt: fastest \(trace.fastest.metersPerSecond) m/s, steepest rise \
            \(trace.steepestRise.metersPerSecondSquared) m/s2
            """)
    }
}
