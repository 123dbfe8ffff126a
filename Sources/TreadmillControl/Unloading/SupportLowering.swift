/// Lets a runner down, slowly, for as long as the rope carries something and never for ever.
struct SupportLowering: Equatable, Sendable {
    /// Lowering ends here even if the rope still carries: 40 cm at the default rate. Ask again to go on.
    static let longest = TimeSpan.milliseconds(8000)
    /// The same without a working load cell.
    static let longestBlind = TimeSpan.milliseconds(4000)
    /// The rope carries nothing below this force, N.
    static let restForce = Force.newtons(5)
    /// For this long.
    static let restTime = TimeSpan.milliseconds(500)

    private(set) var isActive = false
    private var elapsed = TimeSpan.zero
    private var rest = ConditionTimer()

    mutating func start() { self = SupportLowering(isActive: true) }
    mutating func stop() { self = SupportLowering() }

    /// One tick; `force` is `nil` while no fresh reading says. True in the tick in which the rope is found at rest.
    mutating func step(force: Force?, standstillConfirmed: Bool, dt: TimeSpan) -> Bool {
        guard isActive else { return false }
        elapsed = elapsed + dt
        let atRest = rest.update(force.map { $0 < Self.restForce } ?? false, dt: dt, longerThan: Self.restTime)
        let limit = force == nil ? Self.longestBlind : Self.longest
        if atRest || elapsed > limit || !standstillConfirmed { stop() }
        return atRest
    }
}

extension SupportLowering {
    private init(isActive: Bool) { self.isActive = isActive }
}
