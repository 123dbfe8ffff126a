import Devices
import Foundation
import Logging
import TreadmillControl

/// Rig, loop and follower, wired together: the daemon without its API.
struct Machine: Sendable {
    let rig: Rig
    let exchange = LoopExchange()
    let ring = TickRing()
    let outcomes = RequestOutcomes()
    let listeners = EventListeners()
    let loop: ControlLoop
    let follower: TickFollower
    let station = StationBoard()
    let tap = TickTap()
    let keeper: StateKeeper
    let watch: StationWatch

    /// - Parameter proof: whether arming asks for a proof of the machine that is missing.
    init(settings: DaemonSettings, logger: Logger, proof: any ProofState = NoProofNeeded()) {
        keeper = StateKeeper(folder: DirectoryOnDisk(path: settings.stateDirectory), logger: logger)
        rig = Rig(configuration: settings.rig, runtimeDirectory: settings.runtimeDirectory) { event in
            switch event {
            case .connected(let bus):
                logger.notice("bus \(bus): connected")
            case .problem(let bus, let device, let problem):
                logger.warning("bus \(bus): \(device.map { "\($0): " } ?? "")\(problem)")
            case .recovered(let bus, let device):
                logger.notice("bus \(bus): \(device) answers again")
            }
        }
        loop = ControlLoop(
            rate: settings.loopRate, rig: rig, limits: settings.limits, exchange: exchange, ring: ring,
            station: station, carried: keeper.aftermath.carried)
        follower = TickFollower(
            ring: ring, rig: rig, limits: settings.limits, period: loop.period, outcomes: outcomes,
            listeners: listeners, keeper: keeper, tap: tap, logger: logger)
        watch = StationWatch(
            places: StationWatch.Places(settings), board: station, proof: proof, keeper: keeper, follower: follower,
            exchange: exchange, logger: logger)
    }

    func start() {
        watch.start()
        rig.start()
        follower.start()
        loop.start()
    }

    /// Ends the loop, then the buses, then the log, in this order: the last command is on the wire before its line
    /// closes, the last tick is in the log, and what it says of the machine on the disk.
    func stop() {
        loop.stop()
        rig.stop()
        follower.stop()
        watch.stop()
        keeper.flush()
    }
}

extension StationWatch.Places {
    init(_ settings: DaemonSettings) {
        self.init(
            stateDirectory: settings.stateDirectory, logDirectory: settings.logDirectory,
            freeSpace: settings.logFreeSpace, powerOnlineFile: settings.powerOnlineFile)
    }
}
