import ControlTestKit
import Testing
import TreadmillControl

/// A safety envelope with its time, asked for one thing after another.
struct EnvelopeBench {
    var envelope: SafetyEnvelope
    var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    var inputs = GoodInputs.at(.zero, force: 100)
    /// How old each reading is.
    var beltAge = TimeSpan.milliseconds(5)
    var hoistAge = TimeSpan.milliseconds(5)
    var cellAge = TimeSpan.milliseconds(5)

    init(limits: ControlLimits = ControlLimits(), mass: Double = 70) {
        envelope = SafetyEnvelope(limits: limits, runnerMass: .kilograms(mass))
    }

    mutating func admit(
        _ request: MotionRequest, reaction: Reaction = .none, dt: TimeSpan = .milliseconds(10)
    ) -> AdmittedCommand {
        now = now + dt
        inputs.belt?.sampledAt = now + (.zero - beltAge)
        inputs.hoist?.sampledAt = now + (.zero - hoistAge)
        inputs.loadCell?.sampledAt = now + (.zero - cellAge)
        return envelope.admit(request, inputs: inputs, reaction: reaction, at: now, dt: dt)
    }

    mutating func belt(
        _ speed: Double, isRunning: Bool = true, incline: Double = 0, reaction: Reaction = .none,
        dt: TimeSpan = .milliseconds(10)
    ) -> BeltCommand {
        let command = BeltCommand(
            isRunning: isRunning, speed: .metersPerSecond(speed), incline: .percentGrade(incline))
        return admit(MotionRequest(belt: command, hoist: .hold), reaction: reaction, dt: dt).belt
    }

    mutating func rope(
        _ request: HoistRequest, reaction: Reaction = .none, dt: TimeSpan = .milliseconds(10)
    ) -> HoistCommand {
        admit(MotionRequest(belt: .stopped, hoist: request), reaction: reaction, dt: dt).hoist
    }

    /// Brings the belt to `speed` by the shortest legal way.
    mutating func accelerate(to speed: Double) {
        for _ in 0..<6000 where belt(speed).speed.metersPerSecond < speed {}
    }
}

@Suite("The envelope's hand on the belt")
struct BeltEnvelopeTests {
    @Test("No request takes the belt above the machine's limit", arguments: [4.999, 5, 5.001, 6.7, 1e300, .infinity])
    func machineSpeed(speed: Double) {
        var bench = EnvelopeBench()
        var fastest = BeltSpeed.zero
        for _ in 0..<3000 { fastest = max(fastest, bench.belt(speed).speed) }
        #expect(fastest <= .metersPerSecond(5))
        #expect(fastest == (speed.isFinite ? .metersPerSecond(min(speed, 5)) : .zero))
    }

    @Test(
        "From rest it begins at the start speed, and rises by no more than the limit, at any length of tick",
        arguments: [1, 5, 10, 50, 100, 101, 1000, 100_000])
    func acceleration(milliseconds: Int64) {
        var bench = EnvelopeBench()
        let dt = TimeSpan.milliseconds(milliseconds)
        #expect(bench.belt(5, dt: dt).speed == .metersPerSecond(0.14))
        let seconds = min(dt.seconds, 0.1)
        var before = 0.14
        for _ in 0..<10 {
            let speed = bench.belt(5, dt: dt).speed.metersPerSecond
            #expect(speed - before <= 0.25 * seconds + 1e-12 && speed > before)
            before = speed
        }
    }

    @Test("No request, not even a stop, slows it down harder than an emergency stop")
    func deceleration() {
        for request in [(0.0, true), (0, false), (3, false), (-1, true), (.nan, true), (-.infinity, true)] {
            var bench = EnvelopeBench()
            bench.accelerate(to: 3)
            let speed = bench.belt(request.0, isRunning: request.1).speed.metersPerSecond
            #expect((speed - (3 - 0.02)).magnitude < 1e-12, "\(request)")
        }
    }

    @Test("Each reaction brakes at its own rate, even if nobody asks for it", arguments: Reaction.allCases)
    func reactions(reaction: Reaction) {
        var bench = EnvelopeBench()
        bench.accelerate(to: 2)
        let change = (bench.belt(3, reaction: reaction).speed.metersPerSecond - 2) / 0.01
        let expected: Double =
            switch reaction {
            case .none, .warn: 0.25
            case .hold: 0
            case .controlledStop: -0.6
            case .protectiveStop: -1.0
            case .emergencyStop: -2.0
            }
        #expect((change - expected).magnitude < 1e-9)
        for _ in 0..<400 { _ = bench.belt(3, reaction: reaction) }
        #expect(bench.belt(3, reaction: reaction).isRunning == (reaction < .controlledStop))
    }

    @Test("From rest no reaction from hold upwards lets it start", arguments: Reaction.allCases)
    func startUnderReaction(reaction: Reaction) {
        var bench = EnvelopeBench()
        #expect(bench.belt(1, reaction: reaction).isRunning == (reaction < .hold))
    }

    @Test(
        "Without a fresh belt reading it may slow down but never rise nor start",
        arguments: [(200.0, true), (200.000_001, false), (5000, false), (-5, true), (-5.1, false)])
    func staleBelt(milliseconds: Double, isFresh: Bool) {
        var bench = EnvelopeBench()
        bench.beltAge = .seconds(milliseconds / 1000)
        #expect(bench.belt(1).isRunning == isFresh)
        bench.beltAge = .milliseconds(5)
        bench.accelerate(to: 1)
        bench.beltAge = .seconds(milliseconds / 1000)
        #expect((bench.belt(2).speed > .metersPerSecond(1)) == isFresh)
        #expect(bench.belt(0.5).speed < .metersPerSecond(1))
        bench.inputs.belt = nil
        let speed = bench.belt(0.99).speed
        #expect(bench.belt(3).speed == speed)
    }

    @Test("A tick without time moves nothing", arguments: [TimeSpan.zero, .milliseconds(-1), .seconds(-1e9)])
    func noTime(dt: TimeSpan) {
        var bench = EnvelopeBench()
        bench.accelerate(to: 1)
        #expect(bench.belt(2, incline: 5, dt: dt).speed <= .metersPerSecond(1))
        #expect(bench.belt(0, dt: dt).speed == .metersPerSecond(1))
        #expect(bench.belt(1, incline: 5, dt: dt).incline == .zero)
    }

    @Test("The deck keeps to its range and its rate, and stays where it is when anything is wrong")
    func incline() {
        var bench = EnvelopeBench()
        bench.accelerate(to: 1)
        #expect(bench.belt(1, incline: 30).incline == .percentGrade(0.005))
        for _ in 0..<4000 { _ = bench.belt(1, incline: 30) }
        #expect(bench.belt(1, incline: 30).incline == .percentGrade(15))
        #expect(bench.belt(1, incline: .nan).incline == .percentGrade(15))
        #expect(bench.belt(1, incline: .infinity).incline == .percentGrade(15))
        #expect(bench.belt(1, incline: 0, reaction: .hold).incline == .percentGrade(15))
        for _ in 0..<4000 { _ = bench.belt(1, incline: -30) }
        #expect(bench.belt(1, incline: -30).incline == .zero)
    }

    @Test("The first command out of an envelope is safe, whatever is asked")
    func begin() {
        #expect(AdmittedCommand.safeState.isAtRest)
        var bench = EnvelopeBench()
        bench.inputs = ControlInputs()
        let wild = BeltCommand(isRunning: true, speed: .metersPerSecond(3), incline: .percentGrade(9))
        let command = bench.admit(MotionRequest(belt: wild, hoist: .regulate(.metersPerSecond(0.5))))
        #expect(command == .safeState)
    }
}
