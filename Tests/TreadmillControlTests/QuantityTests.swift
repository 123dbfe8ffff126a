import Testing
import TreadmillControl

@Suite("Quantities and time")
struct QuantityTests {
    @Test("Support and body weight are two views of one thing")
    func bodyWeight() {
        let mass = Mass.kilograms(70)
        #expect((BodyWeightPercent.percent(60).supportForce(for: mass).newtons - 274.5862).magnitude < 1e-4)
        #expect(BodyWeightPercent.percent(100).supportForce(for: mass) == .zero)
        #expect((BodyWeightPercent(underSupport: .newtons(274.5862), of: mass).percent - 60).magnitude < 1e-4)
    }

    @Test("Miles and kilometres are not mistaken for each other")
    func speeds() {
        #expect((BeltSpeed.milesPerHour(6).metersPerSecond - 2.68224).magnitude < 1e-9)
        #expect((BeltSpeed.kilometersPerHour(10.8).metersPerSecond - 3).magnitude < 1e-12)
        #expect((BeltSpeed.metersPerSecond(1).milesPerHour - 2.2369363).magnitude < 1e-6)
    }

    @Test("What is not a number is bounded from below, and infinity to the bounds")
    func clamping() {
        let range = BeltSpeed.metersPerSecond(1)...BeltSpeed.metersPerSecond(3)
        #expect(BeltSpeed.metersPerSecond(.nan).clamped(to: range) == .metersPerSecond(1))
        #expect(BeltSpeed.metersPerSecond(.infinity).clamped(to: range) == .metersPerSecond(3))
        #expect(BeltSpeed.metersPerSecond(-9).clamped(to: range) == .metersPerSecond(1))
        #expect(BeltSpeed.metersPerSecond(2).clamped(to: range) == .metersPerSecond(2))
    }

    @Test("What is no number is within no limit")
    func noNumber() {
        let speed = BeltSpeed.metersPerSecond(.nan)
        let limit = BeltSpeed.metersPerSecond(1)
        #expect(!(speed < limit) && !(speed > limit) && !(speed <= limit) && !(speed >= limit))
        #expect(!(limit < speed) && !(limit > speed) && !(limit <= speed) && !(limit >= speed))
        #expect(!(BeltSpeed.zero...limit).contains(speed))
    }

    @Test("A ramp arrives exactly and never overshoots")
    func approaching() {
        let speed = BeltSpeed.metersPerSecond(1)
        #expect(speed.approaching(.metersPerSecond(2), by: 0.3) == .metersPerSecond(1.3))
        #expect(speed.approaching(.metersPerSecond(1.1), by: 0.3) == .metersPerSecond(1.1))
        #expect(speed.approaching(.zero, by: 5) == .zero)
        #expect(speed.approaching(speed, by: 0.3) == speed)
    }

    @Test("Times beyond reason saturate instead of trapping")
    func time() {
        #expect(TimeSpan.seconds(.nan) == .zero)
        #expect(TimeSpan.seconds(.infinity) > .seconds(1e9))
        #expect(TimeSpan.seconds(-1e300) < .seconds(-1e9))
        #expect(TimeSpan.seconds(0.1) == .milliseconds(100))
        let last = MonotonicInstant(nanoseconds: .max)
        #expect((last + .seconds(1)) - last == .seconds(1))
    }
}
