import RigSimulation
import TreadmillControl

/// Throws for everything that a randomised session leaves to chance.
struct Dice: Sendable {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func happens(_ probability: Double) -> Bool { random.uniform() < probability }
    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
    mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func seed() -> UInt64 { random.next() }

    /// `choices` must not be empty.
    mutating func one<T>(of choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &random)] }

    /// From a hundredth of `longest` to `longest`, every order of magnitude as often as the other.
    mutating func time(upTo longest: TimeSpan) -> TimeSpan {
        var seconds = longest.seconds
        if happens(0.5) { seconds /= 10 }
        return .seconds(number(seconds / 10...seconds))
    }

    mutating func part() -> RigPart { one(of: RigPart.allCases) }
}

extension Dice {
    mutating func fault() -> RandomFault { happens(0.7) ? .rig(rigFault()) : .inputs(inputFault()) }

    private mutating func rigFault() -> RigFault {
        switch count(0...17) {
        case 0: .off(part())
        case 1: .disconnect(part())
        case 2: .intermittent(part(), period: time(upTo: .seconds(4)), silence: time(upTo: .seconds(2)))
        case 3: .deaf(one(of: [.belt, .hoist]))
        case 4: .fault(part())
        case 5: .watchdogLost(one(of: [.belt, .hoist]))
        case 6: .watchdogTripped(one(of: [.belt, .hoist]))
        case 7: .emergencyStop
        case 8: .lanyard
        case 9: .powerLoss
        case 10: .beltSlip(share: number(0...1))
        case 11: .hoistSlip(speed: number(0...0.3))
        case 12: .fall
        case 13: .unclipped
        // One device lies: the most ways, and the least easily found.
        default: lie()
        }
    }

    private mutating func lie() -> RigFault {
        let part = part()
        let scale: Double =
            switch part {
            case .belt: 2
            case .hoist: 0.5
            case .loadCell: 300
            }
        let lies: [ReadingFault] = [
            .stuck, .frozen, .garbage, .offset(number(-scale...scale)), .factor(number(-0.5...2)),
            .value(number(-scale...2 * scale)), .drift(perSecond: number(-scale...scale) / 4),
            .slow(every: time(upTo: .seconds(1))), .delayed(by: time(upTo: .seconds(1))), .replayed,
        ]
        return .reading(part, one(of: lies))
    }

    private mutating func inputFault() -> InputFault {
        let bits: [DeviceStatus] = (0...8).map { DeviceStatus(rawValue: 1 << $0) }
        switch count(0...7) {
        case 0: return .absent(part())
        case 1: return .notANumber(part())
        case 2:
            let by = time(upTo: .seconds(2))
            return .misdated(part(), by: happens(0.5) ? by : .zero - by)
        case 3: return .flagged(part(), one(of: bits))
        case 4: return .unflagged(part(), one(of: bits))
        case 5: return .late(time(upTo: .milliseconds(60)), missed: UInt32(count(0...3)))
        case 6: return .station(StationConditions(rawValue: 1 << UInt16(count(0...3))))
        default: return .operatorGone
        }
    }
}
