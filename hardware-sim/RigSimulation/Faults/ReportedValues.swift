import TreadmillControl

/// What a device says of the world in one sample, in SI units.
public struct DeviceSample: Equatable, Sendable {
    /// Belt speed, rope position or force.
    public var main: Double
    /// Incline, rope velocity, or nothing.
    public var side: Double
    /// When it was taken, by the device's own account.
    public var sampledAt: MonotonicInstant

    public init(main: Double, side: Double = 0, sampledAt: MonotonicInstant) {
        self.main = main
        self.side = side
        self.sampledAt = sampledAt
    }
}

/// One device's samples on their way from what is to what is said, with the reading fault in force.
///
/// It remembers the last second, for the faults that live on the past.
public struct ReportedValues: Sendable {
    /// The furthest that a device can lag behind the truth; and how much of the past is replayed.
    public static let memory = TimeSpan.milliseconds(1000)

    /// What the device says now.
    public private(set) var sample: DeviceSample
    private let numbers: ClosedRange<Double>
    private let countsSamples: Bool
    private var takenAt = MonotonicInstant.zero
    private var random: SeededRandom
    private var past: [DeviceSample]
    private var recorded = 0
    private var active: (fault: ReadingFault, begin: MonotonicInstant)?

    /// - Parameters:
    ///   - part: whose samples they are.
    ///   - seed: decides what garbage says.
    public init(of part: RigPart, seed: UInt64) {
        numbers = Self.range(of: part)
        countsSamples = part != .hoist
        random = SeededRandom(seed: seed)
        sample = DeviceSample(main: 0, sampledAt: .zero)
        past = [DeviceSample](repeating: sample, count: Int(Self.memory.milliseconds))
    }

    /// The main values that a decoder lets through: wilder ones are refused on the way and never reach a controller.
    static func range(of part: RigPart) -> ClosedRange<Double> {
        switch part {
        case .belt: -15...15
        case .hoist: -10...10
        case .loadCell: -20_000...20_000
        }
    }

    /// Takes the true sample of one millisecond.
    public mutating func take(_ truth: DeviceSample, fault: ReadingFault?) {
        if fault != active?.fault { active = fault.map { ($0, truth.sampledAt) } }
        // What is replayed is the last second before the fault: it stays as it is.
        if fault != .replayed { record(truth) }
        guard let (fault, begin) = active else {
            sample = truth
            return
        }
        switch fault {
        case .stuck: sample.sampledAt = truth.sampledAt
        case .frozen: break
        case .garbage:
            sample = DeviceSample(
                main: numbers.lowerBound + (numbers.upperBound - numbers.lowerBound) * random.uniform(),
                side: truth.side, sampledAt: truth.sampledAt)
        case .offset(let offset): say(truth.main + offset, beside: truth)
        case .factor(let factor): say(truth.main * factor, beside: truth)
        case .value(let value): say(value, beside: truth)
        case .drift(let rate): say(truth.main + rate * (truth.sampledAt - begin).seconds, beside: truth)
        case .slow(let period): take(truth, every: period)
        case .delayed(let lag): sample = remembered(Int(lag.milliseconds), now: truth.sampledAt)
        case .replayed:
            let steps = Int((truth.sampledAt - begin).milliseconds)
            // The oldest of that second comes first.
            sample = remembered(past.count - 1 - steps % past.count, now: truth.sampledAt)
        }
    }

    /// The hoist has no counter: its old sample cannot be told from a new one.
    private mutating func take(_ truth: DeviceSample, every period: TimeSpan) {
        if truth.sampledAt - takenAt >= period {
            sample = truth
            takenAt = truth.sampledAt
        } else if !countsSamples {
            sample.sampledAt = truth.sampledAt
        }
    }

    private mutating func say(_ main: Double, beside truth: DeviceSample) {
        sample = DeviceSample(main: main, side: truth.side, sampledAt: truth.sampledAt)
    }

    private mutating func record(_ truth: DeviceSample) {
        past[recorded % past.count] = truth
        recorded += 1
    }

    /// The sample of so many milliseconds before the newest, passed off as one of now.
    private func remembered(_ milliseconds: Int, now: MonotonicInstant) -> DeviceSample {
        let back = min(max(milliseconds, 0), past.count - 1, max(recorded - 1, 0))
        guard recorded > 0 else { return sample }
        var old = past[(recorded - 1 - back) % past.count]
        old.sampledAt = now
        return old
    }
}
