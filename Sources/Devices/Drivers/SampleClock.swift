import TreadmillControl

/// Dates samples that carry a counter: a device that answers without measuring anew repeats its counter, and its
/// sample is as old as its first appearance. So a frozen sensor goes stale like a silent one.
struct SampleClock {
    private var newest: (counter: UInt16, at: MonotonicInstant)?

    /// When the sample with this counter was first seen; `now` for a new one.
    mutating func date(_ counter: UInt16, at now: MonotonicInstant) -> MonotonicInstant {
        if let newest, newest.counter == counter { return newest.at }
        newest = (counter, now)
        return now
    }
}
