import ControlTestKit
import Testing
import TreadmillControl

@Suite("Limits and the ceilings above them")
struct ControlLimitsTests {
    @Test("The defaults are sound, and are the figures of the safety table")
    func defaults() {
        let limits = ControlLimits()
        #expect(limits.violations() == [])
        #expect(limits.belt.machineSpeed == .metersPerSecond(5) && limits.belt.planSpeed == .metersPerSecond(3.6))
        #expect(limits.belt.startSpeed == .metersPerSecond(0.14))
        #expect(limits.belt.acceleration == .metersPerSecondSquared(0.25))
        #expect(limits.support.largestForce == .newtons(650))
        #expect(limits.support.lowestBodyWeight == .percent(50))
        #expect(limits.session.countdown == .seconds(3))
        #expect(limits.supervision.loadCellAge == .milliseconds(50))
    }

    @Test(
        "Each figure may lie on its floor and on its ceiling, and nowhere beyond",
        arguments: ControlLimits.figures.indices)
    func bounds(index: Int) {
        let figure = ControlLimits.figures[index]
        let name = "\(figure.section.rawValue).\(figure.key)"
        // A whole figure moves by one, any other by far less than its own size.
        let step = figure.isWhole ? 1 : max(figure.bounds.upperBound, 1) * 1e-6
        for (value, isWithin) in [
            (figure.bounds.lowerBound, true), (figure.bounds.upperBound, true),
            (figure.bounds.lowerBound - step, false), (figure.bounds.upperBound + step, false),
        ] {
            var limits = ControlLimits()
            limits[keyPath: figure.path] = value
            let named = limits.violations().contains { $0.keys.first == name && $0.reason.contains("out of bounds") }
            #expect(named == !isWithin, "\(name) = \(value)")
        }
    }

    @Test("No configuration reaches the deceleration that provokes falls, nor more than 6.7 m/s or 1 kN")
    func ceilings() throws {
        func ceiling(_ key: String) throws -> Double {
            try #require(ControlLimits.figures.first { $0.key == key }).bounds.upperBound
        }
        #expect(try ceiling("emergency_stop_m_s2") < 3)
        #expect(try ceiling("machine_speed_m_s") == 6.7)
        #expect(try ceiling("acceleration_m_s2") == 0.5)
        #expect(try ceiling("body_weight_slew_percent_s") == 5)
        #expect(try ceiling("largest_force_n") <= 1000)
    }

    /// Two figures, each within its bounds, that make no sense together.
    struct Contradiction: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var apply: @Sendable (inout ControlLimits) -> Void
    }

    @Test(
        "Figures that contradict each other are refused with the keys to change",
        arguments: [
            Contradiction(testDescription: "plan above machine") { $0.belt.machineSpeed = .metersPerSecond(3) },
            Contradiction(testDescription: "soft emergency") {
                $0.belt.emergencyStop = .metersPerSecondSquared(0.8)
            },
            Contradiction(testDescription: "soft protective stop") {
                $0.belt.protectiveStop = .metersPerSecondSquared(0.5)
            },
            Contradiction(testDescription: "lowering faster than hoist") {
                $0.support.loweringVelocity = .metersPerSecond(0.1)
                $0.support.hoistVelocity = .metersPerSecond(0.08)
            },
            Contradiction(testDescription: "warning after stop") { $0.supervision.forceErrorStop = 3 },
            Contradiction(testDescription: "old cell fills over-force time") {
                $0.supervision.overForceTime = .milliseconds(30)
            },
            Contradiction(testDescription: "checks cannot pass") {
                $0.session.checkTime = .seconds(5); $0.session.checkTimeout = .seconds(2)
            },
        ])
    func contradictions(contradiction: Contradiction) throws {
        var limits = ControlLimits()
        contradiction.apply(&limits)
        let violation = try #require(limits.violations().first)
        #expect(!violation.keys.isEmpty && !violation.reason.isEmpty && !violation.remedy.isEmpty)
    }

    @Test("A session honours tighter limits")
    func tighter() throws {
        var limits = ControlLimits()
        limits.belt.planSpeed = .metersPerSecond(1.0)
        limits.belt.machineSpeed = .metersPerSecond(1.0)
        limits.belt.acceleration = .metersPerSecondSquared(0.1)
        limits.session.countdown = .seconds(10)
        #expect(limits.violations() == [])
        var session = QuietSession(.of([("Walk", .walk, 30, 1.0, 80)]), limits: limits)
        try session.run(to: .finished)
        #expect(session.last?.outputs.state == .finished(.completed))
        #expect(session.rules.broken == [])
    }

    @Test("A violation says which figure, what is wrong and what to do, on one line")
    func violationText() throws {
        var limits = ControlLimits()
        limits.belt.acceleration = .metersPerSecondSquared(0.6)
        let violation = try #require(limits.violations().first)
        #expect("\(violation)" == "belt.acceleration_m_s2: 0.6 is out of bounds; use 0.05 to 0.5")
    }
}
