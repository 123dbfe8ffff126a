/// Holds the load cell against the hoist: rope that is wound up shows as force, or the runner has risen with it.
///
/// The rope's position less the stretch of the spring is the height of the runner, and a runner's mean height hardly
/// changes. A load cell that is stuck, or counts wrongly, near its target would let the force loop wind on and on and
/// lift the runner off the belt, or let the support go, with an error too small to stop for: here it does not.
struct RopeConsistency: Equatable, Sendable {
    /// How far the mean height may be from where it was when the rope became tight, m. A runner's height changes by 5 cm
    /// between standing, walking and running, and by some more when the deck tilts; the rest is room for a spring that
    /// is softer or stiffer than configured.
    static let largestChange = 0.12
    /// Averaging over a step or two, s.
    static let averaging = 0.5

    private var begin: Double?
    private var height = LowPass(timeConstant: averaging)

    /// One tick while the force loop is at work. True if rope and force cannot both be right.
    mutating func update(
        force: Force, position: HoistPosition, springStiffness: Double, dt: TimeSpan
    ) -> Bool {
        let sample = position.meters - force.newtons / springStiffness
        let start = begin ?? sample
        begin = start
        // Below a loose rope the runner may be anywhere higher than it says, never lower.
        let isLoose = force < UnloadingController.looseForce
        if isLoose, sample < height.value ?? start { return false }
        return (height.update(sample, dt: dt.seconds) - start).magnitude > Self.largestChange
    }

    mutating func reset() { self = RopeConsistency() }
}
