import OperatorAPI
import TreadmillControl

/// Reports as a daemon would send them.
enum ReportSamples {
    static let plan = SessionPlan(
        title: "Run 1 min, walk 2 min",
        intervals: [
            PlannedInterval(
                name: "Walk", gait: .walk, duration: .seconds(120), beltSpeed: .kilometersPerHour(4.5),
                bodyWeight: .percent(80)),
            PlannedInterval(
                name: "Run", gait: .run, duration: .seconds(60), beltSpeed: .kilometersPerHour(8),
                bodyWeight: .percent(80)),
        ])

    static let setup = SessionSetup(plan: plan, runnerMass: .kilograms(72))

    /// No session, nothing measured.
    static func idle(uptime: Double = 10) -> StatusReport {
        report(outputs(state: .idle), session: nil, uptime: uptime)
    }

    /// 24.4 s into the first interval, all well.
    static func running(uptime: Double = 100, announcedChangeIn: Double? = nil) -> StatusReport {
        var outputs = outputs(state: .running, elapsed: 24.4)
        outputs.announcedChangeIn = announcedChangeIn.map(TimeSpan.seconds)
        outputs.estimates = Estimates(
            meanSupport: .newtons(141.2), bodyWeight: .percent(79.96),
            meanBeltSpeed: .kilometersPerHour(4.5), cadence: 111.6)
        var report = report(outputs, session: "20261123-1", uptime: uptime)
        report.commanded = CommandedReport(
            beltIsRunning: true, beltSpeed: 1.25, bodyWeight: 80, incline: 0, hoistVelocity: 0.01)
        report.measured = MeasuredReport(
            beltSpeed: 1.24, incline: nil, supportForce: 139.7, hoistPosition: 0.2, hoistVelocity: 0.01)
        return report
    }

    static func session(
        _ state: SessionState, uptime: Double = 100, elapsed: Double = 0, interval: Int32 = 0,
        id: String = "20261123-1", active: [Interlock] = [], latched: [Interlock] = []
    ) -> StatusReport {
        var outputs = outputs(state: state, elapsed: elapsed, interval: interval)
        for interlock in active { outputs.activeInterlocks.insert(interlock) }
        for interlock in latched { outputs.latchedInterlocks.insert(interlock) }
        return report(outputs, session: id, uptime: uptime)
    }

    static func outputs(state: SessionState, elapsed: Double = 0, interval: Int32 = 0) -> ControlOutputs {
        ControlOutputs(
            state: state,
            position: PlanPosition(
                interval: interval, elapsedInInterval: .seconds(elapsed), elapsed: .seconds(elapsed),
                isAdvancing: state == .running),
            announcedChangeIn: nil,
            setpoints: Setpoints(beltSpeed: .kilometersPerHour(4.5), bodyWeight: .percent(80), incline: .zero),
            bodyWeightCommanded: .percent(80), command: .safeState, estimates: Estimates(), activeInterlocks: .none,
            latchedInterlocks: .none, reaction: .none, requestResult: nil)
    }

    private static func report(_ outputs: ControlOutputs, session: String?, uptime: Double) -> StatusReport {
        StatusReport(
            daemon: DaemonReport(version: "0.1.0", uptime: uptime, rig: "A"),
            session: session.map { SessionReport(id: $0, setup: setup, outputs: outputs) }, outputs: outputs,
            measured: MeasuredReport(
                beltSpeed: nil, incline: nil, supportForce: nil, hoistPosition: nil, hoistVelocity: nil),
            devices: [], buses: [],
            loop: LoopReport(rate: 100, ticks: 1000, overruns: 0, missed: 0, latenessMax: 0.4, latenessP99: 0.2),
            log: nil, requestSequence: 0)
    }
}
