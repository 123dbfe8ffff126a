import TreadmillControl

/// How well the loop has kept its time, over its whole life and over the last seconds.
struct LoopStatistics: Sendable {
    /// Ticks whose lateness is kept for percentiles: 40 s at 100 Hz.
    private static let window = 4096

    private(set) var ticks: UInt64 = 0
    private(set) var overruns: UInt64 = 0
    private(set) var missed: UInt64 = 0
    private(set) var longest = TimeSpan.zero
    private var recent: [TimeSpan] = []
    private var next = 0

    mutating func record(_ health: LoopHealth, overrunAfter limit: TimeSpan) {
        ticks += 1
        missed += UInt64(health.missedTicks)
        if health.lateness > limit { overruns += 1 }
        longest = max(longest, health.lateness)
        if recent.count < Self.window {
            recent.append(health.lateness)
        } else {
            recent[next] = health.lateness
            next = (next + 1) % Self.window
        }
    }

    /// The lateness that a share of the recent ticks stayed below; zero before the first.
    func percentile(_ share: Double) -> TimeSpan { recent.percentile(share) }
}

extension [TimeSpan] {
    /// The smallest member that at least `share` (0...1) of the members do not exceed; zero when empty.
    func percentile(_ share: Double) -> TimeSpan {
        guard !isEmpty else { return .zero }
        let rank = Int((Double(count) * share).rounded(.up)) - 1
        return sorted()[Swift.min(Swift.max(rank, 0), count - 1)]
    }
}
