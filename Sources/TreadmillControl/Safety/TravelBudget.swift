/// How far the rope has lately gone one way: a leaky sum of its travel. It leaves room for the rise and fall of a
/// runner and bounds every steady pull or release, whatever asks for it.
struct TravelBudget: Equatable, Sendable {
    /// Time in which travel is forgotten, s.
    static let memory = 0.5

    /// Metres; up is positive.
    private var travel = 0.0

    mutating func spend(_ velocity: HoistVelocity, seconds: Double) {
        travel += velocity.metersPerSecond * seconds - travel * (seconds / Self.memory)
    }

    /// The fastest upward velocity for a tick of `seconds` that stays within the budget.
    func upward(_ limits: SupportLimits, seconds: Double) -> HoistVelocity {
        bound(limits.hoistTravel - travel, seconds: seconds)
    }

    /// The same downwards; negative.
    func downward(_ limits: SupportLimits, seconds: Double) -> HoistVelocity {
        -bound(limits.hoistTravel + travel, seconds: seconds)
    }

    private func bound(_ room: Double, seconds: Double) -> HoistVelocity {
        .metersPerSecond(max(0, room) / max(seconds, 0.001))
    }
}
