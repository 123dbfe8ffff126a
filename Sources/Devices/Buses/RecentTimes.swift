import TreadmillControl

/// The last durations of something, in storage made once.
struct RecentTimes: Sendable {
    static let capacity = 512

    private var times: [TimeSpan] = []
    private var next = 0

    init() { times.reserveCapacity(Self.capacity) }

    mutating func append(_ time: TimeSpan) {
        if times.count < Self.capacity {
            times.append(time)
        } else {
            times[next] = time
            next = (next + 1) % Self.capacity
        }
    }

    /// The newest `count` of them at most, in no order.
    func newest(_ count: Int) -> [TimeSpan] {
        let count = min(max(count, 0), times.count)
        let oldestFirst = times[next...] + times[..<next]
        return Array(oldestFirst.suffix(count))
    }
}
