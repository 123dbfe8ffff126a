import ControlTestKit
import Testing
import TreadmillControl

/// A reproducible source of random numbers: an xorshift generator with a multiplied output.
private struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 2_685_821_657_736_338_717 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }

    mutating func happens(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }
}

/// An operator who presses anything, on a rig on which anything fails.
private struct Chaos {
    var session: QuietSession
    private var dice: Dice
    private var ticksUntilRepaired = 0
    private let calm: Double

    init(seed: UInt64) {
        dice = Dice(seed: seed)
        // Some sessions get far, others are shaken all the time.
        calm = [1, 0.3, 0.05][Int(seed % 3)]
        session = QuietSession(
            .of(
                [
                    ("A", .walk, 8, 1.0, 80), ("B", .walk, 7, 1.6, 70), ("C", .run, 9, 2.8, 85),
                    ("D", .walk, 3, 0.9, 100),
                    ("E", .walk, 6, 1.2, 55),
                ], mass: .random(in: 40...140, using: &dice)))
    }

    mutating func tick() {
        if ticksUntilRepaired > 0 {
            ticksUntilRepaired -= 1
            if ticksUntilRepaired == 0 { repair() }
        } else if dice.happens(0.01 * (1 - calm)) {
            breakSomething()
        }
        if dice.happens(0.0005) { session.stall(seconds: .random(in: -1...3, using: &dice)) }
        session.step(dice.happens(0.01) ? action() : nil)
    }

    private mutating func repair() {
        session.repair()
    }

    private mutating func breakSomething() {
        ticksUntilRepaired = .random(in: 1...400, using: &dice)
        guard let interlock = Interlock.allCases.randomElement(using: &dice) else { return }
        session.bringAbout(interlock)
    }

    private mutating func action() -> OperatorAction {
        let actions: [OperatorAction] = [
            .resume, .resume, .resume, .acknowledge, .acknowledge, .pause, .lowerSupport,
            .adjustBodyWeight(byPoints: .random(in: -15...15, using: &dice)),
            .adjustSpeed(by: .metersPerSecond(.random(in: -0.6...0.6, using: &dice))),
        ]
        return dice.happens(0.01) ? .stop : actions.randomElement(using: &dice) ?? .pause
    }
}

@Suite("Random operators, random faults")
struct RandomSessionTests {
    static let seeds: [UInt64] = Array(1...60)
    static let minutesEach = 2.0

    @Test("No rule of motion or of progress is broken, whatever happens", arguments: seeds)
    func rules(seed: UInt64) {
        var chaos = Chaos(seed: seed)
        for _ in 0..<Int(Self.minutesEach * 6000) where chaos.session.rules.broken.isEmpty { chaos.tick() }
        #expect(chaos.session.rules.broken == [], "seed \(seed)")
    }

    @Test("The random sessions do reach what they are meant to test")
    func coverage() {
        var phases: Set<SessionPhase> = []
        var interlocks = InterlockSet.none
        for seed in Self.seeds.prefix(12) {
            var chaos = Chaos(seed: seed)
            for _ in 0..<6000 {
                chaos.tick()
                guard let outputs = chaos.session.last?.outputs else { continue }
                phases.insert(outputs.state.phase)
                interlocks = interlocks.union(outputs.latchedInterlocks)
            }
        }
        #expect(
            phases.isSuperset(of: [.checking, .armed, .countdown, .running, .paused, .stopping, .faulted, .finished]))
        #expect(interlocks.interlocks.count >= 12, "\(interlocks.interlocks)")
    }
}
