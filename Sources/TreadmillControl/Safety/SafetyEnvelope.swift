/// A command that has passed the envelope. Nothing else can make one, and device drivers accept nothing else.
public struct AdmittedCommand: Equatable, Sendable {
    public let belt: BeltCommand
    public let hoist: HoistCommand

    fileprivate init(belt: BeltCommand, hoist: HoistCommand) {
        self.belt = belt
        self.hoist = hoist
    }

    /// Belt stopped, support held.
    public static let safeState = AdmittedCommand(belt: .stopped, hoist: .hold)

    /// The same with the rope held: what is left of a command that is no longer the newest thing known.
    public var withRopeHeld: AdmittedCommand { AdmittedCommand(belt: belt, hoist: .hold) }
}

/// What is asked of the hoist, with the reason, since the reason decides what is allowed.
public enum HoistRequest: Equatable, Sendable {
    case hold
    /// Rope velocity of the force loop.
    case regulate(HoistVelocity)
    /// Letting the runner down; velocity is negative.
    case lower(HoistVelocity)
}

/// What the controllers would like to do.
public struct MotionRequest: Equatable, Sendable {
    public var belt: BeltCommand
    public var hoist: HoistRequest

    public init(belt: BeltCommand, hoist: HoistRequest) {
        self.belt = belt
        self.hoist = hoist
    }
}

/// The last hand on every command. It knows no plan and no session: only absolute limits, slew rates, the newest
/// readings and the reaction in force. Whatever it cannot judge becomes the safer thing: slower, not faster; held, not
/// moved.
public struct SafetyEnvelope: Equatable, Sendable {
    /// Ramps assume at most this much time between ticks, so that a stall is never followed by a jump.
    public static let longestStep = TimeSpan.milliseconds(100)

    public let belt: BeltLimits
    public let support: SupportLimits
    public let supervision: SupervisionLimits
    /// The rope force above which the rope may not rise: the largest support that this runner may be given, and the
    /// ripple of a step that the over-force interlock bears.
    public let largestSupport: Force
    private var last = AdmittedCommand.safeState
    private var travel = TravelBudget()

    public init(limits: ControlLimits, runnerMass: Mass?) {
        belt = limits.belt
        support = limits.support
        supervision = limits.supervision
        let byWeight = runnerMass.map { limits.support.lowestBodyWeight.supportForce(for: $0) } ?? .zero
        let ripple = limits.supervision.overForceMargin(weight: runnerMass?.weight ?? .zero)
        largestSupport = min(byWeight, limits.support.largestForce) + ripple
    }

    /// The command that may go out instead of `request`, `dt` after the last one.
    public mutating func admit(
        _ request: MotionRequest, inputs: ControlInputs, reaction: Reaction, at now: MonotonicInstant, dt: TimeSpan
    ) -> AdmittedCommand {
        let seconds = min(max(dt, .zero), Self.longestStep).seconds
        let belt = admitBelt(request.belt, reading: inputs.belt, reaction: reaction, now: now, seconds: seconds)
        let beltStands = !belt.isRunning && !last.belt.isRunning
        let hoist = admitHoist(
            request.hoist, inputs: inputs, reaction: reaction, beltStands: beltStands, now: now, seconds: seconds)
        let admitted = AdmittedCommand(belt: belt, hoist: hoist)
        last = admitted
        travel.spend(admitted.hoist.velocity, seconds: seconds)
        return admitted
    }

    // MARK: Belt

    private func admitBelt(
        _ request: BeltCommand, reading: BeltReading?, reaction: Reaction, now: MonotonicInstant, seconds: Double
    ) -> BeltCommand {
        let mayRise = reaction < .hold && isFresh(reading?.sampledAt, supervision.beltAge, now)
        let wanted = request.isRunning && request.speed.isFinite ? max(request.speed, .zero) : .zero
        let ceiling = mayRise ? highestSpeed(after: seconds) : slowed(by: leastBraking(reaction), seconds: seconds)
        let floor = slowed(by: belt.emergencyStop, seconds: seconds)
        let speed = max(min(wanted, ceiling, belt.machineSpeed), floor)
        return BeltCommand(
            isRunning: speed > .zero, speed: speed,
            incline: admitIncline(request.incline, mayMove: mayRise, seconds: seconds))
    }

    /// How hard a reaction brakes the belt at the least, whatever is asked for.
    private func leastBraking(_ reaction: Reaction) -> Acceleration {
        switch reaction {
        case .none, .warn, .hold: .zero
        case .controlledStop: belt.controlledStop
        case .protectiveStop: belt.protectiveStop
        case .emergencyStop: belt.emergencyStop
        }
    }

    private func slowed(by rate: Acceleration, seconds: Double) -> BeltSpeed {
        last.belt.speed.approaching(.zero, by: rate.metersPerSecondSquared * seconds)
    }

    /// From standstill the belt begins at the start speed; from there it may only accelerate.
    private func highestSpeed(after seconds: Double) -> BeltSpeed {
        let ramped = last.belt.speed + .metersPerSecond(belt.acceleration.metersPerSecondSquared * seconds)
        return last.belt.isRunning ? max(ramped, belt.startSpeed) : belt.startSpeed
    }

    private func admitIncline(_ wanted: Incline, mayMove: Bool, seconds: Double) -> Incline {
        guard mayMove, wanted.isFinite else { return last.belt.incline }
        return last.belt.incline.approaching(wanted.clamped(to: belt.incline), by: belt.inclineSlew * seconds)
    }

    // MARK: Hoist

    private func admitHoist(
        _ request: HoistRequest, inputs: ControlInputs, reaction: Reaction, beltStands: Bool, now: MonotonicInstant,
        seconds: Double
    ) -> HoistCommand {
        switch request {
        case .hold:
            return .hold
        case .regulate(let velocity):
            guard reaction < .hold, isFresh(inputs.hoist?.sampledAt, supervision.hoistAge, now) else { return .hold }
            return admitRegulation(velocity, cell: inputs.loadCell, now: now, seconds: seconds)
        case .lower(let velocity):
            guard beltStands else { return .hold }
            return admitLowering(velocity, reading: inputs.belt, now: now, seconds: seconds)
        }
    }

    private func admitRegulation(
        _ wanted: HoistVelocity, cell: LoadCellReading?, now: MonotonicInstant, seconds: Double
    ) -> HoistCommand {
        guard wanted.isFinite, let cell, cell.supportForceMeasured.isFinite,
            isFresh(cell.sampledAt, supervision.loadCellAge, now)
        else { return .hold }
        let mayRise = cell.supportForceMeasured < largestSupport
        let up = mayRise ? min(support.hoistVelocity, travel.upward(support, seconds: seconds)) : .zero
        let down = max(-support.hoistVelocity, travel.downward(support, seconds: seconds))
        let slewed = slewed(wanted, seconds: seconds, bound: support.hoistVelocity)
        return .move(min(max(slewed, down), up))
    }

    private func admitLowering(
        _ wanted: HoistVelocity, reading: BeltReading?, now: MonotonicInstant, seconds: Double
    ) -> HoistCommand {
        guard wanted.isFinite, wanted < .zero, let reading,
            isFresh(reading.sampledAt, supervision.beltAge, now),
            reading.speedMeasured.magnitude < StandstillDetector.threshold
        else { return .hold }
        let slewed = slewed(wanted, seconds: seconds, bound: .zero)
        return .move(max(slewed, -support.loweringVelocity))
    }

    /// The velocity within the rope's acceleration from the last one; a rise above `bound` ends at once.
    private func slewed(_ wanted: HoistVelocity, seconds: Double, bound: HoistVelocity) -> HoistVelocity {
        min(last.hoist.velocity.approaching(wanted, by: support.hoistAcceleration * seconds), bound)
    }

    private func isFresh(_ sampledAt: MonotonicInstant?, _ limit: TimeSpan, _ now: MonotonicInstant) -> Bool {
        Freshness.isFresh(sampledAt, limit: limit, now: now)
    }
}
