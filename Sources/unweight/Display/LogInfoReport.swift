import FlightLog
import OperatorAPI
import TreadmillControl

/// What a flight log holds, for people and as JSON.
struct LogInfoReport: Codable, Equatable, Sendable {
    var sessionID: String
    var softwareVersion: String
    /// UTC, ISO 8601
    var startedAt: String
    @Nullable var planTitle: String?
    /// kg
    @Nullable var runnerMass: Double?
    var ticks: UInt64
    /// s from the first tick to the last
    var duration: Double
    /// s of plan time at the last tick
    var planTime: Double
    /// s of the plan as written
    @Nullable var planDuration: Double?
    @Nullable var lastPhase: SessionPhase?
    @Nullable var finishReason: FinishReason?
    var latchedInterlocks: [Interlock]
    var events: UInt64
    var warnings: UInt64
    var dropouts: UInt64
    var tornBytes: UInt64
    var damagedBytes: UInt64

    enum CodingKeys: String, CodingKey {
        case ticks, events, warnings, dropouts
        case sessionID = "session_id"
        case softwareVersion = "software_version"
        case startedAt = "started_at"
        case planTitle = "plan_title"
        case runnerMass = "runner_mass_kg"
        case duration = "duration_s"
        case planTime = "plan_time_s"
        case planDuration = "plan_duration_s"
        case lastPhase = "last_phase"
        case finishReason = "finish_reason"
        case latchedInterlocks = "latched_interlocks"
        case tornBytes = "torn_bytes"
        case damagedBytes = "damaged_bytes"
    }

    init(_ summary: FlightLogSummary) {
        sessionID = summary.sessionID
        softwareVersion = summary.softwareVersion
        startedAt = summary.startedAt
        _planTitle = Nullable(wrappedValue: summary.planTitle)
        _runnerMass = Nullable(wrappedValue: summary.runnerMass?.kilograms)
        ticks = summary.ticks
        duration = summary.duration.seconds
        planTime = summary.planTime.seconds
        _planDuration = Nullable(wrappedValue: summary.planDuration?.seconds)
        _lastPhase = Nullable(wrappedValue: summary.lastPhase)
        _finishReason = Nullable(wrappedValue: summary.finishReason)
        latchedInterlocks = summary.latchedInterlocks.interlocks
        events = summary.events
        warnings = summary.warnings
        dropouts = summary.dropouts
        tornBytes = summary.tornBytes
        damagedBytes = summary.damagedBytes
    }

    var lines: [String] {
        [
            "session     \(sessionID), started \(startedAt)",
            "plan        \(planTitle ?? "none")",
            "runner      \(Figures.fixed(runnerMass, decimals: 1)) kg",
            "recorded    \(Figures.elapsed(duration)), \(ticks) ticks; plan time \(Figures.elapsed(planTime))"
                + " of \(Figures.elapsed(planDuration))",
            "ended       \(ending)",
            "interlocks  \(interlocks)",
            "events      \(events), \(warnings) of them warnings or worse",
            "file        \(dropouts) dropouts, \(tornBytes) torn bytes at the end, \(damagedBytes) damaged bytes",
            "written by  unweight \(softwareVersion)",
        ]
    }

    private var interlocks: String {
        latchedInterlocks.isEmpty ? "none" : latchedInterlocks.map(\.title).joined(separator: ", ")
    }

    var ending: String {
        if let finishReason { return finishReason.explanation }
        guard let lastPhase else { return "nothing was recorded" }
        return "the log ends before its session does; last state: \(lastPhase.title)"
    }
}
