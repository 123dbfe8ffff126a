import Devices
import Foundation
import Glibc
import Logging
import OperatorAPI
import RigConfiguration
import ServiceLifecycle
import TreadmillControl
import UnixSignals

/// The daemon: settings in, a running service out.
public enum UnweightDaemon {
    /// Sets up logging to standard error or the journal. Once per process.
    public static func logger(_ level: DaemonLogLevel, environment: [String: String]) -> Logger {
        Logger(label: "unweightd") { _ in
            var handler = JournalLogHandler(environment: environment)
            handler.logLevel = Logger.Level(rawValue: level.rawValue) ?? .info
            return handler
        }
    }

    /// Runs until SIGTERM or SIGINT and a controlled stop.
    public static func run(_ settings: DaemonSettings, logger: Logger) async throws {
        // A client or a journal that hangs up is an error of one write, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
        try prepareDirectories(settings)
        // Socket 0660, logs 0640. Not before the directories: those need their right to be entered.
        umask(0o117)
        try SocketFile.clear(settings.socketPath)
        let proof = ProofKeeper(settings, logger: logger)
        let machine = Machine(settings: settings, logger: logger, proof: proof)
        let desk = SessionDesk(
            settings: settings, exchange: machine.exchange, follower: machine.follower, outcomes: machine.outcomes,
            keeper: machine.keeper, station: machine.station, logger: logger)
        let status = StatusDesk(
            settings: settings, rig: machine.rig, exchange: machine.exchange, follower: machine.follower,
            outcomes: machine.outcomes, keeper: machine.keeper, proof: proof, desk: desk,
            startedAt: MonotonicClock.now())
        let doctor = Doctor(settings: settings, machine: machine, desk: desk, proof: proof, logger: logger)
        if let interruption = machine.keeper.aftermath.interruption {
            logger.error("\(interruption.explanation) \(interruption.remedy)")
        }
        let server = APIServer(
            socketPath: settings.socketPath, status: status, desk: desk, doctor: doctor, listeners: machine.listeners,
            logger: logger,
            onReady: {
                logger.notice("ready: rig \(settings.rig.name), socket \(settings.socketPath)")
                ServiceNotifier.ready(machine.keeper.aftermath.interruption == nil ? "idle" : "faulted")
            })
        // Services shut down in reverse order: the machine comes to rest while operators can still ask how it is.
        let group = ServiceGroup(
            services: [server, ControlService(machine: machine, desk: desk, doctor: doctor, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet(logger))
        try await group.run()
        unlink(settings.socketPath)
    }

    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }

    private static func prepareDirectories(_ settings: DaemonSettings) throws {
        let socketDirectory = (settings.socketPath as NSString).deletingLastPathComponent
        for path in [settings.logDirectory, settings.stateDirectory, socketDirectory]
        where !FileManager.default.fileExists(atPath: path) {
            do {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
            } catch {
                throw DirectoryFailure(path: path, reason: error.localizedDescription)
            }
        }
    }
}

/// A directory that the daemon needs cannot be made.
struct DirectoryFailure: Error, CustomStringConvertible {
    var path: String
    var reason: String

    var description: String { "cannot make the directory \(path): \(reason); make it, or name another" }
}
