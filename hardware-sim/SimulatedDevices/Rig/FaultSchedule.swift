import TreadmillControl

/// Faults to come and to go.
struct FaultSchedule: Sendable {
    enum Change: Equatable, Sendable {
        case begin(RigFault)
        case end(RigFault)
    }

    private var changes: [(at: TimeSpan, change: Change)] = []

    mutating func add(_ faults: [ScheduledFault]) {
        for scheduled in faults {
            changes.append((scheduled.begin, .begin(scheduled.fault)))
            if let duration = scheduled.duration {
                changes.append((scheduled.begin + duration, .end(scheduled.fault)))
            }
        }
        // The sort keeps the order of equals, so a fault of no duration still begins before it ends.
        changes.sort { $0.at < $1.at }
    }

    /// The changes due so long after the start, in order; each is given once.
    mutating func takeDue(at elapsed: TimeSpan) -> [Change] {
        let due = changes.prefix { $0.at <= elapsed }
        changes.removeFirst(due.count)
        return due.map(\.change)
    }
}
