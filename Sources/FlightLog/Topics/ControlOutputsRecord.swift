import TreadmillControl

/// One tick's ``ControlOutputs`` as the topic `control_outputs` stores them.
///
/// It cannot be turned back into outputs, for an admitted command cannot be made outside the core: a replay makes a
/// record of its own outputs and compares the two.
public struct ControlOutputsRecord: Sendable {
    var timestamp: UInt64 = 0
    /// Number of the tick, from zero.
    public private(set) var tick: UInt64 = 0
    var timeNanoseconds: Int64 = 0

    var state: UInt8 = 0
    var hasStateTime = false
    var stateTime: Int64 = 0
    var hasStopDestination = false
    var stopDestination: UInt8 = 0
    var hasFinishReason = false
    var finishReasonCode: UInt8 = 0

    var planInterval: Int32 = 0
    var planIntervalElapsed: Int64 = 0
    var planElapsed: Int64 = 0
    var planIsAdvancing = false
    var hasAnnouncedChange = false
    var announcedChangeIn: Int64 = 0

    var beltSpeedSetpoint = absentValue
    var bodyWeightSetpoint = absentValue
    var inclineSetpoint = absentValue
    var bodyWeightCommanded = absentValue
    var beltIsRunningCommanded = false
    var beltSpeedCommanded = absentValue
    var inclineCommanded = absentValue
    var hoistIsMovingCommanded = false
    var hoistVelocityCommanded = absentValue

    var hasMeanSupport = false
    var meanSupportEstimated = absentValue
    var hasBodyWeight = false
    var bodyWeightEstimated = absentValue
    var hasMeanBeltSpeed = false
    var meanBeltSpeedEstimated = absentValue
    var hasCadence = false
    var cadenceEstimated = absentValue
    var standstillConfirmed = false

    var activeInterlockBits: UInt64 = 0
    var latchedInterlockBits: UInt64 = 0
    var reactionCode: UInt8 = 0
    var hasRequestResult = false
    var requestResultID: UInt32 = 0
    var requestOutcome: UInt8 = 0

    package init() {}

    init(tick: UInt64, at time: MonotonicInstant) {
        timestamp = time.ulogTimestamp
        self.tick = tick
        timeNanoseconds = time.nanoseconds
    }

    private static let layout = FieldLayout(of: Self.self)

    /// The names, as in the log, of the fields whose bits differ; empty when the records are the same.
    public func fieldsDiffering(from other: ControlOutputsRecord) -> [String] {
        fieldsDiffering(from: other, layout: Self.layout)
    }
}

extension ControlOutputsRecord: LogTopic {
    package static var topicName: String { "control_outputs" }

    package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("timestamp", &timestamp)
        visitor.visit("tick", &tick)
        visitor.visit("time_ns", &timeNanoseconds)
        visitSession(&visitor)
        visitCommands(&visitor)
        visitEstimates(&visitor)
        visitInterlocks(&visitor)
    }

    private mutating func visitSession<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visitCode("state", &state) { SessionPhase(rawValue: $0).map { "\($0)" } }
        visitor.beginOptional("state_time_present", &hasStateTime)
        visitor.visit("state_time_ns", &stateTime)
        visitor.endOptional()
        visitor.beginOptional("stop_destination_present", &hasStopDestination)
        visitor.visitCode("stop_destination", &stopDestination) { StopDestinationCode(rawValue: $0).map { "\($0)" } }
        visitor.endOptional()
        visitor.beginOptional("finish_reason_present", &hasFinishReason)
        visitor.visitCode("finish_reason", &finishReasonCode) { FinishReason(rawValue: $0).map { "\($0)" } }
        visitor.endOptional()
        visitor.visit("plan_interval", &planInterval)
        visitor.visit("plan_interval_elapsed_ns", &planIntervalElapsed)
        visitor.visit("plan_elapsed_ns", &planElapsed)
        visitor.visit("plan_advancing", &planIsAdvancing)
        visitor.beginOptional("announced_change_present", &hasAnnouncedChange)
        visitor.visit("announced_change_in_ns", &announcedChangeIn)
        visitor.endOptional()
    }

    private mutating func visitCommands<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("belt_speed_setpoint_m_s", &beltSpeedSetpoint)
        visitor.visit("body_weight_setpoint_percent", &bodyWeightSetpoint)
        visitor.visit("incline_setpoint_percent", &inclineSetpoint)
        visitor.visit("body_weight_commanded_percent", &bodyWeightCommanded)
        visitor.visit("belt_running_commanded", &beltIsRunningCommanded)
        visitor.visit("belt_speed_commanded_m_s", &beltSpeedCommanded)
        visitor.visit("incline_commanded_percent", &inclineCommanded)
        visitor.visit("hoist_moving_commanded", &hoistIsMovingCommanded)
        visitor.visit("hoist_velocity_commanded_m_s", &hoistVelocityCommanded)
    }

    private mutating func visitEstimates<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.beginOptional("mean_support_present", &hasMeanSupport)
        visitor.visit("mean_support_estimated_n", &meanSupportEstimated)
        visitor.endOptional()
        visitor.beginOptional("body_weight_present", &hasBodyWeight)
        visitor.visit("body_weight_estimated_percent", &bodyWeightEstimated)
        visitor.endOptional()
        visitor.beginOptional("mean_belt_speed_present", &hasMeanBeltSpeed)
        visitor.visit("mean_belt_speed_estimated_m_s", &meanBeltSpeedEstimated)
        visitor.endOptional()
        visitor.beginOptional("cadence_present", &hasCadence)
        visitor.visit("cadence_estimated_steps_min", &cadenceEstimated)
        visitor.endOptional()
        visitor.visit("standstill_confirmed", &standstillConfirmed)
    }

    private mutating func visitInterlocks<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("active_interlocks", &activeInterlockBits)
        visitor.visit("latched_interlocks", &latchedInterlockBits)
        visitor.visitCode("reaction", &reactionCode) { Reaction(rawValue: $0).map { "\($0)" } }
        visitor.beginOptional("request_result_present", &hasRequestResult)
        visitor.visit("request_result_id", &requestResultID)
        visitor.visitCode("request_outcome", &requestOutcome) { RequestOutcome(rawValue: $0).map { "\($0)" } }
        visitor.endOptional()
    }
}

/// The number that stands in the log for what a stop leads to.
enum StopDestinationCode: UInt8, CaseIterable {
    case paused = 0
    case finished = 1
    case faulted = 2
}
