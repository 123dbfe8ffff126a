import Testing
import TreadmillControl

@testable import Devices

@Suite("A treadmill that rejects a start soon after power-up")
struct RefusedStartTests {
    private let running = Commands.running(at: .kilometersPerHour(4))

    @Test("It hears a stop before each further start, so that it comes to run once it may, without another command")
    func stopComesBetween() throws {
        let bench = TreadmillBench()
        bench.line.treadmill.isPoweringUp = true
        try bench.rounds(2, under: Commands.rest)
        bench.line.treadmill.forgetHeard()
        for _ in 0..<8 {
            try bench.rounds(1, under: running)
            #expect(bench.line.treadmill.state == 0x31)
            #expect(bench.belt?.status == [.ready, .watchdogVerified, .commandUnconfirmed])
        }
        #expect(
            bench.line.treadmill.commands.filter { [0xA0, 0xA2].contains($0) }
                == [0xA0, 0xA2, 0xA0, 0xA2, 0xA0, 0xA2, 0xA0, 0xA2])
        bench.line.treadmill.isPoweringUp = false
        try bench.rounds(3, under: running)
        #expect(bench.line.treadmill.state == 0x32)
        #expect(bench.line.treadmill.setSpeed == 40)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("A start that was rejected is not said again once rest is commanded")
    func restCommanded() throws {
        let bench = TreadmillBench()
        bench.line.treadmill.isPoweringUp = true
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(1, under: running)
        bench.line.treadmill.forgetHeard()
        try bench.rounds(4, under: Commands.rest)
        #expect(bench.line.treadmill.commands.filter { $0 < 0xC0 } == [0xA2])
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
    }

    @Test(
        "However it rejects, by silence or by an acknowledgement that means nothing, a commanded stop lets it run again",
        arguments: [[], [0xB0]] as [[UInt8]])
    func otherRejections(rejection: [UInt8]) throws {
        let bench = TreadmillBench()
        bench.line.treadmill.isPoweringUp = true
        bench.line.treadmill.rejection = rejection
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(4, under: running)
        #expect(bench.line.treadmill.state == 0x31)
        bench.line.treadmill.isPoweringUp = false
        try bench.rounds(4, under: running)
        #expect(bench.line.treadmill.state == 0x31, "it still rejects, and nothing else was commanded")
        try bench.rounds(2, under: Commands.rest)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
        try bench.rounds(3, under: running)
        #expect(bench.line.treadmill.state == 0x32)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("A Woodway that refuses a start hears a stop before the next one as well")
    func woodway() throws {
        let bench = WoodwayBench()
        try bench.rounds(2, under: Commands.rest)
        bench.line.treadmill.forgetHeard()
        bench.line.treadmill.lies = [0xA0: [0xBF]]
        // The scripted one starts all the same, so that its speed has to lie as well.
        bench.line.treadmill.speed = 0
        try bench.rounds(4, under: running)
        #expect(bench.line.treadmill.commands.filter { [0xA0, 0xAA].contains($0) } == [0xA0, 0xAA, 0xA0, 0xAA])
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        bench.line.treadmill.lies = [:]
        bench.line.treadmill.speed = nil
        try bench.rounds(3, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }
}
