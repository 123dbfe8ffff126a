import TreadmillControl

/// Every figure of the simulated rig and runner. The defaults are design choices of this project unless a source is
/// named; none of them is used by the controller.
public struct PlantConfiguration: Equatable, Sendable {
    public var belt = BeltParameters()
    public var hoist = HoistParameters()
    public var suspension = SuspensionParameters()
    public var loadCell = LoadCellParameters()
    public var runner = RunnerParameters()
    public var link = LinkParameters()

    public init() {}
}

/// The belt with its drive and the actuator of the deck.
public struct BeltParameters: Equatable, Sendable {
    /// How fast the belt follows the drive's ramp: first order, and so does the recovery from a stance.
    public var timeConstant = TimeSpan.milliseconds(200)
    /// Share by which the belt runs faster than it was told; negative is slower.
    public var gainError = 0.025
    /// The drive's own limit on rising speed; above what a controller asks for.
    public var rise = Acceleration.metersPerSecondSquared(1.5)
    /// The drive's own limit on falling speed while it runs.
    public var fall = Acceleration.metersPerSecondSquared(2.5)
    /// The ramp of an ordinary stop, where the device does not set its own.
    public var stopRamp = Acceleration.metersPerSecondSquared(1.0)
    /// Deceleration without power, with a runner on the belt.
    public var coasting = Acceleration.metersPerSecondSquared(0.7)
    /// The fastest that the drive turns.
    public var topSpeed = BeltSpeed.metersPerSecond(6.7)
    /// Share of speed lost for each body weight of foot force above its mean.
    public var stanceDip = 0.03
    /// The largest share of speed lost in a stance (Willwacher 2021).
    public var largestStanceDip = 0.05
    /// The range of the deck, per cent grade.
    public var incline = Incline.percentGrade(0)...Incline.percentGrade(15)
    /// How fast the deck moves, percentage points of grade per second.
    public var inclineRate = 0.5

    public init() {}
}

/// The hoist, a velocity servo with a brake.
public struct HoistParameters: Equatable, Sendable {
    /// From the command's arrival to the first movement. Whole milliseconds.
    public var delay = TimeSpan.milliseconds(5)
    /// Bandwidth of the first-order velocity response, Hz.
    public var bandwidth = 10.0
    public var topSpeed = HoistVelocity.metersPerSecond(1.0)
    /// Travel of the rope end above and below its datum.
    public var travel = HoistPosition.meters(-0.1)...HoistPosition.meters(1.2)
    /// How fast the closing brake takes speed away, m/s².
    public var brakeDeceleration = 20.0

    public init() {}
}

/// Rope, series spring and harness.
public struct SuspensionParameters: Equatable, Sendable {
    /// Newtons per metre of stretch.
    public var stiffness = 2000.0
    /// Rope to be taken up, from the hoist's datum, before a standing runner is supported, m.
    public var slack = 0.03

    public init() {}
}

/// The load cell in the rope.
public struct LoadCellParameters: Equatable, Sendable {
    /// Standard deviation of each sample.
    public var noise = Force.newtons(2)
    /// What the zero drifts by in the end.
    public var drift = Force.newtons(5)
    /// Time constant of the drift.
    public var driftTime = TimeSpan.milliseconds(600_000)
    /// Beyond this the cell reports an overload.
    public var range = Force.newtons(2000)

    public init() {}
}

/// The runner.
public struct RunnerParameters: Equatable, Sendable {
    /// Standard deviation of step time and of stance force from step to step, as a share.
    public var stepVariation = 0.025
    /// Below this belt speed the runner stands.
    public var standingSpeed = BeltSpeed.metersPerSecond(0.05)
    /// How quickly the gait takes notice of a change of support.
    public var supportTime = TimeSpan.milliseconds(500)
    /// Amplitude of the sway that is always there, m, and its frequency, Hz.
    public var sway = 0.0015
    public var swayFrequency = 0.3

    public init() {}
}

/// What lies between a controller and the rig when both run in one process, in whole milliseconds, at most
/// ``LinkParameters/longest``.
public struct LinkParameters: Equatable, Sendable {
    public static let longest = TimeSpan.milliseconds(60)

    public var beltCommandLatency = TimeSpan.milliseconds(10)
    public var hoistCommandLatency = TimeSpan.milliseconds(5)
    public var beltReadingAge = TimeSpan.milliseconds(10)
    public var hoistReadingAge = TimeSpan.milliseconds(5)
    public var loadCellReadingAge = TimeSpan.milliseconds(5)
    /// A belt drive to which nobody talked for so long stops the belt.
    public var beltWatchdog = TimeSpan.milliseconds(500)
    /// A hoist to which nobody talked for so long brakes.
    public var hoistWatchdog = TimeSpan.milliseconds(200)

    public init() {}
}
