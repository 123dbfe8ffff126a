import TreadmillControl

/// A runner whose legs have given way: a body that hangs on a rope, with the deck below. Up and down only.
struct RunnerFall: Sendable {
    /// Height of the harness above its height in quiet standing, m.
    private(set) var height = 0.0
    private var velocity = 0.0
    private var isFalling = false
    /// How far below its height in the gait the body still is, m; negative.
    private var deficit = 0.0

    /// A harness comes to rest on the deck so far below its height in standing, m.
    static let deck = -0.8
    /// From higher than this, legs that are found again can still catch the body, m.
    static let lastCatch = -0.3
    /// What a limp body and its harness take out of a swing, 1/s.
    static let damping = 2.0
    /// Time constant of getting up again, s.
    static let recoveryTime = 0.2

    var isOnDeck: Bool { height <= Self.deck }

    /// Whether the body is falling, hanging or lying.
    func keepsDown(_ legsGiveWay: Bool) -> Bool { legsGiveWay || (isFalling && height < Self.lastCatch) }

    /// One step of time; `start` is the height at which a fall begins.
    mutating func step(by dt: Double, from start: Double, support: Force, mass: Mass) {
        if !isFalling {
            isFalling = true
            height = start
            velocity = 0
        }
        let acceleration = support.newtons / mass.kilograms - standardGravity - Self.damping * velocity
        velocity += acceleration * dt
        height += velocity * dt
        if height <= Self.deck {
            height = Self.deck
            velocity = max(velocity, 0)
        }
    }

    /// How far the body is still from `gaitHeight` after it was caught, m.
    mutating func recovery(to gaitHeight: Double, dt: Double) -> Double {
        if isFalling {
            isFalling = false
            deficit = height - gaitHeight
        }
        deficit -= deficit * dt / (Self.recoveryTime + dt)
        return deficit
    }
}
