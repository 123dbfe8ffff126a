import ControlTestKit
import Testing

@testable import TreadmillControl

@Suite("Readings that stand still or repeat")
struct FrozenReadingTests {
    /// The detector with its time. Every tick brings new samples unless said otherwise.
    final class Bench {
        var detector = FrozenReadings()
        var dt = TimeSpan.milliseconds(10)
        var beltExpected = 0.0
        var hoistCommanded = 0.0
        var inputs = GoodInputs.at(.zero, speed: 1, force: 100)
        /// Samples come only every so many ticks.
        var ticksPerSample = 1
        private var tick = 0
        private var now = MonotonicInstant(nanoseconds: 1_000_000_000)

        func update() -> InterlockSet {
            now = now + dt
            if tick % ticksPerSample == 0 {
                inputs.belt?.sampledAt = now
                inputs.hoist?.sampledAt = now
                inputs.loadCell?.sampledAt = now
            }
            tick += 1
            let evidence = FrozenReadings.Evidence(
                beltExpected: beltExpected, hoistCommanded: .metersPerSecond(hoistCommanded))
            return detector.update(inputs, evidence, dt: dt)
        }

        func update(force: Double, rope: Double = 0) -> InterlockSet {
            inputs.loadCell?.supportForceMeasured = .newtons(force)
            inputs.hoist?.positionMeasured = .meters(rope)
            return update()
        }
    }

    // MARK: Force

    @Test(
        "The same force on a belt that turns is noticed after a second, one that is not judged never",
        arguments: [(0.5, 100.0, false), (0.501, 100, true), (1, 2, false), (1, 2.001, true), (-1, 100, false)])
    func sameForce(speed: Double, force: Double, isJudged: Bool) {
        let bench = Bench()
        bench.inputs.belt?.speedMeasured = .metersPerSecond(speed)
        bench.inputs.loadCell?.supportForceMeasured = .newtons(force)
        // The first of them is not yet the same as one before.
        let noticed = callsUntilTrue(within: 300) { bench.update().contains(.loadCellReadingFrozen) }
        #expect(noticed == (isJudged ? 102 : nil))
    }

    @Test("Without a belt that is seen, the same force is no fault")
    func sameForceUnseenBelt() {
        let bench = Bench()
        bench.inputs.belt = nil
        #expect(callsUntilTrue(within: 300) { bench.update().contains(.loadCellReadingFrozen) } == nil)
    }

    @Test("The same force is noticed at once when the rope has moved by more than three centimetres beside it")
    func ropeMoves() {
        for (rope, isFrozen) in [(0.03, false), (0.0301, true), (-0.03, false), (-0.0301, true)] {
            let bench = Bench()
            #expect(bench.update(force: 100).isEmpty)
            #expect(bench.update(force: 100, rope: rope).contains(.loadCellReadingFrozen) == isFrozen, "\(rope) m")
            #expect(!bench.update(force: 101, rope: rope).contains(.loadCellReadingFrozen))
        }
    }

    @Test("How far the rope has moved is counted from the last force that was another")
    func ropeMovesSince() {
        let bench = Bench()
        #expect(bench.update(force: 100).isEmpty)
        #expect(bench.update(force: 101, rope: 0.02).isEmpty)
        #expect(bench.update(force: 101, rope: 0.04).isEmpty)
        #expect(bench.update(force: 101, rope: 0.051).contains(.loadCellReadingFrozen))
    }

    @Test("A rope that hung loose in between begins anew")
    func looseBetween() {
        let bench = Bench()
        for _ in 0..<60 { #expect(!bench.update(force: 100).contains(.loadCellReadingFrozen)) }
        #expect(!bench.update(force: 1, rope: 0.05).contains(.loadCellReadingFrozen))
        for _ in 0..<60 { #expect(!bench.update(force: 100, rope: 0.1).contains(.loadCellReadingFrozen)) }
    }

    @Test("Without a hoist the force is judged by itself")
    func noHoist() {
        let bench = Bench()
        bench.inputs.hoist = nil
        for _ in 0..<50 { #expect(bench.update() == .none) }
    }

    @Test("A load cell slower than the loop is judged by its samples")
    func slowCell() {
        let bench = Bench()
        bench.ticksPerSample = 4
        let turn = (0..<30).map { 100 + MonotonicInstant(nanoseconds: Int64($0) * 10_000_000).flutter }
        var noticed: Int?
        for tick in 0..<240 where noticed == nil {
            if bench.update(force: turn[tick / 4 % 30]).contains(.loadCellReadingFrozen) { noticed = tick }
        }
        // The 24th sample of the second turn.
        #expect(noticed == (30 + 23) * 4)
    }

    // MARK: Position

    @Test("A position that stays while the rope was told to go four centimetres is noticed, up and down")
    func samePosition() {
        for (velocity, isFrozen) in [(0.08, false), (0.0802, true), (-0.08, false), (-0.0802, true)] {
            let bench = Bench()
            bench.dt = .milliseconds(500)
            #expect(!bench.update().contains(.hoistReadingFrozen))
            bench.hoistCommanded = velocity
            #expect(bench.update().contains(.hoistReadingFrozen) == isFrozen, "\(velocity) m/s")
        }
    }

    @Test("The way counts from the last change of the position, and what was told before the first is not known")
    func wayCountsAnew() {
        let bench = Bench()
        bench.hoistCommanded = 0.48
        for tick in 0..<50 {
            bench.inputs.hoist?.positionMeasured = .meters(Double(tick / 8) * 0.04)
            #expect(!bench.update().contains(.hoistReadingFrozen))
        }
        let last = callsUntilTrue(within: 20) { bench.update().contains(.hoistReadingFrozen) }
        // One tick in the loop above was the second at this place.
        #expect(last == 8)
    }

    @Test("A loose rope need not give way, but must come up", arguments: [(14.999, false), (15, true)])
    func looseRope(force: Double, isJudged: Bool) {
        let bench = Bench()
        bench.inputs.loadCell?.supportForceMeasured = .newtons(force)
        bench.hoistCommanded = -0.5
        #expect(
            (callsUntilTrue(within: 50) { bench.update().contains(.hoistReadingFrozen) } != nil) == isJudged)
        let up = Bench()
        up.inputs.loadCell?.supportForceMeasured = .newtons(force)
        up.hoistCommanded = 0.5
        #expect(callsUntilTrue(within: 50) { up.update().contains(.hoistReadingFrozen) } != nil)
    }

    @Test("A hoist slower than the loop is judged by its samples")
    func slowHoist() {
        let bench = Bench()
        bench.ticksPerSample = 6
        bench.hoistCommanded = 0.9
        for tick in 0..<60 {
            if tick % 6 == 0 { bench.inputs.hoist?.positionMeasured = .meters(Double(tick) * 0.009) }
            #expect(!bench.update().contains(.hoistReadingFrozen))
        }
    }

    @Test("A position that repeats itself is noticed, and a hoist that is not there is no frozen one")
    func repeatedPosition() {
        let bench = Bench()
        for tick in 0..<60 {
            let old = MonotonicInstant(nanoseconds: Int64(tick % 30) * 10_000_000).flutter
            let frozen = bench.update(force: 100 + Double(tick), rope: old)
            #expect(frozen.contains(.hoistReadingFrozen) == (tick >= 53))
        }
        bench.inputs.hoist = nil
        #expect(!bench.update().contains(.hoistReadingFrozen))
    }

    // MARK: Speed

    @Test("A speed that stays while the drive should have changed it by three tenths is noticed, both ways")
    func sameSpeed() {
        for (expected, isFrozen) in [(0.3, false), (0.301, true), (-0.3, false), (-0.301, true)] {
            let bench = Bench()
            #expect(!bench.update().contains(.beltReadingFrozen))
            bench.beltExpected = expected
            #expect(bench.update().contains(.beltReadingFrozen) == isFrozen, "\(expected) m/s")
        }
    }

    @Test("What the drive should have done counts from the last change of the speed, or from its first reading")
    func speedChanges() {
        let bench = Bench()
        bench.beltExpected = 1
        #expect(!bench.update().contains(.beltReadingFrozen))
        bench.beltExpected = 1.2
        bench.inputs.belt?.speedMeasured = .metersPerSecond(1.1)
        #expect(!bench.update().contains(.beltReadingFrozen))
        bench.beltExpected = 1.45
        #expect(!bench.update().contains(.beltReadingFrozen))
        bench.beltExpected = 1.51
        #expect(bench.update().contains(.beltReadingFrozen))
        let last = bench.inputs.belt
        bench.inputs.belt = nil
        #expect(!bench.update().contains(.beltReadingFrozen))
        bench.inputs.belt = last
        #expect(!bench.update().contains(.beltReadingFrozen))
    }

    // MARK: Repetition

    /// The number of the sample that is first taken for a repetition, from 1.
    private func noticed(_ samples: [Double]) -> Int? {
        var detector = RepetitionDetector()
        return samples.firstIndex { detector.update($0) }.map { $0 + 1 }
    }

    private func turns(_ count: Int, of turn: [Double]) -> [Double] { (0..<count).flatMap { _ in turn } }

    @Test(
        "A repetition is one from its 24th sample, as far back as two and a half seconds",
        arguments: [24: 48, 30: 54, 250: 274, 251: nil])
    func length(samples: Int, noticedAt: Int?) {
        #expect(noticed(turns(4, of: (0..<samples).map(Double.init))) == noticedAt)
    }

    @Test("One sample that differs begins the count anew")
    func broken() {
        var samples = turns(2, of: (0..<40).map(Double.init))
        samples[63] = -1
        // 23 samples were the same before it, and 16 after it within this turn.
        #expect(noticed(samples) == nil)
        #expect(noticed(samples + (0..<8).map(Double.init)) == 88)
    }

    @Test("It takes twelve changes in its 24 samples; with eleven it is chance")
    func changes() {
        let pairs = (0..<30).flatMap { [Double($0), Double($0)] }
        #expect(noticed(turns(3, of: pairs)) == 84)
        // The same with a change at its end.
        let shifted = pairs.dropFirst() + [pairs[0]]
        #expect(noticed(turns(3, of: Array(shifted))) == 84)
        // Eleven values in every 24 samples: ten twice and one four times.
        let rarer = (0..<55).flatMap { Array(repeating: Double($0), count: $0 % 11 == 10 ? 4 : 2) }
        #expect(noticed(turns(4, of: rarer)) == nil)
    }

    @Test("A value that stays for a eleven minutes is no repetition")
    func constant() {
        var detector = RepetitionDetector()
        #expect((0..<66_000).allSatisfy { _ in !detector.update(1) })
    }
}
