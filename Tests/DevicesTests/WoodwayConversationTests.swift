import DeviceProtocols
import Testing
import TreadmillControl

@testable import Devices

@Suite("What is said to a Woodway treadmill")
struct WoodwayConversationTests {
    private let running = Commands.running(at: .kilometersPerHour(4))

    /// At a walk of 4 km/h.
    private func walking() throws -> WoodwayBench {
        let bench = WoodwayBench()
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: running)
        #expect(bench.line.treadmill.setSpeed == 40)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
        bench.line.treadmill.forgetHeard()
        return bench
    }

    @Test("The speed is rounded down, and said once the belt is started under its timer")
    func start() throws {
        let bench = WoodwayBench()
        try bench.rounds(2, under: Commands.rest)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
        bench.line.treadmill.forgetHeard()
        // 1.44 km/h.
        try bench.rounds(2, under: Commands.running(at: .metersPerSecond(0.4)))
        // Zero before the start, so that nothing moves without the timer; the speed right after it.
        let zero: [UInt8] = [0xA3, 0x30, 0x30, 0x30, 0x30]
        let level: [UInt8] = [0xA4, 0x30, 0x30, 0x30, 0x30]
        let started: [UInt8] = [0xA0, 0xA3, 0x30, 0x30, 0x31, 0x34]
        let expected: [UInt8] = zero + level + started
        #expect(Array(bench.line.treadmill.heard.prefix(16)) == expected)
        #expect(!bench.line.treadmill.hasMovedUntimed)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
        #expect(try #require(bench.belt).speedMeasured == .kilometersPerHour(1.4))
    }

    @Test("Nothing but the start with the timer is ever sent, and no speed but forward, whatever the treadmill says")
    func neverUnguarded() throws {
        let bench = WoodwayBench()
        let lies: [[UInt8: [UInt8]]] = [
            [:], [0xC1: [0xD1, 0x33, 0x30, 0x34, 0x30]], [0xA0: [0xBE]], [0xA3: []], [0xAA: [0xBF]], [0xA3: [0xBD]],
        ]
        for lie in lies {
            bench.line.treadmill.lies = lie
            for command in [Commands.rest, Commands.running(at: .metersPerSecond(1)), Commands.rest] {
                // Five failures in a row end the conversation, and that is as good.
                try? bench.rounds(4, under: command)
            }
        }
        let allowed: Set<UInt8> = [0xA0, 0xA2, 0xA3, 0xA4, 0xAA, 0xC0, 0xC1, 0xC2, 0xC3]
        let heard = bench.line.treadmill.heard
        #expect(Set(bench.line.treadmill.commands).isSubset(of: allowed))
        #expect(!bench.line.treadmill.hasMovedUntimed)
        let speeds = heard.indices.filter { heard[$0] == 0xA3 }
        #expect(!speeds.isEmpty)
        #expect(speeds.allSatisfy { heard[$0 + 1] == 0x30 })
    }

    @Test("What cannot be read back is said again in every round: a damaged digit stands for one")
    func damagedDigit() throws {
        let bench = try walking()
        // "0044" becomes "0444".
        bench.line.damage = [{ [$0[0], $0[1], 0x34] + $0[3...] }]
        try bench.rounds(1, under: Commands.running(at: .kilometersPerHour(4.4)))
        #expect(bench.line.treadmill.setSpeed == 444)
        // The scripted belt is that fast at once, and that is no speed between 4 and 4.4.
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        try bench.rounds(2, under: Commands.running(at: .kilometersPerHour(4.4)))
        #expect(bench.line.treadmill.setSpeed == 44)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
        #expect(bench.line.treadmill.commands.count { $0 == 0xA3 } == 3)
    }

    @Test(
        "A measured speed that is none on the way keeps an acknowledged speed from counting as taken",
        arguments: [3, 60])
    func measuredElsewhere(tenths: Int) throws {
        let bench = try walking()
        bench.line.treadmill.speed = tenths
        for _ in 0..<4 {
            try bench.rounds(1, under: running)
            #expect(bench.belt?.status == [.ready, .running, .watchdogVerified, .commandUnconfirmed])
            #expect(try #require(bench.belt).speedMeasured == .kilometersPerHour(Double(tenths) / 10))
        }
        bench.line.treadmill.speed = nil
        try bench.rounds(2, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("A belt that follows slowly, up and down, is on its way and not denied")
    func slowBelt() throws {
        let bench = try walking()
        for (target, way) in [
            (80, Array(stride(from: 40, through: 80, by: 5))), (20, Array(stride(from: 80, through: 20, by: -5))),
        ] {
            for measured in way {
                bench.line.treadmill.speed = measured
                try bench.rounds(1, under: Commands.running(at: .kilometersPerHour(Double(target) / 10)))
                #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
            }
        }
    }

    @Test("A grade is said again and measured; one that the deck does not go to does not count as taken")
    func deniedGrade() throws {
        let bench = try walking()
        let uphill = Commands.running(at: .kilometersPerHour(4), incline: .percentGrade(5))
        try bench.rounds(17, under: uphill)
        #expect(bench.line.treadmill.setGrade == 50)
        #expect(bench.line.treadmill.commands.count { $0 == 0xA4 } >= 3)
        #expect(bench.belt?.inclineMeasured == .percentGrade(5))
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == false)
        bench.line.treadmill.grade = 120
        try bench.rounds(9, under: uphill)
        for _ in 0..<9 {
            try bench.rounds(1, under: uphill)
            #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        }
        bench.line.treadmill.grade = nil
        try bench.rounds(9, under: uphill)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == false)
    }

    @Test("A belt that is found running is not taken over, not sped up, and stopped when rest is commanded")
    func foundRunning() throws {
        let bench = WoodwayBench()
        bench.line.treadmill.isEngaged = true
        bench.line.treadmill.setSpeed = 50
        try bench.rounds(5, under: running)
        #expect(bench.line.treadmill.commands.allSatisfy { $0 >= 0xC0 })
        #expect(bench.belt?.status == [.ready, .running, .commandUnconfirmed])
        try bench.rounds(2, under: Commands.rest)
        #expect(!bench.line.treadmill.isRunning)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
    }

    @Test("A belt that runs backwards is read as it is and never counts as under our timer")
    func backwards() throws {
        let bench = try walking()
        bench.line.treadmill.direction = "3"
        try bench.rounds(2, under: running)
        #expect(try #require(bench.belt).speedMeasured == .kilometersPerHour(-4))
        #expect(bench.belt?.status == [.ready, .running, .commandUnconfirmed])
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.line.treadmill.commands.contains(0xAA))
    }

    @Test("A treadmill that answers as a TrackMaster is never started, and the rig's file is named")
    func otherMake() throws {
        let bench = WoodwayBench()
        bench.line.treadmill.firmware = Array("0040".utf8)
        try bench.rounds(4, under: running)
        var problem: BusProblem?
        do { try bench.rounds(1, under: running) } catch { problem = error as? BusProblem }
        #expect(try #require(problem).description.contains("write device: trackmaster"))
        #expect(bench.line.treadmill.commands.allSatisfy { $0 >= 0xC0 })
        #expect(bench.belt == nil)
    }

    @Test("A stop waits for no greeting")
    func stopBeforeGreeting() throws {
        let bench = WoodwayBench()
        bench.line.treadmill.isEngaged = true
        bench.line.treadmill.setSpeed = 50
        bench.line.treadmill.lies = [0xC0: []]
        try bench.rounds(1, under: Commands.rest)
        #expect(!bench.line.treadmill.isRunning)
    }

    @Test("A loop that has not spoken yet sets nothing in motion and stops nothing: the treadmill is only asked")
    func onlyAsking() throws {
        let bench = WoodwayBench()
        bench.line.treadmill.isEngaged = true
        bench.line.treadmill.setSpeed = 30
        try bench.rounds(4, under: nil)
        #expect(bench.line.treadmill.commands.allSatisfy { $0 >= 0xC0 })
        #expect(bench.belt?.status.contains(.running) == true)
    }
}
