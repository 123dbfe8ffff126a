/// Where a measured value may be on its way to a setting that cannot be read back: between where it was when the
/// setting was said and the setting, and once there, at the setting. How fast the treadmill goes there is its own
/// affair. Outside, the treadmill does something else than what was said.
struct MeasuredCorridor: Equatable, Sendable {
    /// The setting.
    private(set) var target: Int
    /// Where the way begins; `nil` until something was measured.
    private var origin: Int?
    private let leastTolerance: Int
    private let relativeTolerance: Double

    /// - Parameters:
    ///   - target: the setting.
    ///   - measured: what was measured last; `nil` if nothing was.
    ///   - leastTolerance: how far a measured value may be beside the corridor at least.
    ///   - relativeTolerance: the same, as a part of the larger end; the greater of both counts.
    init(to target: Int, from measured: Int?, leastTolerance: Int, relativeTolerance: Double = 0) {
        self.target = target
        origin = measured
        self.leastTolerance = leastTolerance
        self.relativeTolerance = relativeTolerance
    }

    /// Takes a measured value; false if it is outside.
    mutating func admits(_ measured: Int) -> Bool {
        let begin = origin ?? measured
        origin = begin
        let tolerance = max(leastTolerance, Int(relativeTolerance * Double(max(begin, target))))
        if (measured - target).magnitude <= tolerance { origin = target }
        return measured >= min(begin, target) - tolerance && measured <= max(begin, target) + tolerance
    }
}
