import RigSimulation
import TreadmillControl

/// The truth about a simulated rig at one moment, as no device would tell it.
public struct RigObservation: Equatable, Sendable {
    /// Since the simulator's start.
    public var elapsed: TimeSpan
    public var beltSpeed: BeltSpeed
    public var incline: Incline
    public var ropeForce: Force
    public var hoistPosition: HoistPosition
    public var hoistVelocity: HoistVelocity
    /// Steps that the runner has begun.
    public var stepCount: Int
    /// Times that the belt's watchdog, or CDS, has stopped it.
    public var beltWatchdogTrips: Int
    public var hoistWatchdogTrips: Int
    public var trace: MotionTrace
}

/// The extremes of what happened to a runner since they were last forgotten; the belt's without the dips of each stance.
public struct MotionTrace: Equatable, Sendable {
    public private(set) var fastest = BeltSpeed.zero
    public private(set) var steepestRise = Acceleration.zero
    /// A magnitude.
    public private(set) var steepestFall = Acceleration.zero
    /// `nil` before the first record.
    public private(set) var leastSupport: Force?
    public private(set) var mostSupport = Force.zero

    public init() {}

    mutating func record(_ plant: RigPlant) {
        fastest = max(fastest, plant.belt.smoothSpeed)
        steepestRise = max(steepestRise, .metersPerSecondSquared(plant.belt.acceleration))
        steepestFall = max(steepestFall, .metersPerSecondSquared(-plant.belt.acceleration))
        leastSupport = min(leastSupport ?? plant.ropeForce, plant.ropeForce)
        mostSupport = max(mostSupport, plant.ropeForce)
    }
}
