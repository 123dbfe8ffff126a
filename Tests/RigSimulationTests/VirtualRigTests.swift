import RigSimulation
import Testing
import TreadmillControl

/// A rig driven in virtual time at 100 Hz.
private struct Driver {
    var rig: VirtualRig
    var now = MonotonicInstant(nanoseconds: 77_000_000_123)
    var readings = RigReadings()

    init(seed: UInt64 = 1, configuration: PlantConfiguration = PlantConfiguration()) {
        rig = VirtualRig(configuration: configuration, runnerMass: .kilograms(70), seed: seed)
    }

    mutating func run(_ seconds: Double, speed: Double? = nil, rope: Double? = nil) {
        let belt =
            speed.map { BeltCommand(isRunning: true, speed: .metersPerSecond($0), incline: .zero) } ?? .stopped
        let hoist = rope.map { HoistCommand.move(.metersPerSecond($0)) } ?? .hold
        for _ in 0..<Int((seconds * 100).rounded()) {
            readings = rig.advance(to: now, belt: belt, hoist: hoist)
            now = now + .milliseconds(10)
        }
    }
}

@Suite("A rig in the controller's own process")
struct VirtualRigTests {
    @Test("The same seed gives the same session to the last bit, another seed another one")
    func determinism() {
        var first = Driver(seed: 42)
        var second = Driver(seed: 42)
        var other = Driver(seed: 43)
        for _ in 0..<50 {
            first.run(0.2, speed: 2.8, rope: 0.01)
            second.run(0.2, speed: 2.8, rope: 0.01)
            other.run(0.2, speed: 2.8, rope: 0.01)
            #expect(first.readings == second.readings)
        }
        #expect(first.readings != other.readings)
    }

    @Test("Readings are as old as stated and never from the future")
    func readingsHaveAge() throws {
        var driver = Driver()
        driver.run(1)
        let now = MonotonicInstant(nanoseconds: driver.now.nanoseconds - 10_000_000)
        let belt = try #require(driver.readings.belt)
        let hoist = try #require(driver.readings.hoist)
        let cell = try #require(driver.readings.loadCell)
        #expect(now - belt.sampledAt == .milliseconds(10))
        #expect(now - hoist.sampledAt == .milliseconds(5))
        #expect(now - cell.sampledAt == .milliseconds(5))
        #expect(belt.status == [.ready, .watchdogVerified])
        #expect(cell.status == [.ready])
    }

    @Test("A command acts after its latency, not before")
    func commandLatency() {
        var driver = Driver()
        driver.run(0.5)
        let go = BeltCommand(isRunning: true, speed: .metersPerSecond(1), incline: .zero)
        // Given at the previous call's instant, it may act from 10 ms after that: not within this period.
        _ = driver.rig.advance(to: driver.now, belt: go, hoist: .hold)
        #expect(driver.rig.plant.belt.speed == .zero)
        _ = driver.rig.advance(to: driver.now + .milliseconds(10), belt: go, hoist: .hold)
        #expect(driver.rig.plant.belt.speed > .zero)
    }

    @Test("A device that is off keeps its last reading, which grows old, and what it was told is uncertain")
    func silentDevice() {
        var driver = Driver()
        driver.run(1, speed: 1)
        driver.rig.begin(.off(.belt))
        let before = driver.readings.belt
        driver.run(1, speed: 1.2)
        #expect(driver.readings.belt?.sampledAt == before?.sampledAt)
        #expect(driver.readings.belt?.speedMeasured == before?.speedMeasured)
        #expect(driver.readings.belt?.status.contains(.commandUnconfirmed) == true)
        #expect(driver.readings.loadCell?.sampledAt != before?.sampledAt)
        driver.rig.end(.off(.belt))
        driver.run(0.1)
        #expect(driver.readings.belt != before)
        #expect(driver.readings.belt?.status.contains(.commandUnconfirmed) == false)
    }

    @Test("A pressed emergency stop cuts the belt's power, holds the rope, and is reported by both drives")
    func emergencyStop() throws {
        var driver = Driver()
        driver.run(6, speed: 2, rope: 0.03)
        driver.rig.begin(.emergencyStop)
        driver.run(0.1, speed: 2, rope: 0.03)
        let held = driver.rig.plant.hoist.position
        driver.run(4, speed: 2, rope: 0.03)
        #expect(driver.rig.plant.belt.speed == .zero)
        #expect(driver.rig.plant.hoist.position == held)
        let belt = try #require(driver.readings.belt)
        let hoist = try #require(driver.readings.hoist)
        #expect(belt.status.contains(.emergencyStop) && !belt.status.contains(.ready))
        #expect(hoist.status.contains(.emergencyStop) && !hoist.status.contains(.running))
    }

    @Test("A belt that ignores its commands runs on at its speed until power is cut")
    func stuckBelt() {
        var driver = Driver()
        driver.run(8, speed: 2)
        driver.rig.begin(.deaf(.belt))
        driver.run(5)
        #expect((driver.rig.plant.belt.smoothSpeed - .metersPerSecond(2.05)).magnitude < .metersPerSecond(0.01))
        driver.rig.begin(.emergencyStop)
        driver.run(4)
        #expect(driver.rig.plant.belt.speed == .zero)
    }

    @Test("A device's own fault is reported and takes its drive's power", arguments: RigPart.allCases)
    func deviceFault(part: RigPart) throws {
        var driver = Driver()
        driver.rig.begin(.fault(part))
        driver.run(1, speed: 1, rope: 0.05)
        let statuses: [RigPart: DeviceStatus?] = [
            .belt: driver.readings.belt?.status, .hoist: driver.readings.hoist?.status,
            .loadCell: driver.readings.loadCell?.status,
        ]
        for (other, status) in statuses {
            #expect(try #require(status).contains(.fault) == (other == part))
        }
        #expect((driver.rig.plant.belt.speed == .zero) == (part == .belt))
        #expect((driver.rig.plant.hoist.position == .zero) == (part == .hoist))
    }

    @Test("The runner stands, walks, runs and stands again as the belt goes")
    func gaitsFollowTheBelt() {
        var driver = Driver()
        driver.run(2)
        #expect(driver.rig.plant.runner.movement == .standing)
        driver.run(10, speed: 1.3)
        guard case .walking = driver.rig.plant.runner.movement else {
            Issue.record("walks at 1.3 m/s")
            return
        }
        let walked = driver.rig.plant.runner.stepCount
        #expect((15...22).contains(walked))
        driver.run(10, speed: 3)
        guard case .running = driver.rig.plant.runner.movement else {
            Issue.record("runs at 3 m/s")
            return
        }
        #expect((24...30).contains(driver.rig.plant.runner.stepCount - walked))
        driver.run(10)
        #expect(driver.rig.plant.runner.movement == .standing)
    }

    @Test("Time that stands still or runs backwards changes nothing")
    func backwardsTime() {
        var driver = Driver()
        driver.run(2, speed: 1)
        let steps = driver.rig.plant.stepsTaken
        let early = MonotonicInstant(nanoseconds: driver.now.nanoseconds - 1_000_000_000)
        _ = driver.rig.advance(to: early, belt: .stopped, hoist: .hold)
        #expect(driver.rig.plant.stepsTaken == steps)
    }
}
