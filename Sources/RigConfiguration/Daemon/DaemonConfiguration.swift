/// What the daemon needs to know before it opens a rig.
public struct DaemonConfiguration: Equatable, Sendable {
    /// Where the rig's file is.
    public var rigFile: String
    /// Where the limits' file is.
    public var limitsFile: String
    /// The control loop's ticks per second, 10...200.
    public var loopRate: Int
    public var logLevel: DaemonLogLevel
    /// The space in bytes that must stay free where session logs are written.
    public var logFreeSpace: Int64
    public var doctor = DoctorConfiguration()
    /// As given in the file; use ``runtimeDirectory(environment:)``.
    public var configuredRuntimeDirectory: String?
    /// As given in the file; use ``logDirectory(environment:)``.
    public var configuredLogDirectory: String?
    /// As given in the file; use ``stateDirectory(environment:)``.
    public var configuredStateDirectory: String?
    /// A file as the kernel keeps for every power supply (`/sys/class/power_supply/NAME/online`): 0 when mains power is
    /// gone. `nil`: power is not watched.
    public var powerOnlineFile: String?
    /// As given in the file; use ``socketPath(environment:)``.
    public var configuredSocket: String?

    public init(
        rigFile: String, limitsFile: String, loopRate: Int = 100, logLevel: DaemonLogLevel = .info,
        logFreeSpace: Int64 = 256 << 20, configuredRuntimeDirectory: String? = nil,
        configuredLogDirectory: String? = nil, configuredStateDirectory: String? = nil,
        powerOnlineFile: String? = nil, configuredSocket: String? = nil
    ) {
        self.rigFile = rigFile
        self.limitsFile = limitsFile
        self.loopRate = loopRate
        self.logLevel = logLevel
        self.logFreeSpace = logFreeSpace
        self.configuredRuntimeDirectory = configuredRuntimeDirectory
        self.configuredLogDirectory = configuredLogDirectory
        self.configuredStateDirectory = configuredStateDirectory
        self.powerOnlineFile = powerOnlineFile
        self.configuredSocket = configuredSocket
    }
}

/// How much the daemon tells the journal, from most to least.
public enum DaemonLogLevel: String, CaseIterable, Equatable, Sendable {
    case trace, debug, info, notice, warning, error, critical
}

extension DaemonConfiguration {
    /// Where sockets and relative serial ports are: the configured directory, else `RUNTIME_DIRECTORY` (which systemd
    /// sets), else `/run/unweight`.
    public func runtimeDirectory(environment: [String: String]) -> String {
        configuredRuntimeDirectory ?? Self.standardRuntimeDirectory(environment: environment)
    }

    /// Where relative serial ports are for a program that has no configuration of the daemon: `RUNTIME_DIRECTORY`, else
    /// `/run/unweight`.
    public static func standardRuntimeDirectory(environment: [String: String]) -> String {
        environment.directory("RUNTIME_DIRECTORY") ?? "/run/unweight"
    }

    /// Where session logs are written: the configured directory, else `LOGS_DIRECTORY` (which systemd sets), else
    /// `/var/log/unweight`.
    public func logDirectory(environment: [String: String]) -> String {
        configuredLogDirectory ?? environment.directory("LOGS_DIRECTORY") ?? "/var/log/unweight"
    }

    /// Where what must survive the daemon is kept: the configured directory, else `STATE_DIRECTORY` (which systemd
    /// sets), else `/var/lib/unweight`.
    public func stateDirectory(environment: [String: String]) -> String {
        configuredStateDirectory ?? environment.directory("STATE_DIRECTORY") ?? "/var/lib/unweight"
    }

    /// Where operators reach the daemon: `UNWEIGHT_SOCKET`, else the configured path, else `unweightd.sock`; a
    /// relative path is within the runtime directory.
    public func socketPath(environment: [String: String]) -> String {
        let path = environment.nonEmpty("UNWEIGHT_SOCKET") ?? configuredSocket ?? "unweightd.sock"
        return joined(path, to: runtimeDirectory(environment: environment))
    }
}

extension [String: String] {
    fileprivate func nonEmpty(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }

    /// The first of the directories in a variable that systemd sets; it joins several with colons.
    fileprivate func directory(_ name: String) -> String? {
        nonEmpty(name)?.split(separator: ":").first.map(String.init)
    }
}
