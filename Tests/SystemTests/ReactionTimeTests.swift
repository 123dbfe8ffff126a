import Foundation
import Glibc
import OperatorAPI
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

/// A fault at a simulated device, and how long the daemon may take to answer it.
private struct FaultToTime: Sendable {
    var name: String
    var rig: ReferenceRig
    var fault: RigFault
    /// What the interlocks themselves wait for before belt and rope are made safe, with the shipped limits, ms.
    var ownTime: (belt: Double, rope: Double)
    /// The treadmill does not answer any more, so that its last exchange ends by its timeout, ms.
    var isTreadmillSilent = false

    /// Hoist and load cell at 115200 baud: the bus on which all these faults show.
    private static let unloadingRound = 15.0
    private static let inverterRound = 2.0
    /// Status, speed and grade of a treadmill at 4800 baud, and a set speed with its read-back.
    private static let treadmillRound = 56.0
    private static let treadmillTimeout = 120.0
    private static let loopPeriod = 10.0

    private var beltRound: Double {
        if rig == .modbus { return Self.inverterRound }
        return isTreadmillSilent ? Self.treadmillTimeout : Self.treadmillRound
    }

    /// A reading may have been taken just before the fault, a tick just before the reading; the other bus may be busy
    /// with its last command.
    var bound: (belt: Double, rope: Double) {
        let seen = Self.unloadingRound + 2 * Self.loopPeriod
        return (ownTime.belt + seen + beltRound, ownTime.rope + seen + Self.unloadingRound)
    }

    static let all = ReferenceRig.allCases.flatMap { rig in
        [
            FaultToTime(
                name: "emergency stop", rig: rig, fault: .emergencyStop, ownTime: (0, 0),
                isTreadmillSilent: rig == .trackMaster),
            FaultToTime(name: "load cell silent", rig: rig, fault: .off(.loadCell), ownTime: (100, 50)),
            FaultToTime(name: "load cell reports a fault", rig: rig, fault: .fault(.loadCell), ownTime: (0, 0)),
            FaultToTime(
                name: "300 N too much", rig: rig, fault: .reading(.loadCell, .value(400)), ownTime: (100, 100)),
        ]
    }
}

/// Measures; asserts only that the safe command comes at all. `scripts/measure-reaction` prints the table.
@Suite("The time from a fault at the device to the safe command on the wire", .serialized)
struct ReactionTimeTests {
    private static let count =
        ProcessInfo.processInfo.environment["UNWEIGHT_REACTION_COUNT"].flatMap { Int($0) } ?? 1

    /// Slow and steady, so that a start takes a second.
    private static let plan = """
        title: Steady
        main:
          - {name: Walk, gait: walk, duration: 30 min, speed: 2.0 km/h, body_weight: 85 %}
        """

    /// When belt and rope were commanded into safety, after the fault.
    private struct Reaction {
        var belt: TimeSpan
        var rope: TimeSpan
    }

    @Test("Every fault brings a safe command to belt and rope", arguments: ReferenceRig.allCases)
    func reaction(rig: ReferenceRig) async throws {
        let bench = try await Bench.open(rig)
        // The shipped limits: what is measured here is what a machine has.
        let shipped = Programs.repository.appendingPathComponent("config/limits.yaml")
        try bench.write("limits.yaml", try String(contentsOf: shipped, encoding: .utf8))
        let lines = try InterposedRig(bench, rig, isNoisy: false, seed: 1)
        defer { lines.stop() }
        let daemon = try await bench.startDaemon()
        for fault in FaultToTime.all where fault.rig == rig {
            var reactions: [Reaction] = []
            while reactions.count < Self.count {
                try await walk(bench)
                guard let reaction = try await measure(fault, bench, lines) else { continue }
                reactions.append(reaction)
            }
            print(row(fault, "belt", reactions.map(\.belt), fault.bound.belt))
            print(row(fault, "rope", reactions.map(\.rope), fault.bound.rope))
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end().status == 0)
    }

    /// `nil` when something else stopped the session first.
    private func measure(_ fault: FaultToTime, _ bench: Bench, _ lines: InterposedRig) async throws -> Reaction? {
        // At a moment that has nothing to do with the loop's.
        try await Task.sleep(for: .microseconds(Int.random(in: 0...20_000)))
        guard try await bench.status().phase == .running else { return nil }
        let isBelt: (HeardCommand) -> Bool = { !$0.isOfRope && !$0.isGrade }
        guard let before = lines.heardOnBelt.last(where: isBelt)?.beltSpeed else { return nil }
        let begin = InterposedLine.now
        bench.simulator.apply(fault.fault)
        var belt: TimeSpan?
        var rope: TimeSpan?
        try await eventually("a safe command for belt and rope") {
            belt = lines.heardOnBelt.first(since: begin) { $0.beltSpeed.map { $0 < before } ?? false }.map {
                $0.at - begin
            }
            rope = lines.heardOnUnloading.first(since: begin) { $0.isHold }.map { $0.at - begin }
            return belt != nil && rope != nil
        }
        _ = try await bench.reach(.faulted)
        bench.simulator.clear(fault.fault)
        return belt.flatMap { belt in rope.map { Reaction(belt: belt, rope: $0) } }
    }

    /// A session in which the belt runs steadily and the rope is at work.
    private func walk(_ bench: Bench) async throws {
        let plan = try bench.write("plan.yaml", Self.plan)
        try await eventually(within: 60, "plan time runs") {
            let status = try await bench.status()
            switch status.phase {
            case .idle, .finished: _ = try await bench.unweight("start", plan, "--mass", "70", "--detach")
            case .paused: _ = try await bench.unweight("resume")
            case .faulted: _ = try await bench.unweight("acknowledge")
            case .checking, .armed, .countdown, .running, .stopping, .proving: break
            }
            return status.session?.isAdvancing == true
        }
        // The setpoint of the belt is reached; let the drive reach it too.
        try await Task.sleep(for: .milliseconds(500))
    }

    private func row(_ fault: FaultToTime, _ part: String, _ times: [TimeSpan], _ bound: Double) -> String {
        let sorted = times.map(\.milliseconds).sorted()
        func percentile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(Int((Double(sorted.count) * share).rounded(.down)), sorted.count - 1)]
        }
        let name = "reaction | \(fault.rig.rawValue) | \(fault.name) | \(part) | \(times.count)"
        return name
            + String(
                format: " | %.1f | %.1f | %.1f | %.0f", percentile(0.5), percentile(0.95), sorted.last ?? 0, bound
            )
    }
}

extension HeardCommand {
    fileprivate var isOfRope: Bool {
        if case .rope = self { return true }
        return false
    }

    fileprivate var isGrade: Bool {
        if case .setGrade = self { return true }
        return false
    }

    fileprivate var isHold: Bool {
        if case .rope(let moves, _) = self { return !moves }
        return false
    }

    /// Counts of the device; zero for a stop, `nil` for what says nothing of the speed.
    fileprivate var beltSpeed: Int? {
        switch self {
        case .belt(let runs, let speed, _): runs ? speed : 0
        case .setSpeed(let tenths): tenths
        case .stop: 0
        case .start, .setGrade, .rope, .setting, .unheardOf: nil
        }
    }
}
