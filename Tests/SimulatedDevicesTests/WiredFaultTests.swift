import FaultScenarios
import RigSimulation
import SimulatedDevices
import Synchronization
import Testing
import TreadmillControl

@Suite("Faults on the wire mean what they mean in the controller's own process")
struct WiredFaultTests {
    private var bench = VirtualBench(ExampleRigs.modbus())
    private var heartbeat: UInt16 = 0

    /// Commands the belt ten times a second and returns its last status block.
    @discardableResult
    private mutating func run(seconds: Double, speed: UInt16) -> [UInt16] {
        for _ in 0..<Int(seconds * 10) {
            heartbeat += 1
            bench.write([1, speed, 0, heartbeat], at: 0, bus: "belt", unit: 1)
            bench.pass(.milliseconds(100))
        }
        return bench.read(6, at: 16, bus: "belt", unit: 1)
    }

    private mutating func apply(_ fault: RigFault) {
        bench.rig.apply(fault, at: bench.now)
        bench.pass(.milliseconds(2))
    }
    private mutating func clear(_ fault: RigFault) { bench.rig.clear(fault, at: bench.now) }
    private mutating func trueSpeed() -> Double { bench.rig.observe(at: bench.now).beltSpeed.metersPerSecond }

    @Test("A stuck drive shows an old speed, counts on and obeys")
    mutating func stuck() {
        let before = run(seconds: 4, speed: 1000)
        apply(.reading(.belt, .stuck))
        let after = run(seconds: 4, speed: 2000)
        #expect(after[1] == before[1])
        #expect((4000...4005).contains(after[5] &- before[5]), "milliseconds")
        #expect(after[4] == heartbeat)
        #expect(trueSpeed() > 1.8)
    }

    @Test("A frozen drive shows an old block, echo and all, and obeys")
    mutating func frozen() {
        let before = run(seconds: 4, speed: 1000)
        apply(.reading(.belt, .frozen))
        #expect(run(seconds: 4, speed: 2000) == before)
        #expect(trueSpeed() > 1.8)
        clear(.reading(.belt, .frozen))
        #expect(run(seconds: 1, speed: 2000)[4] == heartbeat)
    }

    @Test("A slow load cell counts in the steps in which it measures")
    mutating func slow() {
        apply(.reading(.loadCell, .slow(every: .milliseconds(40))))
        var counters: Set<UInt16> = []
        for _ in 0..<200 {
            bench.pass(.milliseconds(1))
            counters.insert(bench.read(1, at: 3, bus: "unloading", unit: 2, function: 4)[0])
        }
        let steps = zip(counters.sorted(), counters.sorted().dropFirst()).map { $1 - $0 }
        #expect(steps.count >= 4 && steps.dropFirst().allSatisfy { $0 == 40 }, "\(steps)")
    }

    @Test("Wrong values reach the registers, as far as those reach")
    mutating func wrong() {
        apply(.reading(.hoist, .offset(-0.25)))
        bench.pass(.milliseconds(5))
        let words = bench.read(2, at: 17, bus: "unloading", unit: 1)
        #expect(Int32(bitPattern: UInt32(words[0]) << 16 | UInt32(words[1])) == -25_000)
        apply(.reading(.belt, .value(40)))
        bench.pass(.milliseconds(5))
        #expect(bench.read(1, at: 17, bus: "belt", unit: 1) == [32_767])
    }

    @Test("A deaf drive acknowledges and does not obey, until its power is cut")
    mutating func deaf() {
        run(seconds: 6, speed: 1500)
        apply(.deaf(.belt))
        #expect(bench.write([0, 0, 0, 9], at: 0, bus: "belt", unit: 1) == [16, 0, 0, 0, 4])
        bench.pass(.milliseconds(5000))
        #expect(trueSpeed() > 1.4)
        apply(.emergencyStop)
        bench.pass(.milliseconds(4000))
        #expect(trueSpeed() == 0)
    }

    @Test("A watchdog that is lost reads 0 and cannot be set until the fault is over; one that trips stops the belt")
    mutating func watchdog() {
        bench.write([500], at: 8, bus: "belt", unit: 1)
        apply(.watchdogLost(.belt))
        bench.pass(.milliseconds(5))
        bench.write([500], at: 8, bus: "belt", unit: 1)
        bench.pass(.milliseconds(5))
        #expect(bench.read(1, at: 8, bus: "belt", unit: 1) == [0])
        clear(.watchdogLost(.belt))
        bench.write([500], at: 8, bus: "belt", unit: 1)
        bench.pass(.milliseconds(5))
        #expect(bench.read(1, at: 8, bus: "belt", unit: 1) == [500])

        run(seconds: 4, speed: 1000)
        apply(.watchdogTripped(.belt))
        bench.pass(.milliseconds(5))
        clear(.watchdogTripped(.belt))
        let status = run(seconds: 3, speed: 1000)
        #expect(status[0] & 0b10001 == 0b10000, "tripped and not ready, although commanded on")
        #expect(trueSpeed() == 0)
    }

    @Test("A watchdog that is inert reads as it was set, and the belt goes on although nobody talks to it")
    mutating func inertWatchdog() {
        bench.write([500], at: 8, bus: "belt", unit: 1)
        apply(.watchdogInert(.belt))
        run(seconds: 4, speed: 1000)
        bench.pass(.milliseconds(3000))
        #expect(bench.read(1, at: 8, bus: "belt", unit: 1) == [500])
        #expect(trueSpeed() > 0.9)
        clear(.watchdogInert(.belt))
        bench.pass(.milliseconds(3000))
        #expect(trueSpeed() == 0)
    }

    @Test("Without supply nobody answers; afterwards settings are forgotten, counters begin anew and nothing moves")
    mutating func powerLoss() {
        bench.write([500], at: 8, bus: "belt", unit: 1)
        run(seconds: 6, speed: 1500)
        apply(.powerLoss)
        bench.pass(.milliseconds(4000))
        #expect(bench.read(1, at: 16, bus: "belt", unit: 1).isEmpty)
        #expect(bench.read(1, at: 2, bus: "unloading", unit: 2, function: 4).isEmpty)
        #expect(trueSpeed() == 0)
        clear(.powerLoss)
        bench.pass(.milliseconds(100))
        #expect(bench.read(4, at: 0, bus: "belt", unit: 1) == [0, 0, 0, 0])
        #expect(bench.read(1, at: 8, bus: "belt", unit: 1) == [0])
        #expect(bench.read(1, at: 21, bus: "belt", unit: 1)[0] < 200)
        bench.pass(.milliseconds(2000))
        #expect(trueSpeed() == 0)
    }

    @Test("A pulled lanyard is bit 5 of the belt drive alone; a TrackMaster goes silent for it")
    mutating func lanyard() {
        run(seconds: 6, speed: 1500)
        apply(.lanyard)
        bench.pass(.milliseconds(4000))
        #expect(bench.read(1, at: 16, bus: "belt", unit: 1)[0] == 0b100000)
        #expect(bench.read(1, at: 16, bus: "unloading", unit: 1)[0] == 1)
        #expect(trueSpeed() == 0)
        var treadmill = VirtualBench(ExampleRigs.trackMaster())
        #expect(treadmill.say([0xC0]) == [0xD0, 0x31])
        treadmill.rig.apply(.lanyard, at: treadmill.now)
        treadmill.pass(.milliseconds(5))
        #expect(treadmill.say([0xC0]).isEmpty)
    }

    @Test("A TrackMaster lies in tenths, and a loose plug is silent for its share of the time")
    mutating func trackMaster() {
        var treadmill = VirtualBench(ExampleRigs.trackMaster())
        treadmill.rig.apply(.reading(.belt, .value(3)), at: treadmill.now)
        treadmill.pass(.milliseconds(5))
        #expect(treadmill.say([0xC1]) == [0xD1] + Array("0108".utf8))
        treadmill.rig.apply(
            .intermittent(.belt, period: .milliseconds(200), silence: .milliseconds(50)), at: treadmill.now)
        var silent = 0
        for _ in 0..<200 {
            if treadmill.say([0xC0]).isEmpty { silent += 1 }
            treadmill.pass(.milliseconds(10))
        }
        #expect(silent == 50)
    }
}

@Suite("A scenario on wires", .serialized)
struct WiredScenarioTests {
    @Test("its faults begin at their times, are told, and the truth is judged; the controller is left to its log")
    func playback() async throws {
        let scenario = try ScenarioFile.parse(
            text: """
                title: T
                why: W
                from: start
                faults:
                  - {at: 0.2, device: hoist, fault: slip, speed_m_s: 0.05}
                  - {at: 0.4, fault: e-stop, for: 0.1}
                expect:
                  - {interlock: hoist_tracking, within_s: 1}
                  - {belt_speed_never_above_m_s: 0.01}
                  - {rope_stands: true, within_s: 0.3}
                end: 1
                """, name: "t.yaml")
        try await ServedRig.serve(ExampleRigs.modbus()) { rig in
            let told = Told()
            rig.server.schedule(scenario) { fault, instant in told.add(fault.name, instant) }
            let deadline = ContinuousClock.now + .seconds(60)
            while rig.server.observe().elapsed < .seconds(4) {
                try #require(ContinuousClock.now < deadline)
                try await Task.sleep(for: .milliseconds(20))
            }
            let trace = rig.server.scenarioTrace
            #expect(told.all.map(\.name) == ["hoist slip", "rig e-stop"])
            #expect(told.all.map(\.at) == trace.faultBegins)
            let verdict = scenario.verdict(on: trace)
            #expect(verdict.claims.map(\.outcome) == [.notJudged, .met, .missed])
            #expect(rig.server.activeFaults == [.hoistSlip(speed: 0.05)])
        }
    }

    private final class Told: Sendable {
        private let list = Mutex<[(name: String, at: MonotonicInstant)]>([])

        func add(_ name: String, _ instant: MonotonicInstant) { list.withLock { $0.append((name, instant)) } }
        var all: [(name: String, at: MonotonicInstant)] { list.withLock { $0 } }
    }
}
