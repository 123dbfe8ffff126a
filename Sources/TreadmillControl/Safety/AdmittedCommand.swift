/// What the belt is asked to do.
public struct BeltCommand: Equatable, Sendable {
    /// Whether the belt may move at all. `false` is a stop, whatever the speed says.
    public var isRunning: Bool
    public var speed: BeltSpeed
    public var incline: Incline

    public static let stopped = BeltCommand(isRunning: false, speed: .zero, incline: .zero)

    public init(isRunning: Bool, speed: BeltSpeed, incline: Incline) {
        self.isRunning = isRunning
        self.speed = speed
        self.incline = incline
    }
}

/// What the hoist is asked to do.
public enum HoistCommand: Equatable, Sendable {
    /// Rope held by the brake.
    case hold
    /// Rope moving; up is positive.
    case move(HoistVelocity)

    /// Zero when holding.
    public var velocity: HoistVelocity {
        switch self {
        case .hold: .zero
        case .move(let velocity): velocity
        }
    }
}
