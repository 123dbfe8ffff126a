import ControlTestKit
import Testing
import TreadmillControl

@Suite("A whole session with a runner on the belt")
struct WholeSessionTests {
    static let runners: [(mass: Double, seed: UInt64)] = [
        (45, 1), (45, 2), (70, 3), (70, 4), (110, 5), (110, 6),
    ]

    private static func session(_ runner: (mass: Double, seed: UInt64)) -> VirtualSession<RunnerRig> {
        let rig = RunnerRig(runnerMass: .kilograms(runner.mass), seed: runner.seed)
        return VirtualSession(.walkRunWalk(mass: runner.mass), rig: rig)
    }

    @Test("It goes through its states in order, breaks no rule and ends as completed", arguments: runners)
    func order(runner: (mass: Double, seed: UInt64)) throws {
        var session = Self.session(runner)
        let ticks = try session.run(to: .finished)
        var phases: [SessionPhase] = []
        for tick in ticks where phases.last != tick.outputs.state.phase { phases.append(tick.outputs.state.phase) }
        #expect(phases == [.checking, .armed, .countdown, .running, .stopping, .finished])
        #expect(session.last?.outputs.state == .finished(.completed))
        #expect(session.last?.outputs.position.elapsed == .seconds(80))
        #expect(session.rules.broken == [])
        #expect(ticks.allSatisfy { $0.outputs.activeInterlocks.atLeast(.hold).isEmpty })
    }

    @Test(
        "Legs carry what the plan says within 3 % of body weight, and the belt runs as fast within 2 %",
        arguments: runners)
    func accuracy(runner: (mass: Double, seed: UInt64)) throws {
        var session = Self.session(runner)
        let plan = SessionSetup.walkRunWalk(mass: runner.mass).plan
        var forces = [[Double]](repeating: [], count: plan.intervals.count)
        var speeds = forces
        while session.phase != .finished {
            let outputs = session.step().outputs
            guard outputs.state == .running, outputs.position.isAdvancing else { continue }
            // The first 12 s of an interval are for the ramps and for the loop to settle.
            guard outputs.position.elapsedInInterval > .seconds(12) else { continue }
            forces[Int(outputs.position.interval)].append(session.rig.ropeForce.newtons)
            speeds[Int(outputs.position.interval)].append(session.rig.beltSpeed.metersPerSecond)
        }
        for (index, interval) in plan.intervals.enumerated() {
            let force = forces[index].reduce(0, +) / Double(forces[index].count)
            let carried = BodyWeightPercent(underSupport: .newtons(force), of: .kilograms(runner.mass)).percent
            let speed = speeds[index].reduce(0, +) / Double(speeds[index].count)
            #expect((carried - interval.bodyWeight.percent).magnitude < 3, "\(interval.name): \(carried) %")
            let wanted = interval.beltSpeed.metersPerSecond
            #expect((speed - wanted).magnitude < 0.02 * wanted, "\(interval.name): \(speed) m/s")
        }
    }

    @Test("The belt first moves after a countdown of three seconds, at the start speed, and ramps from there")
    func start() throws {
        var session = Self.session((70, 7))
        let before = try session.run(to: .running)
        let countdown = before.filter { $0.outputs.state.phase == .countdown }
        #expect(Double(countdown.count) * 0.01 >= 3)
        #expect(before.dropLast().allSatisfy { !$0.outputs.command.belt.isRunning })
        let first = try #require(before.last?.outputs.command.belt)
        #expect(first.isRunning && first.speed == .metersPerSecond(0.14))
        // What was announced counts down to the start.
        let announced = countdown.compactMap(\.outputs.announcedChangeIn)
        #expect(announced.count == countdown.count)
        #expect(zip(announced, announced.dropFirst()).allSatisfy { $1 < $0 })
        #expect(announced.first == .seconds(3) && announced.last.map { $0 <= .milliseconds(10) } == true)
    }

    @Test("Support is on its target before the belt is announced, and the belt never moves before that")
    func supportFirst() throws {
        var session = Self.session((70, 8))
        try session.run(to: .countdown)
        let carried = BodyWeightPercent(underSupport: session.rig.ropeForce, of: .kilograms(70)).percent
        #expect((carried - 80).magnitude < 3, "\(carried) %")
    }

    @Test("Support grows and shrinks no faster than its slew limit")
    func slew() throws {
        var session = Self.session((70, 9))
        let ticks = try session.run(to: .finished)
        let weights = ticks.filter { [.countdown, .running].contains($0.outputs.state.phase) }
            .map(\.outputs.bodyWeightCommanded.percent)
        #expect(zip(weights, weights.dropFirst()).allSatisfy { ($1 - $0).magnitude <= 2 * 0.01 + 1e-9 })
        #expect(weights.min() == 75 && weights.max() == 90)
    }

    @Test("After the end the belt stands and support is held for as long as nobody lowers it")
    func heldAfterTheEnd() throws {
        var session = Self.session((70, 10))
        try session.run(to: .finished)
        #expect(session.run(seconds: 20).allSatisfy { $0.outputs.command == .safeState })
        #expect(session.rig.ropeForce > .newtons(20))
    }

    @Test("With no session loaded nothing ever moves")
    func noSession() {
        var session = VirtualSession(nil, rig: RunnerRig(runnerMass: .kilograms(70), seed: 11))
        for action in [OperatorAction.resume, .pause, .acknowledge, .stop, .adjustBodyWeight(byPoints: 5)] {
            #expect(session.ask(action) == .notInThisState)
        }
        #expect(session.run(seconds: 10).allSatisfy { $0.outputs.command == .safeState && $0.outputs.state == .idle })
    }
}
