import Devices
import Foundation
import OperatorAPI
import RigConfiguration
import TreadmillControl

/// Puts together what the daemon knows into the report that operators read.
struct StatusDesk: Sendable {
    let settings: DaemonSettings
    let rig: Rig
    let exchange: LoopExchange
    let follower: TickFollower
    let outcomes: RequestOutcomes
    let keeper: StateKeeper
    let proof: ProofKeeper
    let desk: SessionDesk
    let startedAt: MonotonicInstant

    func plan() async throws(Problem) -> PlanReport {
        guard let session = await desk.loaded else { throw .noPlanLoaded }
        return PlanReport(session.setup.plan)
    }

    func status() async throws(Problem) -> StatusReport {
        let now = MonotonicClock.now()
        // Old figures must not pass for what the belt does now.
        guard let tick = exchange.liveTick(at: now) else { throw .notReady("the control loop is not running") }
        let session = await desk.loaded
        return StatusReport(
            daemon: DaemonReport(
                version: SoftwareVersion.text, uptime: (now - startedAt).seconds, rig: settings.rig.name),
            session: session.flatMap { $0.number == tick.session ? $0 : nil }.map {
                SessionReport(id: $0.id, setup: $0.setup, outputs: tick.outputs)
            },
            outputs: tick.outputs,
            measured: MeasuredReport(tick.inputs, limits: settings.limits.supervision, at: tick.now),
            devices: devices(tick), buses: rig.health.map(BusReport.init), loop: loop(tick),
            log: log(), proof: proof.standing(at: Date()), interruption: interruption(tick),
            requestSequence: outcomes.sequence)
    }

    /// What the last daemon left behind, for as long as the fault that stands for it waits.
    private func interruption(_ tick: TickRecord) -> InterruptionReport? {
        guard tick.session == 0, tick.outputs.latchedInterlocks.contains(.sessionInterrupted) else { return nil }
        return keeper.aftermath.interruption?.seeing(beltStands: tick.outputs.estimates.standstillConfirmed)
    }

    private func devices(_ tick: TickRecord) -> [DeviceReport] {
        let limits = settings.limits.supervision
        return [
            device("belt", bus: settings.rig.belt.bus, tick.inputs.belt?.sampledAt, limits.beltAge, tick.now),
            device("hoist", bus: settings.rig.hoist.bus, tick.inputs.hoist?.sampledAt, limits.hoistAge, tick.now),
            device(
                "load cell", bus: settings.rig.loadCell.bus, tick.inputs.loadCell?.sampledAt, limits.loadCellAge,
                tick.now),
        ]
    }

    private func device(
        _ name: String, bus: String, _ sampledAt: MonotonicInstant?, _ limit: TimeSpan, _ now: MonotonicInstant
    ) -> DeviceReport {
        let age = sampledAt.map { now - $0 }
        return DeviceReport(
            name: name, bus: bus, readingAge: age?.milliseconds, isFresh: age.map { $0 <= limit } ?? false)
    }

    private func loop(_ tick: TickRecord) -> LoopReport {
        let statistics = follower.statistics
        return LoopReport(
            rate: Double(settings.loopRate), ticks: statistics.ticks, overruns: statistics.overruns,
            missed: statistics.missed, latenessMax: statistics.longest.milliseconds,
            latenessP99: statistics.percentile(0.99).milliseconds)
    }

    private func log() -> LogReport? {
        follower.logState.map {
            LogReport(
                file: $0.path, bytes: $0.bytes, dropped: $0.dropped + follower.lostTicks, failure: $0.failure)
        }
    }
}

extension BusReport {
    fileprivate init(_ health: BusHealth) {
        self.init(
            name: health.name, connected: health.isConnected, transactions: health.transactions,
            failures: health.failures, reconnects: health.reconnects,
            roundTrip: health.transactions > 0 ? health.roundTrip.milliseconds : nil, lastError: health.lastProblem)
    }
}
