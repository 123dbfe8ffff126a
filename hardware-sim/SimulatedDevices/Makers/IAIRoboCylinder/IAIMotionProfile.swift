import TreadmillControl

/// The trapezoidal motion of an axis from where it is to its target, SI units.
struct IAIMotionProfile: Sendable {
    private(set) var position = 0.0
    private(set) var velocity = 0.0
    private(set) var target = 0.0
    /// Decelerates and stays, and goes on when it is no longer so.
    var isPaused = false
    private var topSpeed = 0.0
    private var acceleration = 1.0

    /// Nearer to the target than this is on it, m: a tenth of the axis's unit.
    private static let resolution = 1e-6

    /// Stands at `position`, with nowhere to go.
    init(at position: Double = 0) {
        self.position = position
        target = position
    }

    var isMoving: Bool { velocity != 0 || abs(target - position) > Self.resolution }

    /// Heads for `target` at up to `speed`, which with `acceleration` must be positive.
    mutating func move(to target: Double, speed: Double, acceleration: Double) {
        self.target = target
        topSpeed = speed
        self.acceleration = acceleration
    }

    /// Comes to rest as soon as the acceleration of the present move allows, and forgets its target.
    mutating func cancel() { target = position + velocity * abs(velocity) / (2 * acceleration) }

    /// Lets `dt` seconds pass. The velocity is what it was in them on average.
    mutating func step(by dt: Double) {
        guard dt > 0 else { return }
        let distance = target - position
        let change = acceleration * dt
        // Within one step of the target, and slow enough to stand on it.
        if !isPaused, abs(distance) <= max(abs(velocity) * dt, Self.resolution), abs(velocity) <= 2 * change {
            velocity = distance / dt
            position = target
            return
        }
        let wanted = isPaused ? 0 : min(topSpeed, (2 * acceleration * abs(distance)).squareRoot())
        let signed = distance < 0 ? -wanted : wanted
        velocity += min(max(signed - velocity, -change), change)
        position += velocity * dt
    }
}
