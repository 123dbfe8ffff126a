/// How long a condition has held without a break.
struct ConditionTimer: Equatable, Sendable {
    private(set) var held = TimeSpan.zero

    /// Takes whether the condition holds now; true once it has held for longer than `limit`.
    mutating func update(_ holds: Bool, dt: TimeSpan, longerThan limit: TimeSpan) -> Bool {
        held = holds ? held + dt : .zero
        return holds && held > limit
    }

    mutating func reset() { held = .zero }
}
