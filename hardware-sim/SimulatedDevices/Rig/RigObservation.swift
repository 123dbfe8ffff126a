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
    public var trace: BeltTrace
}

/// The extremes of the belt's motion since they were last forgotten, without the dips of each stance.
public struct BeltTrace: Equatable, Sendable {
    public private(set) var fastest = BeltSpeed.zero
    public private(set) var steepestRise = Acceleration.zero
    /// A magnitude.
    public private(set) var steepestFall = Acceleration.zero

    public init() {}

    mutating func record(_ belt: BeltPlant) {
        fastest = max(fastest, belt.smoothSpeed)
        steepestRise = max(steepestRise, .metersPerSecondSquared(belt.acceleration))
        steepestFall = max(steepestFall, .metersPerSecondSquared(-belt.acceleration))
    }
}
