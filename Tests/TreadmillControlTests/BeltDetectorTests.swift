import ControlTestKit
import Testing

@testable import TreadmillControl

@Suite("What the watch over belt, devices and loop bears, and what it does not")
struct BeltDetectorTests {
    // MARK: A belt that does not do what it is told

    /// The belt's measured speed beside its command.
    final class Tracking {
        var monitor = TrackingMonitor()
        var commanded = 0.0
        var measured = 0.0
        var judging = true

        func tick() -> Bool {
            monitor.update(
                commanded: .metersPerSecond(commanded), measured: .metersPerSecond(measured), judging: judging,
                limits: SupervisionLimits(), dt: .milliseconds(10))
        }

        func ticks(within most: Int) -> Int? { callsUntilTrue(within: most) { tick() } }
    }

    @Test("A belt may be off by a tenth of a metre per second; more is noticed after a second, both ways")
    func trackingSpeed() {
        for (measured, noticed) in [(0.1, nil), (0.101, 101), (-0.1, nil), (-0.101, 101)] {
            let belt = Tracking()
            belt.measured = measured
            #expect(belt.ticks(within: 500) == noticed, "\(measured) m/s")
        }
    }

    @Test("A fast belt may be off by a twentieth of its speed")
    func trackingShare() {
        for (measured, isOff) in [(4.19, false), (4.21, true), (3.81, false), (3.79, true)] {
            let belt = Tracking()
            belt.commanded = 4
            belt.judging = false
            for _ in 0..<3000 {
                belt.measured = measured
                #expect(!belt.tick())
            }
            belt.judging = true
            #expect((belt.ticks(within: 500) != nil) == isOff, "\(measured) m/s")
        }
    }

    @Test("Speeds are compared by their means over a stride")
    func trackingMean() {
        let belt = Tracking()
        #expect(!belt.tick())
        belt.measured = 0.2
        // The mean passes 0.1 m/s after 0.49 s, and stays for a second.
        #expect(belt.ticks(within: 500) == 149)
    }

    @Test("A drive is expected to follow with its lag, from standstill on")
    func driveLag() {
        let belt = Tracking()
        #expect(belt.monitor.expected == 0)
        #expect(belt.ticks(within: 500) == nil)
        belt.commanded = 1
        for tick in 1...100 {
            belt.measured = belt.monitor.expected
            #expect(!belt.tick())
            var left = 1.0
            for _ in 0..<tick { left *= 30.0 / 31.0 }
            #expect((belt.monitor.expected - (1 - left)).magnitude < 1e-12)
        }
    }

    @Test("A belt is too fast a twentieth beyond the machine's limit, whichever way it runs")
    func overSpeed() {
        for (speed, isOver) in [(5.25, false), (5.2501, true), (-5.25, false), (-5.2501, true)] {
            let bench = MonitorBench()
            bench.inputs.belt?.speedMeasured = .metersPerSecond(speed)
            #expect(bench.tick().contains(.beltOverSpeed) == isOver, "\(speed) m/s")
        }
    }

    @Test("A stop that is overdue is told of a belt that is seen to move; one that is not seen has its own interlock")
    func overdue() {
        for (speed, isMoving) in [(0.05, true), (-0.05, true), (0.049, false)] {
            let bench = MonitorBench()
            bench.context.stopOverdue = true
            bench.context.isRegulating = false
            bench.inputs.belt?.speedMeasured = .metersPerSecond(speed)
            #expect(bench.tick() == (isMoving ? .of([.standstillUnconfirmed]) : .none), "\(speed) m/s")
            bench.beltAge = .milliseconds(201)
            #expect(bench.tick() == .of([.beltReadingStale]))
            bench.context.stopOverdue = false
            bench.beltAge = .milliseconds(5)
            #expect(bench.tick() == .none)
        }
        let bench = MonitorBench()
        bench.context.stopOverdue = true
        bench.inputs.belt = nil
        #expect(!bench.tick().contains(.standstillUnconfirmed))
    }

    // MARK: Devices

    /// What a device says of itself, and the one interlock that this is.
    struct Saying: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var interlock: Interlock
        var say: @Sendable (inout ControlInputs) -> Void

        init(_ description: String, _ interlock: Interlock, _ say: @escaping @Sendable (inout ControlInputs) -> Void) {
            testDescription = description
            self.interlock = interlock
            self.say = say
        }
    }

    @Test(
        "What either drive or the load cell says of itself is its interlock, and no other",
        arguments: [
            Saying("belt: stop", .emergencyStop) { $0.belt?.status.insert(.emergencyStop) },
            Saying("hoist: stop", .emergencyStop) { $0.hoist?.status.insert(.emergencyStop) },
            Saying("belt: lanyard", .lanyardPulled) { $0.belt?.status.insert(.lanyardPulled) },
            Saying("hoist: lanyard", .lanyardPulled) { $0.hoist?.status.insert(.lanyardPulled) },
            Saying("belt: fault", .beltFault) { $0.belt?.status.insert(.fault) },
            Saying("hoist: fault", .hoistFault) { $0.hoist?.status.insert(.fault) },
            Saying("load cell: fault", .loadCellFault) { $0.loadCell?.status.insert(.fault) },
            Saying("load cell: overload", .loadCellFault) { $0.loadCell?.status.insert(.overload) },
            Saying("belt: watchdog tripped", .driveWatchdogTripped) { $0.belt?.status.insert(.watchdogTripped) },
            Saying("hoist: watchdog tripped", .driveWatchdogTripped) { $0.hoist?.status.insert(.watchdogTripped) },
            Saying("belt: not ready", .deviceNotReady) { $0.belt?.status.remove(.ready) },
            Saying("hoist: not ready", .deviceNotReady) { $0.hoist?.status.remove(.ready) },
            Saying("belt: no watchdog", .beltWatchdogUnverified) { $0.belt?.status.remove(.watchdogVerified) },
            Saying("hoist: no watchdog", .hoistWatchdogUnverified) { $0.hoist?.status.remove(.watchdogVerified) },
            Saying("belt: unconfirmed", .commandUnconfirmed) { $0.belt?.status.insert(.commandUnconfirmed) },
            Saying("hoist: unconfirmed", .commandUnconfirmed) { $0.hoist?.status.insert(.commandUnconfirmed) },
        ])
    func devices(saying: Saying) {
        let bench = MonitorBench()
        #expect(bench.tick() == .none)
        saying.say(&bench.inputs)
        #expect(bench.tick() == .of([saying.interlock]))
    }

    @Test("A rope that carries 15 N is tight: one that does not give way when told to is noticed")
    func tightRope() {
        var envelope = EnvelopeBench()
        let down = envelope.admit(MotionRequest(belt: .stopped, hoist: .regulate(.metersPerSecond(-0.1))))
        for (force, isNoticed) in [(15.0, true), (14.99, false)] {
            let bench = MonitorBench()
            bench.context.commanded = down
            bench.inputs.loadCell?.supportForceMeasured = .newtons(force)
            let noticed = callsUntilTrue(within: 300) { bench.tick().contains(.hoistTracking) }
            #expect((noticed != nil) == isNoticed, "\(force) N")
        }
    }

    // MARK: The loop

    /// The tick, of 10 ms, that first shows too many overruns, told so many at the ticks named.
    private func noticed(_ overruns: [Int: UInt32], within most: Int = 200) -> Int? {
        var counter = OverrunCounter()
        var tick = 0
        return callsUntilTrue(within: most) {
            tick += 1
            let loop = LoopHealth(missedTicks: overruns[tick] ?? 0)
            return counter.update(loop, limits: SupervisionLimits(), dt: .milliseconds(10))
        }
    }

    @Test("Overruns are remembered for a second, and for no more than a tenth longer")
    func overrunWindow() {
        #expect(noticed([10: 9, 110: 1]) == 110)
        #expect(noticed([10: 9, 119: 1]) == 119)
        #expect(noticed([10: 9, 120: 1]) == nil)
        #expect(noticed([19: 9, 119: 1]) == 119)
        #expect(noticed([19: 9, 120: 1]) == nil)
        #expect(noticed([10: 10]) == 10)
        #expect(noticed([:], within: 2000) == nil)
        // Over many turns of the window none is forgotten early, and none kept.
        #expect(noticed([1510: 9, 1619: 1], within: 2000) == 1619)
        #expect(noticed([1510: 9, 1620: 1], within: 2000) == nil)
    }

    @Test("A tick is late by more than 20 ms, and counts once", arguments: [(20.0, nil as Int?), (20.001, 10)])
    func lateness(milliseconds: Double, tick: Int?) {
        var counter = OverrunCounter()
        let loop = LoopHealth(lateness: .seconds(milliseconds / 1000))
        let first = callsUntilTrue(within: 200) {
            counter.update(loop, limits: SupervisionLimits(), dt: .milliseconds(10))
        }
        #expect(first == tick)
    }
}
