/// The limits within which a machine is run. Defaults are this project's design choices; every value may be tightened
/// in configuration and none can be set beyond the bounds of ``ControlLimits/figures``, which are compiled in.
public struct ControlLimits: Equatable, Sendable {
    public var belt = BeltLimits()
    public var support = SupportLimits()
    public var supervision = SupervisionLimits()
    public var session = SessionLimits()

    public init() {}
}

/// Limits on the belt.
public struct BeltLimits: Equatable, Sendable {
    /// What this machine may ever be told to do.
    public var machineSpeed = BeltSpeed.metersPerSecond(5.0)
    /// What a plan or an operator may ask for.
    public var planSpeed = BeltSpeed.metersPerSecond(3.6)
    /// The speed from which every start and resume begins.
    public var startSpeed = BeltSpeed.metersPerSecond(0.14)
    public var acceleration = Acceleration.metersPerSecondSquared(0.25)
    /// Slowing down because the plan says so.
    public var deceleration = Acceleration.metersPerSecondSquared(0.3)
    public var controlledStop = Acceleration.metersPerSecondSquared(0.6)
    public var protectiveStop = Acceleration.metersPerSecondSquared(1.0)
    /// With a healthy drive; under 3 m/s², where studies provoke loss of balance.
    public var emergencyStop = Acceleration.metersPerSecondSquared(2.0)
    public var incline = Incline.percentGrade(0)...Incline.percentGrade(15)
    /// Slew of the incline command, percentage points of grade per second.
    public var inclineSlew = 0.5

    public init() {}
}

/// Limits on the support of body weight.
public struct SupportLimits: Equatable, Sendable {
    /// The lowest effective body weight that a plan or an operator may ask for.
    public var lowestBodyWeight = BodyWeightPercent.percent(50)
    /// The largest support force whatever the mass.
    public var largestForce = Force.newtons(650)
    /// Points of BW% per second by which the setpoint may move.
    public var bodyWeightSlew = 2.0
    /// The fastest that the rope may move while it follows the runner.
    public var hoistVelocity = HoistVelocity.metersPerSecond(0.9)
    /// The rope's acceleration, m/s²: a runner's centre of mass at a run has 13.
    public var hoistAcceleration = 16.0
    /// How far the rope may travel one way within about half a second, m: room for a runner's rise and fall, and no
    /// more than a quarter of a metre per second of steady movement.
    public var hoistTravel = 0.12
    /// How long the rope takes to do what it is told: bus, delay and lag of the hoist.
    public var hoistResponse = TimeSpan.milliseconds(30)
    /// How fast support is let down after a session.
    public var loweringVelocity = HoistVelocity.metersPerSecond(0.05)
    /// Stiffness of the spring between hoist and runner, N/m: how much force a metre of rope makes.
    public var springStiffness = 2000.0

    public init() {}
}

/// Thresholds and times of the interlocks.
public struct SupervisionLimits: Equatable, Sendable {
    /// A load-cell reading older than this counts as none: the rope is held.
    public var loadCellAge = TimeSpan.milliseconds(50)
    /// And without one for this long the belt is stopped. A stop is no small thing for a runner, a held rope is.
    public var loadCellLoss = TimeSpan.milliseconds(100)
    public var hoistAge = TimeSpan.milliseconds(100)
    public var beltAge = TimeSpan.milliseconds(200)
    /// Mean force error, points of BW%, and its window: warn.
    public var forceErrorWarning = 3.0
    public var forceErrorWarningTime = TimeSpan.milliseconds(5000)
    /// Force error, points of BW%, and how long: hold support, controlled stop.
    public var forceErrorStop = 10.0
    public var forceErrorStopTime = TimeSpan.milliseconds(500)
    /// Support above target, points of BW%, and how long: protective stop.
    public var overForce = 15.0
    /// And never less than this: the first stance of a run drops a runner of any mass 6 cm, which the spring turns into
    /// 130 N; 15 % of a light runner would stop every session at its first running step.
    public var overForceLeast = Force.newtons(150)
    public var overForceTime = TimeSpan.milliseconds(100)
    /// Belt tracking error: the larger of a share of the command and an absolute speed, for a time.
    public var trackingShare = 0.05
    public var trackingSpeed = BeltSpeed.metersPerSecond(0.1)
    public var trackingTime = TimeSpan.milliseconds(1000)
    /// Measured speed above the machine's limit by this share.
    public var overSpeedShare = 0.05
    /// A tick later than this counts as an overrun; so does each missed tick.
    public var loopLateness = TimeSpan.milliseconds(20)
    /// This many overruns within a second are an interlock: at 100 Hz, a tenth of the time, as long as the load cell may
    /// be silent. A shorter stall costs readings, which have interlocks of their own, and must not brake a runner.
    public var loopOverruns: UInt32 = 10
    /// Extra time, beyond the ramp itself, after which a belt that has not stopped is a failed stop.
    public var standstillMargin = TimeSpan.milliseconds(3000)
    /// How long a command may be unconfirmed, with everything held, before the belt is stopped.
    public var commandSettling = TimeSpan.milliseconds(2000)
    /// How long the operator's program may be silent in a session that needs it.
    public var operatorLink = TimeSpan.milliseconds(1000)

    public init() {}

    /// How far support may be above its target for a runner of `weight`.
    func overForceMargin(weight: Force) -> Force { max(weight * (overForce / 100), overForceLeast) }
}

/// Times of the session.
public struct SessionLimits: Equatable, Sendable {
    /// Announced before the belt starts.
    public var countdown = TimeSpan.milliseconds(3000)
    /// How long before it happens a plan-driven change is announced.
    public var announcement = TimeSpan.milliseconds(5000)
    /// How long readings must be good before support is raised.
    public var checkTime = TimeSpan.milliseconds(500)
    /// How long checks may take before the start is refused.
    public var checkTimeout = TimeSpan.milliseconds(10000)
    /// How far an operator may shift the plan, points of BW% and speed.
    public var bodyWeightAdjustment = 20.0
    public var speedAdjustment = BeltSpeed.metersPerSecond(1.0)

    public init() {}
}
