import TreadmillControl

/// The faults of a scenario to come and to go, in order.
public struct FaultTimeline: Sendable {
    public enum Change: Equatable, Sendable {
        /// The fault at this place of the list begins.
        case begin(Int)
        case end(Int)
    }

    public let faults: [TimedFault]
    private var changes: [(at: TimeSpan, change: Change)] = []

    public init(_ faults: [TimedFault]) {
        self.faults = faults
        for (index, timed) in faults.enumerated() {
            changes.append((timed.at, .begin(index)))
            if let duration = timed.duration { changes.append((timed.at + duration, .end(index))) }
        }
        // The sort keeps the order of equals, so a fault of no duration still begins before it ends.
        changes.sort { $0.at < $1.at }
    }

    /// The changes due so long after the time's origin, each given once.
    public mutating func takeDue(at elapsed: TimeSpan) -> [Change] {
        let due = changes.prefix { $0.at <= elapsed }
        changes.removeFirst(due.count)
        return due.map(\.change)
    }
}
