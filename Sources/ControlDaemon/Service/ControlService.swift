import Foundation
import Logging
import OperatorAPI
import ServiceLifecycle
import TreadmillControl

/// Runs the machine for as long as the daemon lives, and brings it to rest at the end.
struct ControlService: Service {
    /// A controlled stop from the fastest plan takes 6 s, and its margin 3 s.
    static let stopPatience = TimeSpan.milliseconds(20_000)

    let machine: Machine
    let desk: SessionDesk
    let doctor: Doctor
    let logger: Logger

    func run() async throws {
        machine.start()
        let keeper = Task { await keepServiceManagerInformed() }
        try? await gracefulShutdown()
        ServiceNotifier.stopping("stopping the belt, holding the support")
        logger.notice("shutting down: controlled stop, support held")
        // In a task of its own: a group that is cancelled because the API broke down still stops the belt.
        await Task {
            await doctor.finish()
            await desk.shutDown(patience: Self.stopPatience)
        }.value
        keeper.cancel()
        machine.listeners.finish()
        machine.stop()
        logger.notice("stopped")
    }

    /// Feeds the service watchdog for as long as ticks are completed, and keeps its status line current.
    private func keepServiceManagerInformed() async {
        let period = ServiceNotifier.watchdogPeriod.map { Duration.seconds($0 / 4) } ?? .seconds(1)
        var fedAt: UInt64 = 0
        var told = ""
        while !Task.isCancelled {
            let ticks = machine.loop.completedTicks
            if ticks > fedAt {
                ServiceNotifier.feedWatchdog()
                fedAt = ticks
            }
            let status = line()
            if status != told {
                ServiceNotifier.status(status)
                told = status
            }
            try? await Task.sleep(for: min(period, .seconds(1)))
        }
    }

    private func line() -> String {
        guard let outputs = machine.exchange.newestTick?.outputs else { return "starting" }
        let latched = outputs.latchedInterlocks.interlocks.map(\.title).joined(separator: ", ")
        return "\(outputs.state.phase.wireName)\(latched.isEmpty ? "" : ": \(latched)")"
    }
}
