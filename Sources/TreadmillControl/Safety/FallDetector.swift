/// Notices a runner who drops into the harness, from the rope's position and force: position less stretch is the height
/// of the runner above the rope's datum.
struct FallDetector: Equatable, Sendable {
    /// A fall is a drop by this much below the mean height, m: a runner's centre of mass swings by 4 cm either way, and
    /// drops by 6 cm in the first stance of a run.
    static let drop = 0.15
    /// Or a load beyond the target of half the runner's weight and at least this: a rope that hung loose catches.
    static let loadShare = 0.5
    static let leastLoad = Force.newtons(250)
    /// For so long: three ticks for the height, a jolt's time for the load.
    static let dropTime = TimeSpan.milliseconds(20)
    static let loadTime = TimeSpan.milliseconds(50)
    /// Time in which the mean height forgets, s.
    static let averaging = 2.0

    private var mean = LowPass(timeConstant: averaging)
    private var dropped = ConditionTimer()
    private var loaded = ConditionTimer()

    /// One tick; `position` and `force` are `nil` unless fresh. Only on a moving belt is it a fall: on one that stands
    /// somebody may well sit down in the harness.
    mutating func update(
        force: Force?, position: HoistPosition?, target: Force, weight: Force, springStiffness: Double,
        beltMoves: Bool, dt: TimeSpan
    ) -> Bool {
        let limit = max(weight * Self.loadShare, Self.leastLoad)
        let isLoaded = beltMoves && (force.map { $0 - target > limit } ?? false)
        let hasCaught = loaded.update(isLoaded, dt: dt, longerThan: Self.loadTime)
        return hasDropped(force, position, springStiffness, beltMoves: beltMoves, dt: dt) || hasCaught
    }

    private mutating func hasDropped(
        _ force: Force?, _ position: HoistPosition?, _ springStiffness: Double, beltMoves: Bool, dt: TimeSpan
    ) -> Bool {
        guard let force, let position, force > UnloadingController.looseForce else {
            // Without a mean the next height is no drop either, which ends the time that one has held.
            mean.reset()
            return false
        }
        let height = position.meters - force.newtons / springStiffness
        let isBelow = beltMoves && (mean.value.map { height < $0 - Self.drop } ?? false)
        mean.update(height, dt: dt.seconds)
        return dropped.update(isBelow, dt: dt, longerThan: Self.dropTime)
    }
}
