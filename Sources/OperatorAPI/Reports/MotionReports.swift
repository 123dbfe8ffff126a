import TreadmillControl

/// What the plan and the operator want, before any limit.
public struct SetpointsReport: Codable, Equatable, Sendable {
    /// m/s
    public var beltSpeed: Double
    /// BW%
    public var bodyWeight: Double
    /// % grade
    public var incline: Double

    enum CodingKeys: String, CodingKey {
        case beltSpeed = "belt_speed_setpoint_m_s"
        case bodyWeight = "body_weight_setpoint_percent"
        case incline = "incline_setpoint_percent"
    }

    public init(beltSpeed: Double, bodyWeight: Double, incline: Double) {
        self.beltSpeed = beltSpeed
        self.bodyWeight = bodyWeight
        self.incline = incline
    }

    public init(_ setpoints: Setpoints) {
        self.init(
            beltSpeed: setpoints.beltSpeed.metersPerSecond, bodyWeight: setpoints.bodyWeight.percent,
            incline: setpoints.incline.percentGrade)
    }
}

/// What was sent after every limit.
public struct CommandedReport: Codable, Equatable, Sendable {
    /// Whether the belt may move at all.
    public var beltIsRunning: Bool
    /// m/s
    public var beltSpeed: Double
    /// What the force loop regulates to, BW%.
    public var bodyWeight: Double
    /// % grade
    public var incline: Double
    /// m/s, up is positive; 0 while the rope is held.
    public var hoistVelocity: Double

    enum CodingKeys: String, CodingKey {
        case beltIsRunning = "belt_is_running_commanded"
        case beltSpeed = "belt_speed_commanded_m_s"
        case bodyWeight = "body_weight_commanded_percent"
        case incline = "incline_commanded_percent"
        case hoistVelocity = "hoist_velocity_commanded_m_s"
    }

    public init(beltIsRunning: Bool, beltSpeed: Double, bodyWeight: Double, incline: Double, hoistVelocity: Double) {
        self.beltIsRunning = beltIsRunning
        self.beltSpeed = beltSpeed
        self.bodyWeight = bodyWeight
        self.incline = incline
        self.hoistVelocity = hoistVelocity
    }

    public init(_ outputs: ControlOutputs) {
        self.init(
            beltIsRunning: outputs.command.belt.isRunning,
            beltSpeed: outputs.command.belt.speed.metersPerSecond,
            bodyWeight: outputs.bodyWeightCommanded.percent,
            incline: outputs.command.belt.incline.percentGrade,
            hoistVelocity: outputs.command.hoist.velocity.metersPerSecond)
    }
}

/// What the devices reported. `nil` where a reading is absent or older than its limit.
public struct MeasuredReport: Codable, Equatable, Sendable {
    /// m/s
    @Nullable public var beltSpeed: Double?
    /// % grade; `nil` also where the machine does not measure it.
    @Nullable public var incline: Double?
    /// N, upward
    @Nullable public var supportForce: Double?
    /// m above the datum
    @Nullable public var hoistPosition: Double?
    /// m/s, up is positive
    @Nullable public var hoistVelocity: Double?

    enum CodingKeys: String, CodingKey {
        case beltSpeed = "belt_speed_measured_m_s"
        case incline = "incline_measured_percent"
        case supportForce = "support_force_measured_n"
        case hoistPosition = "hoist_position_measured_m"
        case hoistVelocity = "hoist_velocity_measured_m_s"
    }

    public init(
        beltSpeed: Double?, incline: Double?, supportForce: Double?, hoistPosition: Double?, hoistVelocity: Double?
    ) {
        _beltSpeed = Nullable(wrappedValue: beltSpeed.finite)
        _incline = Nullable(wrappedValue: incline.finite)
        _supportForce = Nullable(wrappedValue: supportForce.finite)
        _hoistPosition = Nullable(wrappedValue: hoistPosition.finite)
        _hoistVelocity = Nullable(wrappedValue: hoistVelocity.finite)
    }

    /// The readings of one tick, without those older than `limits` allow at `now`.
    public init(_ inputs: ControlInputs, limits: SupervisionLimits, at now: MonotonicInstant) {
        let belt = inputs.belt.flatMap { now - $0.sampledAt <= limits.beltAge ? $0 : nil }
        let hoist = inputs.hoist.flatMap { now - $0.sampledAt <= limits.hoistAge ? $0 : nil }
        let loadCell = inputs.loadCell.flatMap { now - $0.sampledAt <= limits.loadCellAge ? $0 : nil }
        self.init(
            beltSpeed: belt?.speedMeasured.metersPerSecond,
            incline: belt?.inclineMeasured?.percentGrade,
            supportForce: loadCell?.supportForceMeasured.newtons,
            hoistPosition: hoist?.positionMeasured.meters,
            hoistVelocity: hoist?.velocityMeasured.metersPerSecond)
    }
}

/// What the core computed from the readings.
public struct EstimatedReport: Codable, Equatable, Sendable {
    /// Effective body weight under the mean support, BW%.
    @Nullable public var bodyWeight: Double?
    /// N, mean over the last whole step, or over a second while standing.
    @Nullable public var meanSupport: Double?
    /// m/s, mean over the last second.
    @Nullable public var meanBeltSpeed: Double?
    /// Steps per minute; `nil` while no regular steps are seen.
    @Nullable public var cadence: Double?

    enum CodingKeys: String, CodingKey {
        case bodyWeight = "body_weight_estimated_percent"
        case meanSupport = "mean_support_estimated_n"
        case meanBeltSpeed = "mean_belt_speed_estimated_m_s"
        case cadence = "cadence_estimated_steps_per_min"
    }

    public init(bodyWeight: Double?, meanSupport: Double?, meanBeltSpeed: Double?, cadence: Double?) {
        _bodyWeight = Nullable(wrappedValue: bodyWeight.finite)
        _meanSupport = Nullable(wrappedValue: meanSupport.finite)
        _meanBeltSpeed = Nullable(wrappedValue: meanBeltSpeed.finite)
        _cadence = Nullable(wrappedValue: cadence.finite)
    }

    public init(_ estimates: Estimates) {
        self.init(
            bodyWeight: estimates.bodyWeight?.percent, meanSupport: estimates.meanSupport?.newtons,
            meanBeltSpeed: estimates.meanBeltSpeed?.metersPerSecond, cadence: estimates.cadence)
    }
}

extension Double? {
    /// JSON has no word for a value that is not finite: absent is the honest one.
    fileprivate var finite: Double? { flatMap { $0.isFinite ? $0 : nil } }
}
