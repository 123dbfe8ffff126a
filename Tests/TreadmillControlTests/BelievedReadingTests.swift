import ControlTestKit
import Testing

@testable import TreadmillControl

@Suite("Which readings are believed")
struct BelievedReadingTests {
    private static let begin = MonotonicInstant(nanoseconds: 1_000_000_000)

    /// A reading after another one, and whether it may be true.
    struct Change: Sendable, CustomTestStringConvertible {
        var from: Double
        var to: Double
        var seconds: Double
        var isPossible: Bool
        var testDescription: String { "\(from) to \(to) in \(seconds) s" }

        init(_ from: Double, _ to: Double, in seconds: Double, _ isPossible: Bool) {
            self.from = from
            self.to = to
            self.seconds = seconds
            self.isPossible = isPossible
        }
    }

    private func belt(_ speed: Double, at seconds: Double = 0) -> BeltReading {
        BeltReading(sampledAt: Self.begin + .seconds(seconds), speedMeasured: .metersPerSecond(speed), status: .ready)
    }

    private func hoist(_ position: Double, at seconds: Double = 0, velocity: Double = 0) -> HoistReading {
        HoistReading(
            sampledAt: Self.begin + .seconds(seconds), positionMeasured: .meters(position),
            velocityMeasured: .metersPerSecond(velocity), status: .ready)
    }

    private func cell(_ force: Double, at seconds: Double = 0) -> LoadCellReading {
        LoadCellReading(
            sampledAt: Self.begin + .seconds(seconds), supportForceMeasured: .newtons(force), status: .ready)
    }

    @Test("A belt runs backwards by noise only, and forwards no faster than a machine can")
    func beltRange() {
        for (speed, isPossible) in [(-0.2, true), (-0.201, false), (10, true), (10.001, false), (.nan, false)] {
            #expect(Plausibility.isPossible(belt(speed), after: nil) == isPossible, "\(speed) m/s")
        }
    }

    @Test("A rope is no further from its datum than a room is high, and its velocity is a number")
    func hoistRange() {
        for (position, isPossible) in [(-5.0, true), (-5.001, false), (5, true), (5.001, false), (.nan, false)] {
            #expect(Plausibility.isPossible(hoist(position), after: nil) == isPossible, "\(position) m")
        }
        for velocity in [Double.nan, .infinity, -.infinity] {
            #expect(!Plausibility.isPossible(hoist(0, velocity: velocity), after: nil), "\(velocity) m/s")
        }
    }

    @Test("A rope does not push, and does not carry three runners")
    func forceRange() {
        for (force, isPossible) in [(-50.0, true), (-50.1, false), (3000, true), (3000.1, false), (.nan, false)] {
            #expect(Plausibility.isPossible(cell(force), after: nil, 2000) == isPossible, "\(force) N")
        }
    }

    @Test(
        "A belt changes its speed by a footfall at once, and beyond that no faster than it can brake",
        arguments: [
            Change(1, 1.5, in: 0, true), Change(1, 1.501, in: 0, false), Change(1, 0.5, in: 0, true),
            Change(1, 0.499, in: 0, false), Change(1, 2.749, in: 0.25, true), Change(1, 2.751, in: 0.25, false),
            // A sample older than the last one is judged as one of the same moment.
            Change(1, 1.499, in: -0.05, true), Change(1, 1.501, in: -0.05, false),
        ])
    func beltChange(change: Change) {
        let new = belt(change.to, at: change.seconds)
        #expect(Plausibility.isPossible(new, after: belt(change.from)) == change.isPossible)
    }

    @Test(
        "A rope is no further from where it was than the fastest hoist can have taken it",
        arguments: [
            Change(0, 0.05, in: 0, true), Change(0, 0.0501, in: 0, false), Change(0, -0.05, in: 0, true),
            Change(0.2, 0.1499, in: 0, false), Change(0, 0.4249, in: 0.25, true), Change(0, 0.4251, in: 0.25, false),
            Change(0, 0.0499, in: -0.05, true), Change(0, 0.0501, in: -0.05, false),
        ])
    func hoistChange(change: Change) {
        let new = hoist(change.to, at: change.seconds)
        #expect(Plausibility.isPossible(new, after: hoist(change.from)) == change.isPossible)
    }

    @Test(
        "A force changes by a jolt at once, and beyond that no faster than a falling body stretches the spring",
        arguments: [
            Change(100, 300, in: 0, true), Change(100, 300.1, in: 0, false), Change(300, 100, in: 0, true),
            Change(300, 99.9, in: 0, false), Change(100, 379.9, in: 0.01, true), Change(100, 380.1, in: 0.01, false),
            Change(100, 299.9, in: -0.05, true), Change(100, 300.1, in: -0.05, false),
        ])
    func forceChange(change: Change) {
        let new = cell(change.to, at: change.seconds)
        #expect(Plausibility.isPossible(new, after: cell(change.from), 2000) == change.isPossible)
    }

    private static let impossible: InterlockSet = .of([
        .beltReadingImpossible, .hoistReadingImpossible, .loadCellReadingImpossible,
    ])

    @Test("A reading may come from as far in the future as two clocks may differ, and no further")
    func future() {
        for (ahead, isBelieved) in [(TimeSpan.milliseconds(5), true), (TimeSpan(nanoseconds: 5_000_001), false)] {
            let inputs = ControlInputs(
                belt: belt(1, at: ahead.seconds), hoist: hoist(1, at: ahead.seconds),
                loadCell: cell(1, at: ahead.seconds))
            var readings = BelievedReadings()
            let believed = readings.take(inputs, springStiffness: 2000, at: Self.begin, dt: .milliseconds(10)).inputs
            #expect((believed.belt != nil) == isBelieved)
            #expect((believed.hoist != nil) == isBelieved)
            #expect((believed.loadCell != nil) == isBelieved)
        }
    }

    @Test("Devices that say nothing do not say the impossible")
    func silence() {
        var readings = BelievedReadings()
        for tick in 1...100 {
            let now = Self.begin + .milliseconds(Int64(tick) * 10)
            let (inputs, impossible) = readings.take(
                ControlInputs(), springStiffness: 2000, at: now, dt: .milliseconds(10))
            #expect(impossible == .none && inputs == ControlInputs())
        }
    }

    @Test("Impossible readings are borne for a tenth of a second, and anew after each good one")
    func patience() {
        let good = ControlInputs(belt: belt(1), hoist: hoist(1), loadCell: cell(1))
        let bad = ControlInputs(belt: belt(11), hoist: hoist(6), loadCell: cell(-60))
        var readings = BelievedReadings()
        func take(_ inputs: ControlInputs) -> InterlockSet {
            readings.take(inputs, springStiffness: 2000, at: Self.begin, dt: .milliseconds(1)).impossible
        }
        for _ in 1...3 {
            #expect(take(good) == .none)
            for _ in 1...100 { #expect(take(bad) == .none) }
        }
        #expect(take(bad) == Self.impossible)
        #expect(take(good) == .none)
    }

    @Test("Of an impossible reading only what the device says of itself is taken; the last good one grows old")
    func refused() {
        let good = ControlInputs(belt: belt(1), hoist: hoist(1), loadCell: cell(1))
        var readings = BelievedReadings()
        _ = readings.take(good, springStiffness: 2000, at: Self.begin, dt: .milliseconds(10))
        var bad = ControlInputs(belt: belt(11, at: 0.01), hoist: hoist(6, at: 0.01), loadCell: cell(-60, at: 0.01))
        bad.belt?.status = .emergencyStop
        bad.hoist?.status = .lanyardPulled
        bad.loadCell?.status = .overload
        var expected = good
        expected.belt?.status = .emergencyStop
        expected.hoist?.status = .lanyardPulled
        expected.loadCell?.status = .overload
        let now = Self.begin + .milliseconds(10)
        #expect(readings.take(bad, springStiffness: 2000, at: now, dt: .milliseconds(10)).inputs == expected)
    }

    @Test("Rope and force are compared only while both are young enough")
    func fresh() {
        let now = Self.begin + .seconds(1)
        for (age, hasForce, hasPosition) in [(0.05, true, true), (0.051, false, true), (0.1, false, true)] {
            let inputs = ControlInputs(hoist: hoist(0.2, at: 1 - age), loadCell: cell(100, at: 1 - age))
            let fresh = Fresh(inputs, limits: SupervisionLimits(), now: now)
            #expect(fresh.force == (hasForce ? .newtons(100) : nil), "\(age) s")
            #expect(fresh.position == (hasPosition ? .meters(0.2) : nil), "\(age) s")
        }
        let old = ControlInputs(hoist: hoist(0.2, at: 0.899), loadCell: cell(100, at: 0.899))
        let fresh = Fresh(old, limits: SupervisionLimits(), now: now)
        #expect(fresh.force == nil && fresh.position == nil)
    }
}
