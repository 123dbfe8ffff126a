import RigSimulation
import Testing
import TreadmillControl

/// A rig with a runner in virtual time at 100 Hz, with something wrong.
private struct Story {
    var rig = VirtualRig(runnerMass: .kilograms(70), seed: 4)
    var now = MonotonicInstant(nanoseconds: 3_000_000_000)
    var readings = RigReadings()

    mutating func run(_ seconds: Double, speed: Double? = nil, rope: Double? = nil) {
        let belt =
            speed.map { BeltCommand(isRunning: true, speed: .metersPerSecond($0), incline: .zero) } ?? .stopped
        let hoist = rope.map { HoistCommand.move(.metersPerSecond($0)) } ?? .hold
        for _ in 0..<Int((seconds * 100).rounded()) {
            readings = rig.advance(to: now, belt: belt, hoist: hoist)
            now = now + .milliseconds(10)
        }
    }

    var speed: Double { rig.plant.belt.smoothSpeed.metersPerSecond }
    var rope: Double { rig.plant.hoist.position.meters }
}

@Suite("What goes wrong in a rig goes wrong as it would in iron")
struct FaultTests {
    @Test("A belt drive that nobody talks to runs on for half a second, stops by its watchdog and waits to be told")
    func beltWatchdog() {
        var story = Story()
        story.run(6, speed: 2)
        story.rig.begin(.disconnect(.belt))
        story.run(0.45, speed: 2)
        #expect(story.speed > 1.9)
        story.run(4, speed: 2)
        #expect(story.speed == 0)
        story.rig.end(.disconnect(.belt))
        story.run(3, speed: 2)
        #expect(story.speed == 0, "the old command is still on the line and must not count")
        #expect(story.readings.belt?.status.contains(.watchdogTripped) == true)
        story.run(0.1)
        story.run(1, speed: 0.5)
        #expect(story.speed > 0.2)
    }

    @Test("A hoist that nobody talks to brakes after 200 ms and stays braked")
    func hoistWatchdog() {
        var story = Story()
        story.run(1, rope: 0.1)
        let before = story.rope
        story.rig.begin(.off(.hoist))
        story.run(2, rope: 0.1)
        #expect((0.018...0.025).contains(story.rope - before))
        story.rig.end(.off(.hoist))
        let braked = story.rope
        story.run(1, rope: 0.1)
        #expect(story.rope == braked)
    }

    @Test("A drive without its watchdog runs on for ever when nobody talks to it")
    func watchdogLost() {
        var story = Story()
        story.run(6, speed: 2)
        story.rig.begin(.watchdogLost(.belt))
        story.run(0.1, speed: 2)
        #expect(story.readings.belt?.status.contains(.watchdogVerified) == false)
        story.rig.begin(.off(.belt))
        story.run(5, speed: 2)
        #expect(story.speed > 1.9)
    }

    @Test("After a power failure the belt has coasted down, the rope was held, and nothing moves before a rest")
    func powerLoss() {
        var story = Story()
        story.run(6, speed: 2, rope: 0.03)
        story.rig.begin(.powerLoss)
        let held = story.rope
        let seen = story.readings
        story.run(1, speed: 2, rope: 0.03)
        #expect((story.rope - held).magnitude < 0.001)
        #expect((1.2...1.5).contains(story.speed), "coasting, not braking")
        #expect(story.readings.loadCell == seen.loadCell)
        story.rig.end(.powerLoss)
        story.run(4, speed: 2, rope: 0.03)
        #expect(story.speed == 0)
        #expect(story.readings.belt?.status.contains(.watchdogVerified) == false)
    }

    @Test("A pulled lanyard takes the belt's power and leaves the rope to the controller")
    func lanyard() {
        var story = Story()
        story.run(6, speed: 2)
        story.rig.begin(.lanyard)
        story.run(4, speed: 2, rope: 0.02)
        #expect(story.speed == 0)
        #expect(story.rope > 0.07)
        #expect(story.readings.belt?.status.contains(.lanyardPulled) == true)
        #expect(story.readings.hoist?.status.contains(.lanyardPulled) == false)
    }

    @Test("One cut takes hoist and load cell, and not the belt")
    func sharedLine() throws {
        var story = Story()
        story.run(1)
        story.rig.begin(.disconnect(.loadCell))
        story.run(0.5)
        let ages = [
            story.readings.hoist?.sampledAt, story.readings.loadCell?.sampledAt, story.readings.belt?.sampledAt,
        ].map { sampledAt in sampledAt.map { (story.now - $0).seconds } ?? 0 }
        #expect(ages[0] > 0.4 && ages[1] > 0.4 && ages[2] < 0.1)
    }

    @Test("A loose plug is silent for its share of every period")
    func intermittent() {
        var story = Story()
        story.run(1)
        story.rig.begin(.intermittent(.loadCell, period: .milliseconds(200), silence: .milliseconds(120)))
        var old = 0
        for _ in 0..<100 {
            story.run(0.01)
            if let cell = story.readings.loadCell, story.now - cell.sampledAt > .milliseconds(25) { old += 1 }
        }
        #expect((45...65).contains(old))
    }

    @Test("A slipping belt is slower than its drum, and says so; a slipping rope runs out of a closed brake")
    func slips() throws {
        var story = Story()
        story.run(8, speed: 2)
        story.rig.begin(.beltSlip(share: 0.25))
        story.run(2, speed: 2)
        #expect((1.5...1.56).contains(story.speed))
        #expect((1.4...1.65).contains(try #require(story.readings.belt).speedMeasured.metersPerSecond))
        let before = story.rope
        story.rig.begin(.hoistSlip(speed: 0.05))
        story.run(1, speed: 2)
        #expect((0.045...0.055).contains(before - story.rope))
    }

    @Test("A deaf hoist goes on with the command it had, until its power is cut")
    func deafHoist() {
        var story = Story()
        story.run(1, rope: 0.05)
        story.rig.begin(.deaf(.hoist))
        let before = story.rope
        story.run(1)
        #expect((0.045...0.055).contains(story.rope - before))
        story.rig.begin(.emergencyStop)
        story.run(0.1)
        let held = story.rope
        story.run(1)
        #expect(story.rope == held)
    }
}

@Suite("A runner who falls hangs in the harness")
struct RunnerFallTests {
    @Test("Legs that give way load the rope with the whole body, which comes to hang and does not sink further")
    func hangs() {
        var story = Story()
        story.run(5, speed: 1, rope: 0.03)
        let supported = story.rig.plant.ropeForce.newtons
        story.rig.begin(.fall)
        story.run(0.3)
        #expect(story.rig.plant.runner.displacement < -0.15, "it falls nearly freely")
        story.run(5)
        let weight = Mass.kilograms(70).weight.newtons
        #expect(supported < 0.6 * weight)
        #expect((story.rig.plant.ropeForce.newtons - weight).magnitude < 10)
        #expect(story.rig.plant.runner.contactForceInBodyWeights == 0)
    }

    @Test("On a slack rope the body ends on the deck, 80 cm lower, and gets up no more")
    func onDeck() {
        var story = Story()
        story.rig.begin(.unclipped)
        story.rig.begin(.fall)
        story.run(2)
        #expect(story.rig.plant.runner.displacement == -0.8)
        #expect(story.rig.plant.runner.contactForceInBodyWeights == 1)
        story.rig.end(.fall)
        story.run(2)
        #expect(story.rig.plant.runner.displacement == -0.8)
    }

    @Test("A stumble drops the body by a few centimetres, and the next steps bring it back without a jump")
    func stumble() {
        var story = Story()
        story.run(8, speed: 1.2)
        story.rig.begin(.fall)
        story.run(0.1, speed: 1.2)
        let lowest = story.rig.plant.runner.displacement
        #expect((-0.1 ... -0.02).contains(lowest))
        story.rig.end(.fall)
        var previous = lowest
        var largestStep = 0.0
        for _ in 0..<200 {
            story.run(0.01, speed: 1.2)
            largestStep = max(largestStep, (story.rig.plant.runner.displacement - previous).magnitude)
            previous = story.rig.plant.runner.displacement
        }
        #expect(largestStep < 0.01)
        #expect(previous > -0.02)
    }

    @Test("A harness that comes off leaves the rope without force")
    func unclipped() {
        var story = Story()
        story.run(5, rope: 0.03)
        #expect(story.rig.plant.ropeForce > .newtons(100))
        story.rig.begin(.unclipped)
        story.run(0.1)
        #expect(story.rig.plant.ropeForce == .zero)
    }
}
