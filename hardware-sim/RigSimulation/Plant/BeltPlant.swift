import TreadmillControl

/// What the belt's drive does at this moment.
public enum BeltDriveAction: Equatable, Sendable {
    /// Follow this speed within the drive's own ramps.
    case run(BeltSpeed)
    /// Ramp down to standstill under power.
    case rampDown(Acceleration)
    /// No power: friction alone.
    case coast
}

/// What the belt and its deck are driven to do.
public struct BeltDemand: Equatable, Sendable {
    public var action: BeltDriveAction
    /// `nil` leaves the deck where it is.
    public var incline: Incline?

    public init(action: BeltDriveAction, incline: Incline? = nil) {
        self.action = action
        self.incline = incline
    }
}

/// Belt, motor and deck.
///
/// The speeds are those of the belt's surface, which is as fast as its drum unless it slips.
/// The belt follows the drive's ramp with a first-order lag and a gain error. A landing foot slows it and the drive
/// recovers with the same time constant, so that the dips of a stance vanish in the mean.
public struct BeltPlant: Sendable {
    /// Speed of the belt's surface.
    public private(set) var speed = BeltSpeed.zero
    /// The same without the dips of each stance.
    public private(set) var smoothSpeed = BeltSpeed.zero
    public private(set) var incline = Incline.zero
    /// Rate of change of ``smoothSpeed``, m/s², signed.
    public private(set) var acceleration = 0.0
    /// Surface that has passed, m.
    public private(set) var distance = 0.0

    private let parameters: BeltParameters
    private var drumSpeed = BeltSpeed.zero
    private var slip = 0.0
    private var ramp = BeltSpeed.zero
    private var meanLoad = 1.0

    /// Slower than this with the ramp at zero, friction brings the belt to rest, m/s.
    static let frictionSpeed = 0.02
    /// How fast a slip builds up and ends, share of the drum's speed per second.
    static let slipRate = 1.0

    public init(parameters: BeltParameters) { self.parameters = parameters }

    /// One step of time, with so many body weights on the belt, whose surface may lack a share of the drum's speed.
    public mutating func step(by dt: Double, demand: BeltDemand, load: Double, slip wantedSlip: Double = 0) {
        let before = smoothSpeed
        follow(demand.action, dt: dt)
        let change = min(max(wantedSlip, 0), 1) - slip
        slip += min(max(change, -Self.slipRate * dt), Self.slipRate * dt)
        smoothSpeed = drumSpeed * (1 - slip)
        acceleration = (smoothSpeed - before).metersPerSecond / dt

        meanLoad += (load - meanLoad) * dt / (parameters.timeConstant.seconds + dt)
        let largest = parameters.largestStanceDip
        let dip = min(max((load - meanLoad) * parameters.stanceDip, -largest), largest)
        speed = smoothSpeed * (1 - dip)
        distance += speed.metersPerSecond * dt

        if let wanted = demand.incline {
            incline = incline.approaching(wanted.clamped(to: parameters.incline), by: parameters.inclineRate * dt)
        }
    }

    private mutating func follow(_ action: BeltDriveAction, dt: Double) {
        switch action {
        case .run(let wanted):
            let target = wanted.clamped(to: .zero...parameters.topSpeed)
            let rate = target > ramp ? parameters.rise : parameters.fall
            ramp = ramp.approaching(target, by: rate.metersPerSecondSquared * dt)
            followRamp(dt: dt)
        case .rampDown(let rate):
            ramp = ramp.approaching(.zero, by: max(rate.metersPerSecondSquared, 0) * dt)
            followRamp(dt: dt)
        case .coast:
            drumSpeed = drumSpeed.approaching(.zero, by: parameters.coasting.metersPerSecondSquared * dt)
            // A drive that is switched on again catches the belt at its present speed.
            ramp = drumSpeed * (1 / (1 + parameters.gainError))
        }
    }

    private mutating func followRamp(dt: Double) {
        if ramp == .zero && drumSpeed.metersPerSecond < Self.frictionSpeed {
            drumSpeed = drumSpeed.approaching(.zero, by: parameters.coasting.metersPerSecondSquared * dt)
            return
        }
        let target = ramp * (1 + parameters.gainError)
        drumSpeed += (target - drumSpeed) * (dt / (parameters.timeConstant.seconds + dt))
    }
}
