import TreadmillControl

/// One tick's ``ControlInputs`` as the topic `control_inputs` stores them. Converts both ways without loss.
///
/// A field after an `has...` flag that is false holds zero or NaN and means nothing.
public struct ControlInputsRecord: Sendable {
    var timestamp: UInt64 = 0
    /// Number of the tick, from zero.
    public private(set) var tick: UInt64 = 0
    var timeNanoseconds: Int64 = 0

    var hasBelt = false
    var beltSampledAt: Int64 = 0
    var beltSpeedMeasured = absentValue
    var hasBeltIncline = false
    var beltInclineMeasured = absentValue
    var beltStatus: UInt16 = 0

    var hasHoist = false
    var hoistSampledAt: Int64 = 0
    var hoistPositionMeasured = absentValue
    var hoistVelocityMeasured = absentValue
    var hoistStatus: UInt16 = 0

    var hasLoadCell = false
    var loadCellSampledAt: Int64 = 0
    var supportForceMeasured = absentValue
    var loadCellStatus: UInt16 = 0

    var hasRequest = false
    var requestID: UInt32 = 0
    var requestAction: UInt8 = 0
    var hasRequestAmount = false
    var requestAmount = absentValue

    var loopLateness: Int64 = 0
    var loopMissedTicks: UInt32 = 0

    var stationConditions: UInt16 = 0
    var hasOperator = false
    var operatorSeenAt: Int64 = 0

    package init() {}

    init(tick: UInt64, at time: MonotonicInstant) {
        timestamp = time.ulogTimestamp
        self.tick = tick
        timeNanoseconds = time.nanoseconds
    }

    /// The instant that the core was given for this tick.
    public var time: MonotonicInstant { MonotonicInstant(nanoseconds: timeNanoseconds) }
}

extension ControlInputsRecord: LogTopic {
    package static var topicName: String { "control_inputs" }

    package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("timestamp", &timestamp)
        visitor.visit("tick", &tick)
        visitor.visit("time_ns", &timeNanoseconds)

        visitor.beginOptional("belt_present", &hasBelt)
        visitor.visit("belt_sampled_at_ns", &beltSampledAt)
        visitor.visit("belt_speed_measured_m_s", &beltSpeedMeasured)
        visitor.beginOptional("belt_incline_present", &hasBeltIncline)
        visitor.visit("belt_incline_measured_percent", &beltInclineMeasured)
        visitor.endOptional()
        visitor.visit("belt_status", &beltStatus)
        visitor.endOptional()

        visitor.beginOptional("hoist_present", &hasHoist)
        visitor.visit("hoist_sampled_at_ns", &hoistSampledAt)
        visitor.visit("hoist_position_measured_m", &hoistPositionMeasured)
        visitor.visit("hoist_velocity_measured_m_s", &hoistVelocityMeasured)
        visitor.visit("hoist_status", &hoistStatus)
        visitor.endOptional()

        visitor.beginOptional("load_cell_present", &hasLoadCell)
        visitor.visit("load_cell_sampled_at_ns", &loadCellSampledAt)
        visitor.visit("support_force_measured_n", &supportForceMeasured)
        visitor.visit("load_cell_status", &loadCellStatus)
        visitor.endOptional()

        visitor.beginOptional("request_present", &hasRequest)
        visitor.visit("request_id", &requestID)
        visitor.visitCode("request_action", &requestAction) { RequestActionCode(rawValue: $0).map { "\($0)" } }
        visitor.beginOptional("request_amount_present", &hasRequestAmount)
        visitor.visit("request_amount", &requestAmount)
        visitor.endOptional()
        visitor.endOptional()

        visitor.visit("loop_lateness_ns", &loopLateness)
        visitor.visit("loop_missed_ticks", &loopMissedTicks)

        visitor.visit("station_conditions", &stationConditions)
        visitor.beginOptional("operator_present", &hasOperator)
        visitor.visit("operator_seen_at_ns", &operatorSeenAt)
        visitor.endOptional()
    }
}

/// The number that stands for an operator's action in the log.
enum RequestActionCode: UInt8, CaseIterable {
    case pause = 0
    case resume = 1
    case stop = 2
    /// `request_amount` in points of BW%.
    case adjustBodyWeight = 3
    /// `request_amount` in metres per second.
    case adjustSpeed = 4
    case lowerSupport = 5
    case acknowledge = 6
}
