import ControlTestKit
import Testing
import TreadmillControl

@Suite("The same inputs give the same outputs")
struct DeterminismTests {
    /// Inputs of a session with a runner, a pause and a fault in it.
    private static func recorded() throws -> [VirtualSession<RunnerRig>.Tick] {
        var session = VirtualSession(.walkRunWalk(), rig: RunnerRig(runnerMass: .kilograms(70), seed: 31))
        var ticks = try session.run(atMost: 60) { $0.position.elapsed > .seconds(10) }
        ticks.append(session.step(.adjustSpeed(by: .metersPerSecond(0.1))))
        ticks += try session.run(atMost: 60) {
            $0.position.interval == 1 && $0.position.elapsedInInterval > .seconds(9)
        }
        ticks.append(session.step(.pause))
        ticks += try session.run(to: .paused)
        ticks.append(session.step(.resume))
        ticks += try session.run(to: .running)
        session.disturbance = { inputs, _ in inputs.loadCell = nil }
        ticks += try session.run(to: .faulted)
        return ticks
    }

    @Test("A core fed a recording yields every output of it again, bit for bit")
    func replay() throws {
        let ticks = try Self.recorded()
        var controller = Controller(limits: ControlLimits(), setup: .walkRunWalk())
        let differing = ticks.firstIndex { controller.step($0.inputs, at: $0.time) != $0.outputs }
        #expect(differing == nil)
    }

    @Test(
        "The origin of the clock does not matter: only differences of time do",
        arguments: [
            -4_000_000_000_000, 1, 86_400_000_000_000,
        ] as [Int64])
    func origin(shift: Int64) throws {
        let ticks = try Self.recorded()
        var controller = Controller(limits: ControlLimits(), setup: .walkRunWalk())
        let by = TimeSpan(nanoseconds: shift)
        let differing = ticks.firstIndex { tick in
            var inputs = tick.inputs
            if let at = inputs.belt?.sampledAt { inputs.belt?.sampledAt = at + by }
            if let at = inputs.hoist?.sampledAt { inputs.hoist?.sampledAt = at + by }
            if let at = inputs.loadCell?.sampledAt { inputs.loadCell?.sampledAt = at + by }
            return controller.step(inputs, at: tick.time + by).command != tick.outputs.command
        }
        #expect(differing == nil)
    }

    @Test("A copy of a core goes its own way and leaves the original alone")
    func copies() throws {
        let ticks = try Self.recorded()
        var original = Controller(limits: ControlLimits(), setup: .walkRunWalk())
        for tick in ticks.prefix(2000) { _ = original.step(tick.inputs, at: tick.time) }
        var copy = original
        for tick in ticks.dropFirst(3000).prefix(500) { _ = copy.step(tick.inputs, at: tick.time) }
        let differing = ticks.dropFirst(2000).firstIndex { original.step($0.inputs, at: $0.time) != $0.outputs }
        #expect(differing == nil)
    }
}
