import TreadmillControl

/// What became of one randomised session.
public struct SessionRecord: Sendable {
    public let seed: UInt64
    /// The rules that were broken, in words, with their times; empty when none was.
    public internal(set) var broken: [String] = []
    public private(set) var ticks = 0
    public private(set) var duration = TimeSpan.zero
    /// Interlocks whose cause was present at some time.
    public private(set) var active = InterlockSet.none
    /// Interlocks that waited for a person at some time.
    public private(set) var latched = InterlockSet.none
    public private(set) var phases: Set<SessionPhase> = []
    /// How often each kind of fault began.
    public internal(set) var faults: [String: Int] = [:]
    /// Requests that were accepted.
    public private(set) var accepted = 0
    /// Plan time at the end.
    public private(set) var planTime = TimeSpan.zero
    /// The longest that the belt itself took to stand after a reaction, s.
    public internal(set) var longestStop = 0.0
    /// By how much the mean of the real support over a second was ever above its target while the belt ran, N.
    public internal(set) var largestExcess = 0.0
    public internal(set) var isThroughFile = false

    init(seed: UInt64) { self.seed = seed }

    mutating func add(_ outputs: ControlOutputs, lasting period: TimeSpan) {
        ticks += 1
        duration = duration + period
        active = active.union(outputs.activeInterlocks)
        latched = latched.union(outputs.latchedInterlocks)
        phases.insert(outputs.state.phase)
        planTime = outputs.position.elapsed
        if outputs.requestResult?.outcome == .accepted { accepted += 1 }
    }
}

/// The sum of many.
public struct SessionTotals: Sendable {
    public private(set) var sessions = 0
    public private(set) var throughFile = 0
    public private(set) var ticks = 0
    public private(set) var duration = TimeSpan.zero
    public private(set) var planTime = TimeSpan.zero
    public private(set) var accepted = 0
    public private(set) var longestStop = 0.0
    public private(set) var largestExcess: (newtons: Double, seed: UInt64) = (0, 0)
    /// In how many sessions each was present, and waited for a person.
    public private(set) var active: [Interlock: Int] = [:]
    public private(set) var latched: [Interlock: Int] = [:]
    public private(set) var phases: [SessionPhase: Int] = [:]
    public private(set) var faults: [String: Int] = [:]
    /// Sessions in which a rule was broken.
    public private(set) var failures: [SessionRecord] = []

    public init() {}

    public mutating func add(_ record: SessionRecord) {
        sessions += 1
        if record.isThroughFile { throughFile += 1 }
        ticks += record.ticks
        duration = duration + record.duration
        planTime = planTime + record.planTime
        accepted += record.accepted
        longestStop = max(longestStop, record.longestStop)
        if record.largestExcess > largestExcess.newtons { largestExcess = (record.largestExcess, record.seed) }
        for interlock in record.active.interlocks { active[interlock, default: 0] += 1 }
        for interlock in record.latched.interlocks { latched[interlock, default: 0] += 1 }
        for phase in record.phases { phases[phase, default: 0] += 1 }
        faults.merge(record.faults, uniquingKeysWith: +)
        if !record.broken.isEmpty { failures.append(record) }
    }

    public mutating func add(_ other: SessionTotals) {
        sessions += other.sessions
        throughFile += other.throughFile
        ticks += other.ticks
        duration = duration + other.duration
        planTime = planTime + other.planTime
        accepted += other.accepted
        longestStop = max(longestStop, other.longestStop)
        if other.largestExcess.newtons > largestExcess.newtons { largestExcess = other.largestExcess }
        active.merge(other.active, uniquingKeysWith: +)
        latched.merge(other.latched, uniquingKeysWith: +)
        phases.merge(other.phases, uniquingKeysWith: +)
        faults.merge(other.faults, uniquingKeysWith: +)
        failures += other.failures
    }
}

extension SessionTotals {
    /// Every so many sessions one goes through a log file.
    public static let sessionsPerFile: UInt64 = 10

    /// Runs the sessions of the seeds from `first` on, on two threads.
    public static func running(_ count: Int, from first: UInt64) async -> SessionTotals {
        await withTaskGroup(of: SessionTotals.self) { group in
            let workers = 2
            for worker in 0..<workers {
                group.addTask {
                    var totals = SessionTotals()
                    for index in stride(from: worker, to: count, by: workers) {
                        var session = RandomisedSession(seed: first &+ UInt64(index))
                        totals.add(session.run(throughFile: UInt64(index) % sessionsPerFile == 0))
                    }
                    return totals
                }
            }
            return await group.reduce(into: SessionTotals()) { $0.add($1) }
        }
    }
}
