import Testing
import TreadmillControl

@testable import Devices

@Suite("A TrackMaster that may have understood something else")
struct TrackMasterDoubtTests {
    private let running = Commands.running(at: .kilometersPerHour(4))
    private let faster = Commands.running(at: .kilometersPerHour(4.4))

    /// At a walk of 4 km/h.
    private func walking() throws -> TreadmillBench {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: running)
        #expect(bench.line.treadmill.setSpeed == 40)
        bench.line.treadmill.forgetHeard()
        return bench
    }

    /// The digits of a set speed become others on the way.
    private static func misheard(as tenths: Int) -> ([UInt8]) -> [UInt8] {
        { [$0[0]] + ScriptedTreadmill.digits(tenths) }
    }

    @Test("A damaged digit is put right in the same round, before anything else is said")
    func damagedDigit() throws {
        let bench = try walking()
        bench.line.damage = [Self.misheard(as: 140)]
        try bench.rounds(1, under: faster)
        #expect(bench.line.treadmill.commands.prefix(4) == [0xA3, 0xC3, 0xA3, 0xC3])
        #expect(bench.line.treadmill.setSpeed == 44)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test(
        "A damaged digit whose acknowledgement or read-back is lost is put right first thing in the next round",
        arguments: [0xA3, 0xC3] as [UInt8])
    func damagedAndLost(silentAnswer: UInt8) throws {
        let bench = try walking()
        bench.line.damage = [Self.misheard(as: 140)]
        bench.line.treadmill.lies = [silentAnswer: []]
        try bench.rounds(1, under: faster)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        bench.line.treadmill.lies = [:]
        bench.line.treadmill.forgetHeard()
        try bench.rounds(1, under: faster)
        #expect(bench.line.treadmill.commands.first == 0xA3)
        #expect(bench.line.treadmill.setSpeed == 44)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true, "the grade is still open")
        try bench.rounds(1, under: faster)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == false)
    }

    @Test(
        "A question that was understood as a command makes the speed doubtful",
        arguments: [
            [0xA3] + ScriptedTreadmill.digits(140), [0xA0], [0xA2],
        ] as [[UInt8]])
    func questionTakenForCommand(understood: [UInt8]) throws {
        let bench = try walking()
        bench.line.damage = [{ _ in understood }]
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        bench.line.treadmill.forgetHeard()
        try bench.rounds(1, under: running)
        #expect(bench.line.treadmill.commands.first == 0xA3)
        #expect(bench.line.treadmill.setSpeed == 40)
        try bench.rounds(2, under: running)
        #expect(!bench.line.treadmill.commands.contains(0xA0), "a belt that stopped is not started again")
    }

    @Test("A grade that was understood as a speed makes the speed doubtful")
    func gradeTakenForSpeed() throws {
        let bench = try walking()
        bench.line.damage = [{ [0xA3] + $0.dropFirst() }]
        try bench.rounds(1, under: Commands.running(at: .kilometersPerHour(4), incline: .percentGrade(12)))
        #expect(bench.line.treadmill.setSpeed == 120)
        try bench.rounds(1, under: running)
        #expect(bench.line.treadmill.setSpeed == 40)
    }

    @Test("A read-back that was damaged into the right number is found out by the next one")
    func damagedTwice() throws {
        let bench = try walking()
        bench.line.damage = [Self.misheard(as: 140)]
        bench.line.treadmill.lies = [0xC3: [0xD3] + ScriptedTreadmill.digits(44)]
        try bench.rounds(1, under: faster)
        bench.line.treadmill.lies = [:]
        #expect(bench.line.treadmill.setSpeed == 140)
        try bench.rounds(TrackMasterDialect.roundsPerCheck, under: faster)
        #expect(bench.line.treadmill.setSpeed == 44)
    }

    @Test("A belt that slows down while nothing is heard of it is told each slower speed all the same")
    func slowingUnheard() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xC1: []]
        for tenths in [36, 32, 28] {
            try bench.rounds(1, under: Commands.running(at: .kilometersPerHour(Double(tenths) / 10)))
            #expect(bench.line.treadmill.setSpeed == tenths)
        }
    }

    @Test(
        "One damaged status byte is not believed: a belt with its guard does not lose it by noise",
        arguments: [
            0x31, 0x33,
        ] as [UInt8])
    func damagedStatus(lie: UInt8) throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xC0: [0xD0, lie]]
        bench.line.damage = [
            { heard in
                // Only the first answer is damaged.
                heard
            },
            { [line = bench.line] heard in
                line.treadmill.lies = [:]
                return heard
            },
        ]
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        #expect(bench.belt?.status.isSuperset(of: [.running, .watchdogVerified]) == true)
        try bench.rounds(3, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("A question at rest that was understood as a start is answered with a stop")
    func startedByNoise() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        bench.line.damage = [{ _ in [0xA0] }]
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.line.treadmill.state == 0x32)
        bench.line.treadmill.forgetHeard()
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.line.treadmill.commands.first == 0xA2)
        #expect(bench.line.treadmill.state == 0x31)
    }

    @Test("A treadmill that refuses a setting is read all the same, and its reading says that it has not taken it")
    func refusalIsRead() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xA3: [0xBE]]
        var last = try #require(bench.belt)
        for _ in 0..<8 {
            try bench.rounds(1, under: faster)
            let belt = try #require(bench.belt)
            #expect(belt.sampledAt > last.sampledAt)
            #expect(belt.status.contains(.commandUnconfirmed))
            last = belt
        }
        bench.line.treadmill.lies = [:]
        try bench.rounds(1, under: faster)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == false)
    }

    @Test("A treadmill that refuses to stop is told again in every round, is read, and does not count as stopped")
    func refusedStop() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xA2: [0xBF], 0xC0: [0xD0, 0x32]]
        for _ in 0..<8 {
            try bench.rounds(1, under: Commands.rest)
            #expect(bench.belt?.status.isSuperset(of: [.running, .commandUnconfirmed]) == true)
        }
        #expect(bench.line.treadmill.commands.count { $0 == 0xA2 } == 8)
        bench.line.treadmill.lies = [:]
        try bench.rounds(2, under: Commands.rest)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
    }

    @Test("A treadmill that is not understood any more is left alone until its own timer has stopped it")
    func leftAlone() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xC0: [0xD7]]
        try bench.rounds(4, under: running)
        #expect(throws: BusProblem.self) { try bench.rounds(1, under: running) }
        #expect(bench.now - bench.line.spokenAt > .milliseconds(500))
    }
}
