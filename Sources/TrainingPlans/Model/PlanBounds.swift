import TreadmillControl

/// What one session's plan may be at most; anything larger is a slip of the pen.
public enum PlanBounds {
    /// Steps with all repeats unrolled.
    public static let mostIntervals = 1000
    public static let longestDuration = TimeSpan.seconds(4 * 3600)
    /// How often one repeat may run.
    public static let mostRepeats = 200
    /// Repeats within each other.
    public static let deepestRepeats = 4
}

/// How large a plan is with all repeats unrolled, reckoned without unrolling them.
public struct PlanExtent: Equatable, Sendable {
    /// `Int.max` when there are more.
    public private(set) var intervals = 0
    /// The largest `TimeSpan` when it is longer.
    public private(set) var duration = TimeSpan.zero

    public init(of blocks: [PlanBlock]) {
        for block in blocks {
            switch block {
            case .step(let step):
                add(intervals: 1, nanoseconds: step.duration.nanoseconds)
            case .repeating(let count, let inner):
                let extent = PlanExtent(of: inner)
                let times = Int64(max(0, count))
                add(
                    intervals: Int(clamping: Int64(extent.intervals).saturatingProduct(times)),
                    nanoseconds: extent.duration.nanoseconds.saturatingProduct(times))
            }
        }
    }

    /// Whether the plan keeps within ``PlanBounds``.
    public var isWithinBounds: Bool {
        intervals <= PlanBounds.mostIntervals && duration <= PlanBounds.longestDuration
    }

    private mutating func add(intervals count: Int, nanoseconds: Int64) {
        let (intervalSum, intervalOverflow) = intervals.addingReportingOverflow(count)
        intervals = intervalOverflow ? .max : intervalSum
        let (timeSum, timeOverflow) = duration.nanoseconds.addingReportingOverflow(nanoseconds)
        duration = TimeSpan(nanoseconds: timeOverflow ? .max : timeSum)
    }
}

extension Int64 {
    fileprivate func saturatingProduct(_ factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
