import Testing
import TreadmillControl

@Suite("The envelope's hand on the rope")
struct HoistEnvelopeTests {
    /// Half of the weight of 70 kg, and the ripple that the over-force interlock bears.
    static let largest = 0.5 * 70 * standardGravity + 150

    @Test("Velocity and acceleration stay within their limits in both directions", arguments: [1.0, -1.0])
    func velocity(sign: Double) {
        var bench = EnvelopeBench()
        var before = 0.0
        for _ in 0..<10 {
            let velocity = bench.rope(.regulate(.metersPerSecond(sign * 100))).velocity.metersPerSecond
            #expect((velocity - before).magnitude <= 16 * 0.01 + 1e-12)
            #expect(velocity.magnitude <= 0.9)
            before = velocity
        }
        #expect(before * sign > 0)
    }

    @Test("The rope travels no further one way than a runner rises and falls", arguments: [1.0, -1.0])
    func travel(sign: Double) {
        var bench = EnvelopeBench()
        var travelled = 0.0
        for _ in 0..<50 { travelled += bench.rope(.regulate(.metersPerSecond(sign))).velocity.metersPerSecond * 0.01 }
        // In half a second the budget itself and what has leaked back meanwhile.
        #expect(travelled.magnitude > 0.1 && travelled.magnitude < 0.24)
        for _ in 0..<1000 { travelled += bench.rope(.regulate(.metersPerSecond(sign))).velocity.metersPerSecond * 0.01 }
        #expect(travelled.magnitude < 0.24 + 10 * 0.12 / 0.5)
    }

    @Test(
        "Above the largest support the rope gives way but never pulls",
        arguments: [
            (-0.001, true), (0.0, false), (0.001, false), (1000, false),
        ])
    func largestSupport(above: Double, mayRise: Bool) {
        var bench = EnvelopeBench()
        bench.inputs.loadCell?.supportForceMeasured = .newtons(Self.largest + above)
        #expect((bench.rope(.regulate(.metersPerSecond(0.1))).velocity > .zero) == mayRise)
        #expect(bench.rope(.regulate(.metersPerSecond(-0.2))).velocity < .zero)
    }

    @Test("The largest force of the machine holds for a heavy runner too, and without a runner there is hardly any")
    func heaviest() {
        let heavy = SafetyEnvelope(limits: ControlLimits(), runnerMass: .kilograms(200))
        #expect(heavy.largestSupport == .newtons(650 + 0.15 * 200 * standardGravity))
        #expect(SafetyEnvelope(limits: ControlLimits(), runnerMass: nil).largestSupport == .newtons(150))
        let broken = SafetyEnvelope(limits: ControlLimits(), runnerMass: .kilograms(.nan))
        #expect(!(broken.largestSupport > .newtons(800)))
    }

    @Test("A pull that is under way ends at once when the support is reached")
    func endsAtOnce() {
        var bench = EnvelopeBench()
        for _ in 0..<10 { _ = bench.rope(.regulate(.metersPerSecond(0.2))) }
        bench.inputs.loadCell?.supportForceMeasured = .newtons(Self.largest)
        #expect(bench.rope(.regulate(.metersPerSecond(0.2))).velocity <= .zero)
    }

    @Test(
        "Without a fresh load cell or hoist the rope is held",
        arguments: [
            (50.0, true), (50.000_001, false), (-5, true), (-5.1, false),
        ])
    func staleReadings(milliseconds: Double, isFresh: Bool) {
        var bench = EnvelopeBench()
        bench.cellAge = .seconds(milliseconds / 1000)
        #expect((bench.rope(.regulate(.metersPerSecond(0.1))) != .hold) == isFresh)
        bench.cellAge = .milliseconds(5)
        bench.hoistAge = .milliseconds(101)
        #expect(bench.rope(.regulate(.metersPerSecond(0.1))) == .hold)
        bench.hoistAge = .milliseconds(100)
        #expect(bench.rope(.regulate(.metersPerSecond(0.1))) != .hold)
        bench.inputs.loadCell?.supportForceMeasured = .newtons(.nan)
        #expect(bench.rope(.regulate(.metersPerSecond(0.1))) == .hold)
        bench.inputs.loadCell = nil
        #expect(bench.rope(.regulate(.metersPerSecond(0.1))) == .hold)
    }

    @Test("From hold upwards every reaction holds the rope", arguments: Reaction.allCases)
    func reactions(reaction: Reaction) {
        var bench = EnvelopeBench()
        for velocity in [0.1, -0.1] {
            let command = bench.rope(.regulate(.metersPerSecond(velocity)), reaction: reaction)
            #expect((command == .hold) == (reaction >= .hold))
        }
    }

    @Test("What is not a number is held", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(velocity: Double) {
        var bench = EnvelopeBench()
        #expect(bench.rope(.regulate(.metersPerSecond(velocity))) == .hold)
        #expect(bench.rope(.lower(.metersPerSecond(velocity))) == .hold)
    }

    @Test("A tick without time does not change the rope's velocity", arguments: [TimeSpan.zero, .milliseconds(-10)])
    func noTime(dt: TimeSpan) {
        var bench = EnvelopeBench()
        #expect(bench.rope(.regulate(.metersPerSecond(0.9)), dt: dt).velocity == .zero)
    }

    @Test("Lowering goes down only, at its own slow speed", arguments: [-0.01, -0.05, -0.051, -5])
    func lowering(velocity: Double) {
        var bench = EnvelopeBench()
        for _ in 0..<200 {
            let command = bench.rope(.lower(.metersPerSecond(velocity)))
            #expect(command.velocity < .zero && command.velocity >= .metersPerSecond(-0.05))
        }
        #expect(bench.rope(.lower(.zero)) == .hold)
        #expect(bench.rope(.lower(.metersPerSecond(0.01))) == .hold)
    }

    @Test("Even out of a fast movement it lowers slowly")
    func loweringAfterRegulation() {
        var bench = EnvelopeBench()
        for _ in 0..<10 { _ = bench.rope(.regulate(.metersPerSecond(-0.8))) }
        #expect(bench.rope(.lower(.metersPerSecond(-0.05))).velocity >= .metersPerSecond(-0.05))
    }

    @Test("Nobody is lowered on a belt that moves, may move, or is not known to stand")
    func loweringNeedsStandstill() {
        let lower = HoistRequest.lower(.metersPerSecond(-0.05))
        var bench = EnvelopeBench()
        for (speed, stands) in [(0.049, true), (0.05, false), (-0.06, false), (2, false), (.nan, false)] {
            bench.inputs.belt?.speedMeasured = .metersPerSecond(speed)
            #expect((bench.rope(lower) != .hold) == stands, "\(speed) m/s")
        }
        bench.inputs.belt?.speedMeasured = .zero
        bench.beltAge = .milliseconds(201)
        #expect(bench.rope(lower) == .hold)
        bench.beltAge = .milliseconds(5)
        let starting = BeltCommand(isRunning: true, speed: .metersPerSecond(1), incline: .zero)
        #expect(bench.admit(MotionRequest(belt: starting, hoist: lower)).hoist == .hold)
        #expect(bench.admit(MotionRequest(belt: starting, hoist: lower)).hoist == .hold)
        bench.inputs.belt = nil
        #expect(bench.rope(lower) == .hold)
    }

    @Test("What is left of a command that nobody confirms any more is its belt; the rope is held")
    func ropeHeld() {
        var bench = EnvelopeBench()
        let running = BeltCommand(isRunning: true, speed: .metersPerSecond(1), incline: .zero)
        let moving = bench.admit(MotionRequest(belt: running, hoist: .regulate(.metersPerSecond(0.1))))
        #expect(moving.hoist != .hold && moving.belt.isRunning)
        #expect(moving.withRopeHeld.hoist == .hold)
        #expect(moving.withRopeHeld.belt == moving.belt)
    }
}
