import FlightLog
import Foundation
import RigConfiguration
import StrictYAML
import TreadmillControl

/// Everything that the daemon was told, read and checked before anything is opened.
public struct DaemonSettings: Sendable {
    public var rig: RigConfiguration
    public var limits: ControlLimits
    public var loopRate: Int
    public var logLevel: DaemonLogLevel
    public var logDirectory: String
    public var doctor: DoctorConfiguration
    /// Bytes that must be free before a session starts.
    public var logFreeSpace: Int64
    /// Where what must survive the daemon is kept.
    public var stateDirectory: String
    /// The file that says whether the computer has mains power; `nil` when power is not watched.
    public var powerOnlineFile: String?
    public var runtimeDirectory: String
    public var socketPath: String
    /// The configuration's own text, for the log.
    public var sources: [SourceText]

    /// Reads the configuration at `path` and the files that it names.
    ///
    /// - Parameter rigFile: a rig to use instead of the one that the configuration names.
    /// - Throws: `YAMLProblems` with file, line, key and remedy of everything that is wrong.
    public static func load(
        path: String, rigFile: String? = nil, environment: [String: String]
    ) throws(YAMLProblems) -> DaemonSettings {
        var daemon = try DaemonFile.load(path: path)
        daemon.rigFile = rigFile ?? daemon.rigFile
        let rig = try RigFile.load(path: daemon.rigFile)
        let limits = try LimitsFile.load(path: daemon.limitsFile)
        var sources: [SourceText] = []
        for file in [path, daemon.rigFile, daemon.limitsFile] + rig.profileFiles {
            sources.append(SourceText(name: file, text: try textOfFile(path: file)))
        }
        return DaemonSettings(
            rig: rig, limits: limits, loopRate: daemon.loopRate, logLevel: daemon.logLevel,
            logDirectory: daemon.logDirectory(environment: environment), doctor: daemon.doctor,
            logFreeSpace: daemon.logFreeSpace,
            stateDirectory: daemon.stateDirectory(environment: environment),
            powerOnlineFile: daemon.powerOnlineFile,
            runtimeDirectory: daemon.runtimeDirectory(environment: environment),
            socketPath: daemon.socketPath(environment: environment), sources: sources)
    }
}
