import DeviceProtocols
import Testing
import TreadmillControl

@testable import Devices

@Suite("What is said to a TrackMaster treadmill")
struct TrackMasterConversationTests {
    @Test("The speed is rounded down, and set and read back before the belt starts, with its disconnect stop")
    func start() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        bench.line.treadmill.forgetHeard()
        // 1.44 km/h.
        try bench.rounds(2, under: Commands.running(at: .metersPerSecond(0.4)))
        let commands = bench.line.treadmill.commands
        #expect(commands.prefix(5) == [0xA3, 0xC3, 0xA4, 0xC4, 0xA0])
        #expect(bench.line.treadmill.setSpeed == 14)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
        #expect(try #require(bench.belt).speedMeasured == .kilometersPerHour(1.4))
    }

    @Test("Nothing but the start with a disconnect stop is ever sent, whatever the treadmill says")
    func neverUnguarded() throws {
        let bench = TreadmillBench()
        let lies: [[UInt8: [UInt8]]] = [[:], [0xC0: [0xD0, 0x33]], [0xA0: [0xBE]], [0xC3: []], [0xC0: [0xD0, 0x31]]]
        for lie in lies {
            bench.line.treadmill.lies = lie
            for command in [Commands.rest, Commands.running(at: .metersPerSecond(1)), Commands.rest] {
                // Five failures in a row end the conversation, and that is as good.
                try? bench.rounds(4, under: command)
            }
        }
        let allowed: Set<UInt8> = [0xA0, 0xA2, 0xA3, 0xA4, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4]
        #expect(Set(bench.line.treadmill.commands).isSubset(of: allowed))
    }

    @Test("A set speed that does not read back is never started at, and never counts as confirmed")
    func speedNotReadBack() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        bench.line.treadmill.lies = [0xC3: [0xD3] + ScriptedTreadmill.digits(120)]
        try bench.rounds(6, under: Commands.running(at: .metersPerSecond(0.5)))
        #expect(!bench.line.treadmill.commands.contains(0xA0))
        #expect(bench.belt?.status == [.ready, .watchdogVerified, .commandUnconfirmed])
        bench.line.treadmill.lies = [:]
        try bench.rounds(2, under: Commands.running(at: .metersPerSecond(0.5)))
        #expect(bench.line.treadmill.commands.contains(0xA0))
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == false)
    }

    @Test("A running belt whose new speed does not read back is flagged, and told again")
    func changeNotReadBack() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: Commands.running(at: .metersPerSecond(0.5)))
        bench.line.treadmill.lies = [0xC3: [0xD3] + ScriptedTreadmill.digits(99)]
        bench.line.treadmill.forgetHeard()
        try bench.rounds(3, under: Commands.running(at: .metersPerSecond(0.6)))
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        // Twice a round: at once, so that what was understood instead does not stand.
        #expect(bench.line.treadmill.commands.count { $0 == 0xA3 } == 6)
    }

    @Test("A belt that stops by itself is not started again until a stop was commanded")
    func stoppedByItself() throws {
        let bench = TreadmillBench()
        let running = Commands.running(at: .metersPerSecond(1))
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: running)
        bench.line.treadmill.state = 0x31
        bench.line.treadmill.forgetHeard()
        try bench.rounds(10, under: running)
        #expect(!bench.line.treadmill.commands.contains(0xA0))
        #expect(bench.belt?.status.contains(.watchdogTripped) == true)
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.line.treadmill.commands.contains(0xA2))
        try bench.rounds(2, under: running)
        #expect(bench.line.treadmill.commands.contains(0xA0))
    }

    @Test("After a lost answer a belt that stands is not started, and one that runs is told its speed again")
    func lostAnswer() throws {
        for state: UInt8 in [0x31, 0x32] {
            let bench = TreadmillBench()
            let running = Commands.running(at: .metersPerSecond(1))
            try bench.rounds(2, under: Commands.rest)
            try bench.rounds(3, under: running)
            bench.line.treadmill.lies = [0xC1: []]
            try bench.rounds(1, under: running)
            #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
            bench.line.treadmill.lies = [:]
            bench.line.treadmill.state = state
            bench.line.treadmill.forgetHeard()
            try bench.rounds(3, under: running)
            #expect(bench.line.treadmill.commands.prefix(3) == [0xA3, 0xC3, 0xC0])
            #expect(!bench.line.treadmill.commands.contains(0xA0))
            #expect(bench.belt?.status.contains(.running) == (state == 0x32))
        }
    }

    @Test("A belt that is coming to rest is told to stop again, never to run")
    func slowing() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: Commands.running(at: .metersPerSecond(1)))
        bench.line.treadmill.lies = [0xC0: [0xD0, 0x32]]
        try bench.rounds(2, under: Commands.rest)
        bench.line.treadmill.forgetHeard()
        try bench.rounds(3, under: Commands.running(at: .metersPerSecond(1)))
        #expect(bench.line.treadmill.commands.count { $0 == 0xA2 } == 3)
        #expect(bench.line.treadmill.commands.allSatisfy { $0 == 0xA2 || $0 >= 0xC0 })
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
    }

    @Test("A belt that another host started without its disconnect stop is never taken over")
    func unguarded() throws {
        let bench = TreadmillBench()
        bench.line.treadmill.state = 0x33
        try bench.rounds(5, under: Commands.running(at: .metersPerSecond(1)))
        #expect(bench.line.treadmill.commands.allSatisfy { $0 >= 0xC0 })
        #expect(bench.belt?.status.contains(.watchdogVerified) == false)
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.line.treadmill.state == 0x31)
    }

    @Test("A refused speed is no confirmed speed, and the stop still goes through")
    func refusal() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: Commands.running(at: .metersPerSecond(1)))
        bench.line.treadmill.lies = [0xA3: [0xBE]]
        try bench.rounds(2, under: Commands.running(at: .metersPerSecond(1.2)))
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        try bench.rounds(2, under: Commands.rest)
        #expect(bench.line.treadmill.state == 0x31)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
    }

    @Test(
        "A spoilt answer to any question is not believed, and the next good one is",
        arguments: [UInt8]([0xC0, 0xC1, 0xC2]),
        [[], [0xD1], [0x39, 0x39], [0xD1, 0x41, 0x42, 0x43, 0x44], [0xD0, 0x77], [0xBF], [0xDF], [0xFF]] as [[UInt8]])
    func spoiltAnswers(question: UInt8, lie: [UInt8]) throws {
        let bench = TreadmillBench()
        let running = Commands.running(at: .metersPerSecond(1))
        try bench.rounds(2, under: Commands.rest)
        try bench.rounds(3, under: running)
        let good = try #require(bench.belt)
        bench.line.treadmill.lies = [question: lie]
        // As many rounds as it takes for the grade, which is asked for in every eighth, to be among them.
        for _ in 0..<8 where bench.belt?.status.contains(.commandUnconfirmed) == false {
            try bench.rounds(1, under: running)
            #expect(bench.belt?.speedMeasured == good.speedMeasured)
        }
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        bench.line.treadmill.lies = [:]
        try bench.rounds(3, under: running)
        #expect(bench.belt?.status == [.ready, .running, .watchdogVerified])
        #expect(try #require(bench.belt).sampledAt > good.sampledAt)
    }

    @Test("A late answer is thrown away and not taken for the next one")
    func lateAnswer() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        // 18.8 km/h, from a while ago.
        bench.line.deliver([0xD1] + ScriptedTreadmill.digits(188))
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.belt?.speedMeasured == .zero)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
    }

    @Test("Noise before an answer spoils it and no more")
    func noise() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        bench.line.noise = [0x00, 0xD1]
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
        try bench.rounds(2, under: Commands.rest)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
    }

    @Test("A hang-up in mid-answer ends the conversation with the last reading in doubt", arguments: 0..<5)
    func hangUp(after bytes: Int) throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        let good = try #require(bench.belt)
        bench.line.treadmill.lies = [0xC0: [0xD0, 0x31], 0xC1: [0xD1] + ScriptedTreadmill.digits(99)]
        bench.line.hangUp(after: 2 + bytes)
        #expect(throws: BusProblem.lineLost("hang-up")) { try bench.rounds(1, under: Commands.rest) }
        #expect(bench.belt?.speedMeasured == good.speedMeasured)
        #expect(bench.belt?.sampledAt == good.sampledAt)
        #expect(bench.belt?.status.contains(.commandUnconfirmed) == true)
    }

    @Test("999.9 is an emergency stop and not a speed")
    func emergencyStop() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        let good = try #require(bench.belt)
        bench.line.treadmill.speed = 9999
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.belt?.status.contains(.emergencyStop) == true)
        #expect(bench.belt?.speedMeasured == good.speedMeasured)
        bench.line.treadmill.speed = 0
        try bench.rounds(1, under: Commands.rest)
        #expect(bench.belt?.status == [.ready, .watchdogVerified])
    }

    @Test("A loop that has not spoken yet sets nothing in motion and stops nothing: the treadmill is only asked")
    func onlyAsking() throws {
        let bench = TreadmillBench()
        bench.line.treadmill.state = 0x32
        try bench.rounds(4, under: nil)
        #expect(bench.line.treadmill.commands.allSatisfy { $0 >= 0xC0 })
        #expect(bench.belt?.status.contains(.running) == true)
    }

    @Test("A treadmill that says nothing any more is given up after five rounds")
    func givenUp() throws {
        let bench = TreadmillBench()
        try bench.rounds(2, under: Commands.rest)
        bench.line.treadmill.lies = [0xC0: []]
        try bench.rounds(4, under: Commands.rest)
        #expect(throws: BusProblem.self) { try bench.rounds(1, under: Commands.rest) }
    }
}
