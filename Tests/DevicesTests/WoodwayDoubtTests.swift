import Testing
import TreadmillControl

@testable import Devices

@Suite("A Woodway that stops, refuses, or is not understood")
struct WoodwayDoubtTests {
    private let running = Commands.running(at: .kilometersPerHour(4))

    /// At a walk of 4 km/h.
    private func walking() throws -> WoodwayBench {
        let bench = WoodwayBench()
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: running)
        bench.line.treadmill.forgetHeard()
        return bench
    }

    @Test("A belt that stops by itself is not started again until a stop was commanded")
    func stoppedByItself() throws {
        let bench = try walking()
        bench.line.treadmill.stopByItself()
        bench.line.treadmill.isEngaged = false
        try bench.rounds(10, under: running)
        #expect(!bench.line.treadmill.commands.contains(0xA0))
        #expect(!bench.line.treadmill.hasMovedUntimed)
        #expect(bench.belt?.status.contains(.watchdogTripped) == true)
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.line.treadmill.commands.contains(0xAA))
        try bench.rounds(2, under: running)
        #expect(bench.line.treadmill.commands.contains(0xA0))
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test(
        "A belt that its keys are stopping, and that lags behind for it, is not told its speed until rest was commanded"
    )
    func stoppedByKeys() throws {
        let bench = try walking()
        bench.line.treadmill.speed = 30
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified, .commandUnconfirmed])
        bench.line.treadmill.forgetHeard()
        for speed in [25, 20, 10, 5, 0, 0] {
            bench.line.treadmill.speed = speed
            try bench.rounds(1, under: running)
            #expect(bench.belt?.status.isDisjoint(with: [.commandUnconfirmed, .watchdogTripped]) == false)
        }
        #expect(!bench.line.treadmill.commands.contains(0xA0))
        let speeds = bench.line.treadmill.heard.indices.filter { bench.line.treadmill.heard[$0] == 0xA3 }
        #expect(
            speeds.allSatisfy {
                bench.line.treadmill.heard[$0...].prefix(5).elementsEqual([0xA3, 0x30, 0x30, 0x30, 0x30])
            })
        bench.line.treadmill.speed = nil
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("A belt that lags behind hears that it is to go slower, and never more than it does")
    func slowerWhileBehind() throws {
        let bench = try walking()
        bench.line.treadmill.speed = 30
        try bench.rounds(2, under: running)
        for (wanted, said) in [(38, 30), (32, 30), (28, 28), (20, 20)] {
            try bench.rounds(1, under: Commands.running(at: .kilometersPerHour(Double(wanted) / 10)))
            #expect(bench.line.treadmill.setSpeed == said)
        }
        bench.line.treadmill.speed = nil
        try bench.rounds(2, under: running)
        #expect(bench.line.treadmill.setSpeed == 40)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("The treadmill's word that its timer ran out is heard out, and the belt not started again")
    func masterTimeout() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xA3: [0xBD]]
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        bench.line.treadmill.lies = [:]
        bench.line.treadmill.stopByItself()
        try bench.rounds(5, under: running)
        #expect(!bench.line.treadmill.commands.contains(0xA0))
        #expect(!bench.line.treadmill.hasMovedUntimed)
        #expect(bench.belt?.status.contains(.watchdogTripped) == true)
        try bench.rounds(1, under: Commands.rest)
        try bench.rounds(2, under: running)
        #expect(bench.line.treadmill.isRunning)
    }

    @Test(
        "A belt that was left alone for as long as its timer may take is told zero, not its speed",
        arguments: [false, true])
    func perhapsStoppedByItself(isHeardBefore: Bool) throws {
        let bench = try walking()
        if isHeardBefore {
            bench.line.treadmill.lies = [0xA3: [], 0xC1: []]
            try bench.rounds(1, under: running)
            bench.line.treadmill.lies = [:]
        }
        // 300 ms are well within its 500 ms, and so long that it is not to be relied on any more.
        bench.pass(.milliseconds(300))
        bench.line.treadmill.stopByItself()
        bench.line.treadmill.forgetHeard()
        try bench.rounds(1, under: running)
        #expect(Array(bench.line.treadmill.heard.prefix(5)) == [0xA3, 0x30, 0x30, 0x30, 0x30])
        try bench.rounds(4, under: running)
        #expect(!bench.line.treadmill.hasMovedUntimed)
        #expect(!bench.line.treadmill.commands.contains(0xA0))
        #expect(bench.belt?.status.contains(.watchdogTripped) == true)
    }

    @Test("One damaged digit that makes a running belt stand is not believed")
    func damagedStandstill() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xC1: [0xD1] + ScriptedTreadmill.digits(0)]
        bench.line.damage = [
            nil, nil,
            { [line = bench.line] heard in
                line.treadmill.lies = [:]
                return heard
            },
        ]
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        #expect(bench.belt?.status.contains(.watchdogTripped) == false)
        try bench.rounds(3, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("A belt that is told to creep may measure zero and has not stopped; told to walk, it has")
    func creeping() throws {
        let bench = try walking()
        bench.line.treadmill.speed = 0
        // 0.1 km/h.
        try bench.rounds(5, under: Commands.running(at: .kilometersPerHour(0.12)))
        #expect(bench.belt?.status.isSuperset(of: [.running, .watchdogVerified]) == true)
        #expect(bench.belt?.status.contains(.watchdogTripped) == false)
        bench.line.treadmill.speed = nil
        try bench.rounds(2, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
        bench.line.treadmill.speed = 0
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status.contains(.watchdogTripped) == true)
    }

    @Test("A belt that is coming to rest is told to stop again, never to run")
    func slowing() throws {
        let bench = try walking()
        bench.line.treadmill.speed = 30
        try bench.rounds(2, under: Commands.rest)
        bench.line.treadmill.forgetHeard()
        try bench.rounds(3, under: running)
        #expect(bench.line.treadmill.commands.count { $0 == 0xAA } == 3)
        #expect(bench.line.treadmill.commands.allSatisfy { $0 == 0xAA || $0 >= 0xC0 })
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        bench.line.treadmill.speed = 0
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
    }

    @Test("A treadmill that refuses to bring its belt to rest has the drive taken off it")
    func refusedAutoStop() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xAA: [0xBF]]
        bench.line.damage = [{ _ in [0xAF] }]
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.line.treadmill.commands.prefix(2) == [0xAF, 0xA2])
        #expect(!bench.line.treadmill.isRunning)
    }

    @Test("A treadmill that refuses both is told again in every round, is read, and does not count as stopped")
    func refusedStop() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xAA: [0xBF], 0xA2: [0xBF]]
        bench.line.treadmill.speed = 40
        for _ in 0..<8 {
            try bench.rounds(1, under: Commands.rest)
            #expect(bench.belt?.status.contains(.running) == true)
        }
        #expect(bench.line.treadmill.commands.count { $0 == 0xA2 } == 8)
    }

    @Test("A refused speed is no confirmed speed, and the treadmill is read all the same")
    func refusedSpeed() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xA3: [0xBE]]
        var last = try #require(bench.belt)
        for _ in 0..<8 {
            try bench.rounds(1, under: Commands.running(at: .kilometersPerHour(4.4)))
            let belt = try #require(bench.belt)
            #expect(belt.sampledAt > last.sampledAt)
            #expect(belt.status.contains(.commandUnconfirmed))
            last = belt
        }
        bench.line.treadmill.lies = [:]
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test(
        "After a lost answer a belt that stands is not started, and one that runs is told its speed first",
        arguments: [
            false, true,
        ])
    func lostAnswer(runsOn: Bool) throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xC1: []]
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        bench.line.treadmill.lies = [:]
        bench.line.treadmill.forgetHeard()
        if !runsOn {
            // By its keys, between our words: the next speed is heard, and is not to move it.
            bench.line.treadmill.stopByItself()
            bench.line.treadmill.isEngaged = false
        }
        try bench.rounds(3, under: running)
        #expect(bench.line.treadmill.commands.first == 0xA3)
        #expect(!bench.line.treadmill.commands.contains(0xA0))
        #expect(bench.belt?.status.contains(.running) == runsOn)
        #expect(bench.belt?.status.contains(.watchdogTripped) == !runsOn)
    }

    @Test(
        "A spoilt answer to any question is not believed, and the next good one is",
        arguments: [UInt8]([0xC1, 0xC2]),
        [
            [], [0xD0], [0x39, 0x39], [0xD1, 0x41, 0x42, 0x43, 0x44], [0xD1, 0x31, 0x30, 0x34, 0x30], [0xBF], [0xDF],
            [0xFF],
        ] as [[UInt8]])
    func spoiltAnswers(question: UInt8, lie: [UInt8]) throws {
        let bench = try walking()
        let good = try #require(bench.belt)
        // A whole grade with a wrong first byte is the answer to another question.
        bench.line.treadmill.lies = [question: lie]
        for _ in 0..<8 where bench.belt?.status.contains(.commandUnconfirmed) == false {
            try bench.rounds(1, under: running)
            #expect(bench.belt?.speedMeasured == good.speedMeasured)
        }
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        bench.line.treadmill.lies = [:]
        try bench.rounds(3, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("A late answer is thrown away and not taken for the next one; noise before an answer spoils it and no more")
    func lateAnswerAndNoise() throws {
        let bench = try walking()
        bench.line.deliver([0xD1] + ScriptedTreadmill.digits(188))
        try bench.rounds(1, under: running)
        #expect(try #require(bench.belt).speedMeasured == .kilometersPerHour(4))
        bench.line.noise = [0x00, 0xD1]
        try bench.rounds(1, under: running)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        try bench.rounds(2, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
    }

    @Test("A hang-up in mid-answer ends the conversation with the last reading in doubt", arguments: 0..<5)
    func hangUp(after bytes: Int) throws {
        let bench = try walking()
        let good = try #require(bench.belt)
        bench.line.treadmill.lies = [0xC1: [0xD1, 0x30] + ScriptedTreadmill.digits(99).dropFirst()]
        // One byte acknowledges the speed that comes first.
        bench.line.hangUp(after: 1 + bytes)
        #expect(throws: BusProblem.lineLost("hang-up")) { try bench.rounds(1, under: running) }
        #expect(bench.belt?.speedMeasured == good.speedMeasured)
        #expect(bench.belt?.sampledAt == good.sampledAt)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
    }

    @Test("A treadmill that is not understood any more is left alone until its own timer has stopped it")
    func leftAlone() throws {
        let bench = try walking()
        bench.line.treadmill.lies = [0xC1: [0xD7]]
        try bench.rounds(4, under: running)
        #expect(throws: BusProblem.self) { try bench.rounds(1, under: running) }
        #expect(bench.now - bench.line.spokenAt > .milliseconds(500))
    }
}
