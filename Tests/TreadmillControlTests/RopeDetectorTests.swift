import ControlTestKit
import Testing

@testable import TreadmillControl

@Suite("What the rope's detectors bear, and what they do not")
struct RopeDetectorTests {
    // MARK: A rope that does not do what it is told

    /// A hoist's position beside its command.
    final class Tracking {
        var detector = HoistTracking()
        var position: Double? = 0
        var commanded = HoistCommand.hold
        var isLoose = false
        var dt = TimeSpan.milliseconds(10)

        /// One tick in which the rope moves by so many metres.
        func tick(_ moved: Double = 0) -> Bool {
            if let old = position { position = old + moved }
            return detector.update(
                position: position.map(HoistPosition.meters), commanded: commanded, isLoose: isLoose,
                response: .milliseconds(30), dt: dt)
        }

        /// The number of the tick that first shows it; `nil` if none within `most` does.
        func ticks(within most: Int, moving velocity: Double) -> Int? {
            callsUntilTrue(within: most) { tick(velocity * dt.seconds) }
        }

        /// The number of the first tick without it.
        func ticksToTrust(within most: Int) -> Int? { callsUntilTrue(within: most) { !tick() } }

        func command(_ velocity: Double) { commanded = .move(.metersPerSecond(velocity)) }
    }

    @Test("A rope may be six centimetres from where it should be, up and down, and no more")
    func jump() {
        for (distance, isOff) in [(0.06, false), (0.0601, true), (-0.06, false), (-0.0601, true)] {
            let rope = Tracking()
            rope.command(0)
            #expect(!rope.tick())
            #expect(rope.tick(distance) == isOff, "\(distance) m")
        }
    }

    @Test("A rope that is held may give by two centimetres, up and down, and no more")
    func held() {
        for (distance, isOff) in [(0.02, false), (0.0201, true), (-0.02, false), (-0.0201, true)] {
            let rope = Tracking()
            rope.dt = .milliseconds(1)
            for _ in 1...201 { #expect(!rope.tick()) }
            #expect(rope.tick(distance) == isOff, "\(distance) m")
        }
    }

    @Test("A rope may run out for a fifth of a second after its command to hold")
    func comingToRest() {
        for (ticks, isOff) in [(199, false), (200, true)] {
            let rope = Tracking()
            rope.dt = .milliseconds(1)
            for _ in 1...ticks { #expect(!rope.tick()) }
            #expect(rope.tick(0.03) == isOff, "after \(ticks) ms")
        }
    }

    @Test("A brake that slips by a millimetre a second is noticed in time, by less never")
    func slip() {
        for (velocity, isOff) in [(0.0009, false), (0.0011, true), (-0.0009, false), (-0.0011, true)] {
            let rope = Tracking()
            rope.dt = .milliseconds(50)
            #expect((rope.ticks(within: 4000, moving: velocity) != nil) == isOff, "\(velocity) m/s")
        }
    }

    @Test("A hoist whose gain is off by 3 cm/s is noticed in time, by less never")
    func gain() {
        for (extra, isOff) in [(0.028, false), (0.032, true), (-0.028, false), (-0.032, true)] {
            let rope = Tracking()
            // Up to speed, as a hoist with its lag gets there.
            rope.command(0.5)
            var velocity = 0.0
            for _ in 0..<100 {
                velocity += (0.5 - velocity) / 4
                #expect(!rope.tick(velocity * 0.01))
            }
            #expect((rope.ticks(within: 2000, moving: 0.5 + extra) != nil) == isOff, "\(extra) m/s")
        }
    }

    @Test("A hoist that does not move at all is noticed after a tenth of a second at full speed")
    func stuck() {
        let rope = Tracking()
        rope.command(0.9)
        #expect(rope.ticks(within: 100, moving: 0) == 10)
        let down = Tracking()
        down.command(-0.9)
        #expect(down.ticks(within: 100, moving: 0) == 10)
    }

    @Test("A rope that ran away and stands again is trusted again, after two seconds or after 22")
    func trustedAgain() {
        for distance in [1.0, -1.0] {
            let moving = Tracking()
            moving.command(0)
            #expect(!moving.tick())
            #expect(moving.tick(distance))
            // Three times what is allowed, forgotten in 2 s: 2 s × ln 3.
            #expect(moving.ticksToTrust(within: 10_000) == 220)
            let held = Tracking()
            for _ in 1...30 { #expect(!held.tick()) }
            #expect(held.tick(distance))
            #expect(held.ticksToTrust(within: 10_000) == 2197)
        }
    }

    @Test("A rope whose position is not known is not judged")
    func unknown() {
        let rope = Tracking()
        rope.position = nil
        #expect(rope.ticks(within: 100, moving: 0) == nil)
    }

    @Test("A loose rope may stay or give way when it is let down, and nothing else")
    func loose() {
        func ticks(commanded: Double, moving: Double) -> Int? {
            let rope = Tracking()
            rope.isLoose = true
            rope.command(commanded)
            return rope.ticks(within: 300, moving: moving)
        }
        #expect(ticks(commanded: -0.2, moving: 0) == nil)
        #expect(ticks(commanded: -0.2, moving: -0.2) == nil)
        #expect(ticks(commanded: -0.2, moving: 0.2) != nil)
        #expect(ticks(commanded: -0.2, moving: -0.4) != nil)
        #expect(ticks(commanded: 0.2, moving: 0.2) == nil)
        #expect(ticks(commanded: 0.2, moving: 0) != nil)
        let tight = Tracking()
        tight.command(-0.2)
        #expect(tight.ticks(within: 300, moving: 0) != nil)
    }

    // MARK: A load cell that the hoist contradicts

    /// Heights beside forces. The spring is as stiff as a rod: the rope's position is the height.
    final class Heights {
        var detector = RopeConsistency()
        var force = 100.0
        var dt = TimeSpan.milliseconds(10)

        func tick(_ height: Double) -> Bool {
            detector.update(
                force: .newtons(force), position: .meters(height), springStiffness: 1e300, dt: dt)
        }
    }

    @Test("The mean height may change by twelve centimetres, up and down, and no more")
    func consistency() {
        for (change, isOff) in [(0.24, false), (0.2401, true), (-0.24, false), (-0.2401, true)] {
            let runner = Heights()
            runner.dt = .milliseconds(500)
            #expect(!runner.tick(0))
            // Half of a step is in the mean by now.
            #expect(runner.tick(change) == isOff, "\(change) m")
        }
    }

    @Test("The mean height follows within half a second", arguments: [1.9, 2, 2.1])
    func consistencyMean(force: Double) {
        let runner = Heights()
        runner.force = force
        #expect(!runner.tick(0.3))
        #expect(callsUntilTrue(within: 100) { runner.tick(0.5) } == 47)
    }

    /// Below 2 N the rope is loose.
    @Test("Below a loose rope the runner may be anywhere higher than it says", arguments: [(1.999, true), (2, false)])
    func looseHeight(force: Double, isBorne: Bool) {
        let runner = Heights()
        #expect(!runner.tick(0.3))
        runner.force = force
        #expect((callsUntilTrue(within: 300) { runner.tick(-0.2) } == nil) == isBorne)
        // From the first moment on, too.
        let fresh = Heights()
        fresh.force = force
        #expect(!fresh.tick(0.3))
        #expect((callsUntilTrue(within: 300) { fresh.tick(-0.2) } == nil) == isBorne)
    }

    @Test("Rope that is wound up and shows as force, or is let down and takes force away, is no contradiction")
    func honestSpring() {
        var detector = RopeConsistency()
        for step in 0..<400 {
            let position = Double(step % 200) * 0.001
            let isOff = detector.update(
                force: .newtons(50 + 2000 * position), position: .meters(position), springStiffness: 2000,
                dt: .milliseconds(10))
            #expect(!isOff)
        }
    }

    // MARK: A fall

    /// The fall detector on a moving belt, in ticks of a millisecond.
    final class Falling {
        var detector = FallDetector()
        var force: Double? = 100
        var position: Double? = 0
        var weight = 600.0
        var beltMoves = true
        var dt = TimeSpan.milliseconds(1)

        func tick() -> Bool {
            detector.update(
                force: force.map(Force.newtons), position: position.map(HoistPosition.meters), target: .newtons(100),
                weight: .newtons(weight), springStiffness: 2000, beltMoves: beltMoves, dt: dt)
        }

        func ticks(within most: Int) -> Int? { callsUntilTrue(within: most) { tick() } }
    }

    @Test(
        "A load is a fall once it is beyond half of the runner's weight, and 250 N, for a twentieth of a second",
        arguments: [
            (600.0, 400.0, false), (600, 400.1, true), (400, 350, false), (400, 350.1, true), (0, 350, false),
            (0, 350.1, true),
        ])
    func load(weight: Double, force: Double, isFall: Bool) {
        let runner = Falling()
        runner.weight = weight
        runner.position = nil
        runner.force = force
        #expect(runner.ticks(within: 200) == (isFall ? 51 : nil))
        runner.beltMoves = false
        #expect(runner.ticks(within: 200) == nil)
    }

    @Test("Neither a load that is not seen nor one of a moment is a fall")
    func noLoad() {
        let runner = Falling()
        runner.position = nil
        runner.force = nil
        #expect(runner.ticks(within: 200) == nil)
        for _ in 0..<10 {
            runner.force = 900
            #expect(runner.ticks(within: 50) == nil)
            runner.force = 100
            #expect(!runner.tick())
        }
    }

    @Test("A height is a fall once it is 15 cm below its mean for a fiftieth of a second")
    func drop() {
        for (height, noticed) in [(-0.149, nil), (-0.153, 21)] {
            let runner = Falling()
            #expect(!runner.tick())
            runner.position = height
            #expect(runner.ticks(within: 200) == noticed, "\(height) m")
        }
        let standing = Falling()
        standing.beltMoves = false
        #expect(!standing.tick())
        standing.position = -0.3
        #expect(standing.ticks(within: 200) == nil)
    }

    @Test("Who sinks by 7 cm/s does not fall, who sinks by 8 cm/s does: the mean is one of two seconds")
    func sinking() {
        for (velocity, isFall) in [(0.07, false), (0.08, true)] {
            let runner = Falling()
            runner.dt = .milliseconds(10)
            var noticed = false
            for tick in 0..<3000 {
                runner.position = -velocity * Double(tick) * 0.01
                if runner.tick() { noticed = true }
            }
            #expect(noticed == isFall, "\(velocity) m/s")
        }
    }

    @Test("Rope that is let down under a force that falls with it lets nobody down")
    func stretch() {
        let runner = Falling()
        runner.force = 500
        runner.weight = 900
        #expect(!runner.tick())
        runner.force = 100
        runner.position = -0.2
        #expect(runner.ticks(within: 200) == nil)
        runner.force = 500
        #expect(runner.ticks(within: 200) != nil)
    }

    @Test("A loose rope shows no height, and afterwards begins another", arguments: [(2.0, false), (2.001, true)])
    func looseFall(force: Double, isSeen: Bool) {
        let runner = Falling()
        runner.force = force
        #expect(!runner.tick())
        runner.position = -0.3
        #expect((runner.ticks(within: 200) != nil) == isSeen)
        let again = Falling()
        for _ in 0..<100 { #expect(!again.tick()) }
        again.force = force
        #expect(!again.tick())
        again.force = 100
        again.position = -0.3
        #expect((again.ticks(within: 200) != nil) == isSeen)
    }

    @Test("Without a position there is no height", arguments: [true, false])
    func noPosition(isForce: Bool) {
        let runner = Falling()
        #expect(!runner.tick())
        runner.position = isForce ? nil : -0.3
        runner.force = isForce ? 100 : nil
        #expect(runner.ticks(within: 200) == nil)
    }

    // MARK: Travel

    @Test("A steady pull, or release, ends up at a quarter of a metre per second")
    func steadyTravel() {
        var budget = TravelBudget()
        let limits = SupportLimits()
        for _ in 0..<1000 { budget.spend(budget.upward(limits, seconds: 0.01), seconds: 0.01) }
        #expect((budget.upward(limits, seconds: 0.01).metersPerSecond - 0.2353).magnitude < 1e-4)
        for _ in 0..<1000 { budget.spend(budget.downward(limits, seconds: 0.01), seconds: 0.01) }
        #expect((budget.downward(limits, seconds: 0.01).metersPerSecond + 0.2353).magnitude < 1e-4)
    }

    @Test("What has been spent one way is free the other way, and what is overspent leaves nothing")
    func spentTravel() {
        var budget = TravelBudget()
        let limits = SupportLimits()
        #expect(budget.upward(limits, seconds: 0.01) == .metersPerSecond(12))
        #expect(budget.downward(limits, seconds: 0.01) == .metersPerSecond(-12))
        budget.spend(.metersPerSecond(5), seconds: 0.01)
        #expect((budget.upward(limits, seconds: 0.01).metersPerSecond - 7).magnitude < 1e-9)
        #expect((budget.downward(limits, seconds: 0.01).metersPerSecond + 17).magnitude < 1e-9)
        budget.spend(.metersPerSecond(10), seconds: 0.01)
        #expect(budget.upward(limits, seconds: 0.01) == .zero)
        var released = TravelBudget()
        released.spend(.metersPerSecond(-15), seconds: 0.01)
        #expect(released.downward(limits, seconds: 0.01) == .zero)
    }

    @Test("In a tick without time the rope may go as far as in one of a millisecond", arguments: [0, 0.0005, 0.001])
    func noTimeTravel(seconds: Double) {
        let budget = TravelBudget()
        #expect((budget.upward(SupportLimits(), seconds: seconds).metersPerSecond - 120).magnitude < 1e-9)
        #expect((budget.downward(SupportLimits(), seconds: seconds).metersPerSecond + 120).magnitude < 1e-9)
    }
}
