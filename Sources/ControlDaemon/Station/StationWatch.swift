import Devices
import Foundation
import Logging
import Synchronization
import TreadmillControl

/// Looks at the daemon's surroundings a few times a second, on a thread of its own that may wait for a disk, and leaves
/// what it finds on the board.
///
/// A suspension of the computer is trouble for a runner: the loop stood still and its clock does not show it. A step of
/// the time of day is not: nothing that moves depends on it. It is told in the journal, and between sessions it keeps
/// the next one waiting for a moment, since its records would bear the wrong time.
final class StationWatch: Sendable {
    static let interval = TimeSpan.milliseconds(250)
    /// How long an anomaly of the clocks is shown after it was found.
    static let anomalyShown = TimeSpan.milliseconds(5000)

    struct Places: Sendable {
        var stateDirectory: String
        var logDirectory: String
        /// Bytes that must be free before a session starts; storage is in trouble below half of it.
        var freeSpace: Int64
        var powerOnlineFile: String?
    }

    private let places: Places
    private let board: StationBoard
    private let proof: any ProofState
    private let keeper: StateKeeper
    private let follower: TickFollower
    private let exchange: LoopExchange
    private let logger: Logger
    private let isStopping = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)
    private let isRunning = Atomic<Bool>(false)

    init(
        places: Places, board: StationBoard, proof: any ProofState, keeper: StateKeeper, follower: TickFollower,
        exchange: LoopExchange, logger: Logger
    ) {
        self.places = places
        self.board = board
        self.proof = proof
        self.keeper = keeper
        self.follower = follower
        self.exchange = exchange
        self.logger = logger
    }

    /// Looks once, and from then on again and again.
    func start() {
        var work = StationWork(powerOnlineFile: places.powerOnlineFile)
        look(&work)
        isRunning.store(true, ordering: .releasing)
        let thread = Thread { [self, work] in
            var work = work
            while !isStopping.load(ordering: .acquiring) {
                MonotonicClock.sleep(until: MonotonicClock.now() + Self.interval)
                look(&work)
            }
            ended.signal()
        }
        thread.name = "station watch"
        thread.start()
    }

    /// Does not wait longer than a second: the disk may hang.
    func stop() {
        guard isRunning.load(ordering: .acquiring) else { return }
        isStopping.store(true, ordering: .releasing)
        _ = ended.wait(timeout: .now() + 1)
    }

    private func look(_ work: inout StationWork) {
        let now = MonotonicClock.now()
        var found: [StationTrouble] = []
        if let reason = work.power.look() { found.append(StationTrouble(.powerTrouble, reason)) }
        if let reason = storageTrouble(at: now) { found.append(StationTrouble(.storageTrouble, reason)) }
        if let reason = work.clockAnomaly(isSession: isSession, at: now, logger) {
            found.append(StationTrouble(.clockAnomaly, reason))
        }
        if proof.isMissing(at: Date()) {
            found.append(StationTrouble(.proofMissing, "there is no valid proof of the machine; run `unweight doctor`"))
        }
        work.tell(found, logger)
        board.set(StationConditions(found.map(\.condition)), at: MonotonicClock.now())
    }

    private var isSession: Bool {
        exchange.newestTick?.outputs.state.phase.isUnderWay ?? false
    }

    private func storageTrouble(at now: MonotonicInstant) -> String? {
        if let failure = keeper.trouble(at: now) { return "the record of the machine's state: \(failure)" }
        if let failure = follower.logState?.failure { return failure }
        for path in [places.stateDirectory, places.logDirectory] {
            do throws(StorageFailure) {
                let free = try FreeSpace.bytes(at: path)
                if free < places.freeSpace / 2 { return "only \(free >> 20) MiB are free in \(path)" }
            } catch {
                return error.description
            }
        }
        return nil
    }
}

/// Something wrong with the station, and why.
struct StationTrouble: Equatable, Sendable {
    var condition: StationConditions
    var reason: String

    init(_ condition: StationConditions, _ reason: String) {
        self.condition = condition
        self.reason = reason
    }
}

/// What the watch keeps from one look to the next.
struct StationWork: Sendable {
    var power: PowerWatch
    private var clocks = ClockWatch()
    private var anomaly: (reason: String, until: MonotonicInstant)?
    private var told: [StationTrouble] = []

    init(powerOnlineFile: String?) { power = PowerWatch(onlineFile: powerOnlineFile) }

    /// Why the clocks are not to be trusted at the moment.
    mutating func clockAnomaly(
        isSession: Bool, at now: MonotonicInstant, reading: ClockReading = .now(), _ logger: Logger
    ) -> String? {
        for finding in clocks.look(reading) {
            let reason: String
            switch finding {
            case .suspended(let duration):
                reason = "the computer was suspended for \(duration.roundedText)"
            case .wallStepped(let step):
                reason = "the time of day was set by \(step.roundedText)"
                logger.warning("\(reason)")
                if isSession { continue }
            }
            anomaly = (reason, now + StationWatch.anomalyShown)
        }
        if let until = anomaly?.until, now > until { anomaly = nil }
        return anomaly?.reason
    }

    /// Tells the journal what is new and what is over.
    mutating func tell(_ found: [StationTrouble], _ logger: Logger) {
        let before = told
        for trouble in found where !before.contains(where: { $0.condition == trouble.condition }) {
            logger.warning("station: \(trouble.reason)")
        }
        for trouble in before where !found.contains(where: { $0.condition == trouble.condition }) {
            logger.notice("station: over: \(trouble.reason)")
        }
        told = found
    }
}

extension TimeSpan {
    fileprivate var roundedText: String { "\((seconds * 10).rounded() / 10) s" }
}
