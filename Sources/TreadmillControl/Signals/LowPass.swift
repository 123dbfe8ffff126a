/// A first-order low-pass filter with a fixed time constant. `nil` until the first sample, which it takes over whole.
struct LowPass: Equatable, Sendable {
    /// Seconds.
    let timeConstant: Double
    private(set) var value: Double?

    init(timeConstant: Double, value: Double? = nil) {
        self.timeConstant = timeConstant
        self.value = value
    }

    /// Takes `sample`, which stood for `dt` seconds.
    @discardableResult
    mutating func update(_ sample: Double, dt: Double) -> Double {
        guard let old = value else {
            value = sample
            return sample
        }
        let new = old + (sample - old) * (dt / (timeConstant + dt))
        value = new
        return new
    }

    mutating func reset(to newValue: Double? = nil) { value = newValue }
}
