import TreadmillControl

/// A runner on the belt: stands, walks or runs as the belt's speed and the support ask.
///
/// The motion is kinematic. At each touchdown the figures of the whole step are fixed from the belt's speed, the
/// low-passed support and a seeded deviation; height and foot force then follow from ``RunningGait`` or
/// ``WalkingGait``. Simplifications: within a step the runner does not respond to the ripple of the support, stays in
/// place on the belt, moves only up and down, and lands without an impact peak. A step once begun is finished. A runner
/// whose legs give way is a body on a rope: see ``RunnerFall``.
public struct RunnerModel: Sendable {
    /// What the runner does now.
    public enum Movement: Equatable, Sendable {
        case standing
        case walking(WalkingGait)
        case running(RunningGait)
    }

    public let mass: Mass
    public private(set) var movement = Movement.standing
    /// Steps begun since the start.
    public private(set) var stepCount = 0
    /// Height of the harness above its height in quiet standing, m.
    public private(set) var displacement = 0.0
    /// Force of the feet on the belt, body weights.
    public private(set) var contactForceInBodyWeights = 1.0

    private let parameters: RunnerParameters
    private var random: SeededRandom
    private var timeInStep = 0.0
    private var swayPhase = 0.0
    private var supportFraction = 0.0
    private var fall = RunnerFall()

    /// The largest support share for which the gait figures hold.
    static let largestSupportFraction = 0.9

    public init(parameters: RunnerParameters, mass: Mass, seed: UInt64) {
        self.parameters = parameters
        self.mass = mass
        random = SeededRandom(seed: seed)
    }

    /// Force of the feet on the belt.
    public var contactForce: Force { mass.weight * contactForceInBodyWeights }

    /// The belt speed above which a runner under so much support runs: a Froude number of 0.45 (Kram 1997 found 0.5).
    public static func runningSpeed(supportFraction: Double) -> BeltSpeed {
        .metersPerSecond((0.45 * standardGravity * max(1 - supportFraction, 0)).squareRoot())
    }

    /// One step of time. Legs that have given way carry nothing and take no steps.
    public mutating func step(by dt: Double, beltSpeed: BeltSpeed, support: Force, legsGiveWay: Bool = false) {
        if fall.keepsDown(legsGiveWay) {
            fall.step(by: dt, from: displacement, support: support, mass: mass)
            displacement = fall.height
            contactForceInBodyWeights = fall.isOnDeck ? max(1 - support.newtons / mass.weight.newtons, 0) : 0
            return
        }
        let present = min(max(support.newtons / mass.weight.newtons, 0), Self.largestSupportFraction)
        supportFraction += (present - supportFraction) * dt / (parameters.supportTime.seconds + dt)
        swayPhase += parameters.swayFrequency * dt
        if swayPhase >= 1 { swayPhase -= 1 }
        timeInStep += dt

        if timeInStep >= period {
            // Standing has no steps to carry time over from.
            timeInStep = movement == .standing ? 0 : timeInStep - period
            movement = nextMovement(beltSpeed: beltSpeed)
            if movement != .standing { stepCount += 1 }
        }
        updateMotion()
        displacement += fall.recovery(to: displacement, dt: dt)
    }

    /// Time that the present step takes; standing is looked at anew in every step of time.
    private var period: Double {
        switch movement {
        case .standing: 0
        case .walking(let gait): gait.period
        case .running(let gait): gait.period
        }
    }

    private mutating func updateMotion() {
        let sway = parameters.sway * sine(ofTurns: swayPhase)
        switch movement {
        case .standing:
            displacement = sway
            contactForceInBodyWeights = 1 - supportFraction
        case .walking(let gait):
            displacement = sway + gait.displacement(at: timeInStep)
            contactForceInBodyWeights = gait.contactForce(at: timeInStep)
        case .running(let gait):
            displacement = sway + gait.displacement(at: timeInStep)
            contactForceInBodyWeights = gait.contactForce(at: timeInStep)
        }
    }

    private mutating func nextMovement(beltSpeed: BeltSpeed) -> Movement {
        guard beltSpeed >= parameters.standingSpeed else { return .standing }
        let periodFactor = 1 + parameters.stepVariation * random.gaussian()
        let forceFactor = 1 + parameters.stepVariation * random.gaussian()
        if runs(at: beltSpeed) {
            return .running(
                RunningGait(
                    speed: beltSpeed, supportFraction: supportFraction, periodFactor: periodFactor,
                    forceFactor: forceFactor))
        }
        return .walking(
            WalkingGait(
                speed: beltSpeed, supportFraction: supportFraction, periodFactor: periodFactor,
                forceFactor: forceFactor))
    }

    /// Nobody changes gait with every step at the very speed of the change: 3 % of hysteresis.
    private func runs(at speed: BeltSpeed) -> Bool {
        let change = Self.runningSpeed(supportFraction: supportFraction)
        switch movement {
        case .standing, .walking: return speed > change * 1.03
        case .running: return speed > change * 0.97
        }
    }
}
