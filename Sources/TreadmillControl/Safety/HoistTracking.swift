/// Compares where the rope is with where its commands should have taken it: a hoist that does not follow, that moves by
/// itself, or whose brake slips.
struct HoistTracking: Equatable, Sendable {
    /// A moving rope may be off by this much, m: what age of reading and lag of the hoist make of a runner's steps is
    /// half. Errors are forgotten in this time, s, so that small errors of gain do not add up.
    static let allowedMoving = 0.06
    static let memoryMoving = 2.0
    /// A rope that is held must not move at all, but for the brake's own play, m. Forgotten in this time, s: a slip of
    /// 2 mm/s is still found.
    static let allowedHeld = 0.02
    static let memoryHeld = 20.0
    /// How long the rope may run out after its command to hold.
    static let comingToRest = TimeSpan.milliseconds(200)
    /// More than this many times what is allowed is not counted, so that a rope that stands again is trusted again, after
    /// 22 s at the latest.
    static let most = 3.0

    private var last: Double?
    /// What the hoist should be doing by now, m/s.
    private var expected = 0.0
    private var errorMoving = 0.0
    private var errorHeld = 0.0
    private var held = ConditionTimer()

    /// One tick; true while the rope is elsewhere than commanded.
    ///
    /// - Parameter isLoose: nobody hangs in the rope. It need not give way then: a loose rope may be at the end of its
    ///   travel.
    mutating func update(
        position: HoistPosition?, commanded: HoistCommand, isLoose: Bool, response: TimeSpan, dt: TimeSpan
    ) -> Bool {
        let seconds = dt.seconds
        let moved = position.flatMap { now in last.map { now.meters - $0 } } ?? 0
        if let position { last = position.meters }
        let isHeld = held.update(commanded == .hold, dt: dt, longerThan: Self.comingToRest)
        trackMoving(moved, commanded, isLoose: isLoose, response: response, seconds: seconds)
        errorHeld += (isHeld ? moved : 0) - errorHeld * (seconds / Self.memoryHeld)
        errorHeld = Self.bounded(errorHeld, allowed: Self.allowedHeld)
        return errorMoving.magnitude > Self.allowedMoving || errorHeld.magnitude > Self.allowedHeld
    }

    private mutating func trackMoving(
        _ moved: Double, _ commanded: HoistCommand, isLoose: Bool, response: TimeSpan, seconds: Double
    ) {
        let velocity = commanded.velocity.metersPerSecond
        expected += (velocity - expected) * (seconds / (response.seconds + seconds))
        let wanted = expected * seconds
        let isGivingWay = isLoose && wanted < 0
        let missed = moved - (isGivingWay ? min(max(moved, wanted), 0) : wanted)
        errorMoving += missed - errorMoving * (seconds / Self.memoryMoving)
        errorMoving = Self.bounded(errorMoving, allowed: Self.allowedMoving)
    }

    private static func bounded(_ error: Double, allowed: Double) -> Double {
        min(max(error, -allowed * most), allowed * most)
    }
}
