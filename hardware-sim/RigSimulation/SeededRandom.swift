/// A reproducible source of random numbers (SplitMix64, Steele, Lea and Flood 2014): the same seed gives the same
/// numbers on every machine.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Uniform in 0..<1, 53 bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Near enough to normal for noise: mean 0, standard deviation 1, never beyond ±3.5. The sum of four uniform
    /// numbers needs nothing but exact arithmetic.
    public mutating func gaussian() -> Double {
        let sum = uniform() + uniform() + uniform() + uniform()
        // Four uniform numbers have mean 2 and variance 1/3.
        return (sum - 2) * 1.732_050_807_568_877_2
    }
}
