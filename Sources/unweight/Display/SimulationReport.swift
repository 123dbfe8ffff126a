import OperatorAPI
import Replay
import TreadmillControl

/// What `unweight simulate --json` writes.
struct SimulationReport: Codable, Equatable, Sendable {
    struct Interval: Codable, Equatable, Sendable {
        var planned: IntervalReport
        /// Means over the steady part; `nil` without one.
        @Nullable var bodyWeightSetpoint: Double?
        @Nullable var bodyWeightMeasured: Double?
        @Nullable var beltSpeedSetpoint: Double?
        @Nullable var beltSpeedMeasured: Double?

        enum CodingKeys: String, CodingKey {
            case planned
            case bodyWeightSetpoint = "body_weight_setpoint_percent"
            case bodyWeightMeasured = "body_weight_measured_percent"
            case beltSpeedSetpoint = "belt_speed_setpoint_m_s"
            case beltSpeedMeasured = "belt_speed_measured_m_s"
        }

        init(_ interval: SimulationResult.Interval, index: Int) {
            planned = IntervalReport(interval.planned, index: index)
            _bodyWeightSetpoint = Nullable(wrappedValue: interval.meanBodyWeightSetpoint?.percent)
            _bodyWeightMeasured = Nullable(wrappedValue: interval.meanBodyWeight?.percent)
            _beltSpeedSetpoint = Nullable(wrappedValue: interval.meanBeltSpeedSetpoint?.metersPerSecond)
            _beltSpeedMeasured = Nullable(wrappedValue: interval.meanBeltSpeed?.metersPerSecond)
        }
    }

    var planTitle: String
    var seed: UInt64
    var phase: SessionPhase
    @Nullable var finishReason: FinishReason?
    var latchedInterlocks: [Interlock]
    var intervals: [Interval]
    var ticks: UInt64
    /// s of virtual time
    var duration: Double
    /// s of plan time
    var planTime: Double
    /// N
    var supportErrorRMS: Double
    var supportErrorPeak: Double
    /// s of real time
    var took: Double
    /// Virtual time over real time.
    var factor: Double

    enum CodingKeys: String, CodingKey {
        case seed, phase, intervals, ticks
        case planTitle = "plan_title"
        case finishReason = "finish_reason"
        case latchedInterlocks = "latched_interlocks"
        case duration = "duration_s"
        case planTime = "plan_time_s"
        case supportErrorRMS = "support_error_rms_n"
        case supportErrorPeak = "support_error_peak_n"
        case took = "real_time_s"
        case factor = "factor_over_real_time"
    }

    init(_ result: SimulationResult, title: String, seed: UInt64, took: Duration) {
        planTitle = title
        self.seed = seed
        phase = result.finalState.phase
        _finishReason = Nullable(wrappedValue: result.finishReason)
        latchedInterlocks = result.latchedInterlocks.interlocks
        intervals = result.intervals.enumerated().map { Interval($1, index: $0) }
        ticks = result.ticks
        duration = result.duration.seconds
        planTime = result.planTime.seconds
        supportErrorRMS = result.supportErrorRMS.newtons
        supportErrorPeak = result.supportErrorPeak.newtons
        self.took = max(took / .seconds(1), 1e-6)
        factor = result.duration.seconds / self.took
    }
}
