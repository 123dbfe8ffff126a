/// A rotating vector, for signals that repeat. Sine and cosine come from their power series, so that every machine
/// computes the same bits.
struct Phasor: Equatable, Sendable {
    var real: Double
    var imaginary: Double

    static let zero = Phasor(real: 0, imaginary: 0)

    var squaredMagnitude: Double { real * real + imaginary * imaginary }

    /// Turned by `angle` radians, which is taken within ±π; the series' error there is below 1e-6.
    func rotated(by angle: Double) -> Phasor {
        let bounded = min(max(angle, -Double.pi), Double.pi)
        // Halving the angle and turning twice keeps the series short and exact to the last digits that matter.
        let half = bounded / 2
        let sine = Self.sine(half)
        let cosine = (1 - sine * sine).squareRoot()
        return turned(cosine, sine).turned(cosine, sine)
    }

    private func turned(_ cosine: Double, _ sine: Double) -> Phasor {
        Phasor(real: real * cosine - imaginary * sine, imaginary: real * sine + imaginary * cosine)
    }

    static func * (a: Phasor, factor: Double) -> Phasor {
        Phasor(real: a.real * factor, imaginary: a.imaginary * factor)
    }

    /// Taylor series to the 11th power, for |x| up to π/2.
    private static func sine(_ x: Double) -> Double {
        let q = x * x
        let tail = 1 - q / 72 * (1 - q / 110)
        return x * (1 - q / 6 * (1 - q / 20 * (1 - q / 42 * tail)))
    }
}
