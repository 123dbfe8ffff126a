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

    init(settings: DaemonSettings, logger: Logger) {
        rig = Rig(configuration: settings.rig, runtimeDirectory: settings.runtimeDirectory) { event in
            switch event {
            case .connected(let bus):
                logger.notice("bus \(bus): connected")
            case .problem(let bus, let device, let problem):
                logger.warning("bus \(bus): \(device.map { "\($0): " } ?? "")\(problem)")
            }
        }
        loop = ControlLoop(
            rate: settings.loopRate, rig: rig, limits: settings.limits, exchange: exchange, ring: ring)
        follower = TickFollower(
            ring: ring, rig: rig, limits: settings.limits, period: loop.period, outcomes: outcomes,
            listeners: listeners, logger: logger)
    }

    func start() {
        rig.start()
        follower.start()
        loop.start()
    }

    /// Ends the loop, then the buses, then the log, in this order: the last command is on the wire before its line
    /// closes, and the last tick is in the log.
    func stop() {
        loop.stop()
        rig.stop()
        follower.stop()
    }
}
