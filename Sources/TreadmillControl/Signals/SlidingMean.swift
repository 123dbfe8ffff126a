/// The mean of a signal over its last so many seconds, weighted by how long each sample stood.
///
/// All storage is made at the start: 1.2 s at 200 Hz is the longest window asked of it.
struct SlidingMean: Equatable, Sendable {
    private static let capacity = 256

    private var values = [Double](repeating: 0, count: capacity)
    private var spans = [Double](repeating: 0, count: capacity)
    private var next = 0
    private var count = 0
    private var sum = 0.0
    private var duration = 0.0

    /// Takes `value`, which stood for `dt` seconds, and forgets what lies further back than `window` seconds.
    mutating func update(_ value: Double, dt: Double, window: Double) -> Double {
        if count == Self.capacity { forgetOldest() }
        values[next] = value
        spans[next] = dt
        next = (next + 1) % Self.capacity
        count += 1
        sum += value * dt
        duration += dt
        // The first sample that is not wholly needed stays: a window is never shorter than asked.
        while count > 1, duration - spans[oldest] >= window { forgetOldest() }
        if next == 0 { sumAgain() }
        return duration > 0 ? sum / duration : value
    }

    private var oldest: Int { (next - count + Self.capacity) % Self.capacity }

    private mutating func forgetOldest() {
        sum -= values[oldest] * spans[oldest]
        duration -= spans[oldest]
        count -= 1
    }

    /// Adding and taking away leaves rounding errors behind; once a turn they are swept out.
    private mutating func sumAgain() {
        sum = 0
        duration = 0
        for offset in 0..<count {
            let index = (oldest + offset) % Self.capacity
            sum += values[index] * spans[index]
            duration += spans[index]
        }
    }
}
