import Devices
import Foundation
import OperatorAPI
import RigConfiguration
import TreadmillControl

/// One run through all checks: first the computer, then the machine at rest, and only then, with all of that good, belt
/// and rope in motion.
struct Examination: Sendable {
    struct Found: Sendable {
        var items: [ProofItem] = []
        /// Why not everything was looked at.
        var cutShort: String?
        var isCancelled = false
    }

    /// How long the machine is watched at rest.
    static let watching = TimeSpan.milliseconds(5000)

    let settings: DaemonSettings
    let machine: Machine
    let desk: SessionDesk

    /// Runs until everything was looked at, something forbids to go on, or the task is cancelled; by then belt and rope
    /// are at rest again.
    func run(_ tell: @escaping @Sendable (ProofEvent) -> Void) async -> Found {
        var found = Found()
        func note(_ item: ProofItem) {
            found.items.append(item)
            tell(.item(item))
        }
        do {
            for item in try await station(tell) { note(item) }
            tell(.begun(.loopLateness))
            let seen = try await watch()
            for item in [seen.loopLateness, seen.busRoundTrips, seen.devices, seen.emergencyStop, seen.loadCell] {
                note(item)
            }
            for drive in MotionTrial.Part.allCases {
                guard found.items.allSatisfy({ $0.outcome != .fail || !$0.check.forbidsMotion }) else {
                    found.cutShort = "nothing more was moved: see to what failed first"
                    break
                }
                tell(.begun(drive.check))
                note(try await prove(drive))
            }
        } catch let problem as Problem {
            found.cutShort = problem.detail
        } catch {
            found.isCancelled = true
        }
        return found
    }

    // MARK: At rest

    private func station(_ tell: @Sendable (ProofEvent) -> Void) async throws -> [ProofItem] {
        let checks = StationChecks(settings: settings)
        tell(.begun(.configuration))
        var items = [await OffThePool.run { checks.configuration }]
        tell(.begun(.disk))
        items.append(await OffThePool.run { checks.disk })
        tell(.begun(.clock))
        let first = ClockReading.now()
        try await Task.sleep(for: .seconds(1))
        items.append(StationChecks.clock(first, .now(), isSynchronised: StationChecks.isSynchronised))
        items.append(StationChecks.realTimePriority(machine.loop.hasRealTimePriority))
        return items
    }

    private func watch() async throws -> MachineObservation {
        machine.tap.open()
        defer { machine.tap.close() }
        let before = machine.rig.health
        let sleeper = BareSleeper(period: machine.loop.period, duration: Self.watching)
        sleeper.start()
        try await Task.sleep(for: .nanoseconds(Self.watching.nanoseconds))
        let lateness = await OffThePool.run { sleeper.finish() }
        let traffic = zip(before, machine.rig.health).map { before, after in
            let transactions = after.transactions - before.transactions
            return MachineObservation.Traffic(
                name: after.name, isConnected: after.isConnected, transactions: transactions,
                failures: after.failures - before.failures, problem: after.lastProblem,
                roundTrips: machine.rig.roundTrips(ofBus: after.name, newest: Int(clamping: transactions)))
        }
        return MachineObservation(
            ticks: machine.tap.collect(), sleeper: lateness, traffic: traffic, limits: settings.limits.supervision,
            emergencyStopSilencesBelt: settings.rig.belt.fallsSilentInEmergency)
    }

    // MARK: In motion

    private func prove(_ drive: MotionTrial.Part) async throws -> ProofItem {
        let trial = WatchdogTrial(
            drive: drive, watchdog: settings.rig.watchdog(of: drive), saysTripped: settings.rig.saysTripped(drive),
            limits: settings.limits.belt)
        let run = TrialRun(trial: trial, settings: settings, machine: machine, desk: desk)
        let finding = try await run.finding()
        return ProofItem(drive.check, finding.text, failsWith: finding.remedy)
    }
}

extension ProofCheck {
    /// Whether belt and rope stay where they are when it has failed.
    fileprivate var forbidsMotion: Bool {
        switch self {
        case .configuration, .clock, .busRoundTrips, .devices, .emergencyStop, .loadCell, .beltWatchdog, .hoistWatchdog:
            true
        case .disk, .realTimePriority, .loopLateness: false
        }
    }
}

extension BeltAttachment {
    /// A pressed emergency stop takes this treadmill's power. That of a Woodway is not documented; its wire has no word
    /// for an emergency stop, so silence is all that can show one.
    var fallsSilentInEmergency: Bool {
        switch self {
        case .trackMaster, .woodway: true
        case .modbus: false
        }
    }
}

extension RigConfiguration {
    /// The silence after which a drive must stop by itself. A TrackMaster's is its own (CDS, Full Vision TMX428 service
    /// manual). A Woodway's timer is taken for as long: its maker has not published it, and this proof is what shows it.
    func watchdog(of drive: MotionTrial.Part) -> TimeSpan {
        switch drive {
        case .hoist: hoist.watchdog
        case .belt:
            switch belt {
            case .modbus(let drive): drive.watchdog
            case .trackMaster, .woodway: .milliseconds(500)
            }
        }
    }

    /// Whether a drive says that its watchdog stopped it.
    func saysTripped(_ drive: MotionTrial.Part) -> Bool {
        switch drive {
        case .hoist: !hoist.endsItsMoves
        case .belt: true
        }
    }
}
