import StrictYAML

/// The daemon's configuration as YAML.
///
/// ```yaml
/// rig: rigs/a-modbus.yaml      # relative paths are relative to this file
/// limits: limits.yaml
/// loop_rate_hz: 100            # optional, 10 to 200
/// log_level: info              # optional
/// log_free_space_mib: 256      # optional; below it no session starts
/// log_directory: logs          # optional, else LOGS_DIRECTORY or /var/log/unweight
/// state_directory: state       # optional, else STATE_DIRECTORY or /var/lib/unweight
/// power:                       # optional; left out, mains power is not watched
///   online_file: /sys/class/power_supply/AC/online
/// runtime_directory: /run/x    # optional, else RUNTIME_DIRECTORY or /run/unweight
/// doctor:                      # optional
///   required: false            # true: no session starts without a proof that holds
///   lifetime_h: 24             # 1 to 720
/// socket: unweightd.sock       # optional; relative to the runtime directory; UNWEIGHT_SOCKET overrides it
/// ```
public enum DaemonFile {
    /// Reads a configuration from text. `name` is what problems call it; relative paths are taken from its directory.
    public static func parse(text: String, name: String) throws(YAMLProblems) -> DaemonConfiguration {
        try readYAML(text, file: name) { configuration($0, base: directory(of: name)) }
    }

    /// Reads a configuration from a file.
    public static func load(path: String) throws(YAMLProblems) -> DaemonConfiguration {
        try readYAMLFile(path: path) { configuration($0, base: directory(of: path)) }
    }

    private static func configuration(_ root: YAMLMapping, base: String) -> DaemonConfiguration? {
        let rig = root.required("rig", .filePath)
        let limits = root.required("limits", .filePath)
        let loopRate = root.optional("loop_rate_hz", .integer(in: 10...200, unit: "Hz"), default: 100)
        let logLevel = root.optional("log_level", .logLevel, default: .info)
        let freeSpace = root.optional("log_free_space_mib", .integer(in: 16...1_048_576, unit: "MiB"), default: 256)
        let logDirectory = root.optional("log_directory", .filePath)
        let stateDirectory = root.optional("state_directory", .filePath)
        let power = root.optional(group: "power") { $0.required("online_file", .filePath) }
        let runtimeDirectory = root.optional("runtime_directory", .filePath)
        let socket = root.optional("socket", .socketPath)
        let doctor = DoctorConfiguration(in: root)
        guard let rig, let limits, let loopRate, let logLevel, let freeSpace else { return nil }
        var configuration = DaemonConfiguration(
            rigFile: joined(rig, to: base), limitsFile: joined(limits, to: base), loopRate: loopRate,
            logLevel: logLevel, logFreeSpace: Int64(freeSpace) << 20,
            configuredRuntimeDirectory: runtimeDirectory.map { joined($0, to: base) },
            configuredLogDirectory: logDirectory.map { joined($0, to: base) },
            configuredStateDirectory: stateDirectory.map { joined($0, to: base) },
            powerOnlineFile: power.map { joined($0, to: base) }, configuredSocket: socket)
        configuration.doctor = doctor
        return configuration
    }
}

extension YAMLScalar where Value == DaemonLogLevel {
    fileprivate static var logLevel: YAMLScalar<DaemonLogLevel> {
        let words = DaemonLogLevel.allCases.map(\.rawValue).joined(separator: ", ")
        return YAMLScalar(expectation: "one of: \(words)") { (text: String) throws(YAMLRefusal) -> DaemonLogLevel in
            guard let level = DaemonLogLevel(rawValue: text) else {
                throw YAMLRefusal(reason: "\"\(text.prefix(40))\" is no log level", remedy: "use one of: \(words)")
            }
            return level
        }
    }
}

extension YAMLScalar where Value == String {
    fileprivate static var filePath: YAMLScalar<String> {
        YAMLScalar(expectation: "a path") { (text: String) throws(YAMLRefusal) -> String in
            guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), (1...4000).contains(text.utf8.count) else {
                throw YAMLRefusal(reason: "is not a usable path", remedy: "write a path")
            }
            return text
        }
    }

    /// The path of a UNIX socket: the system holds 107 bytes of it.
    fileprivate static var socketPath: YAMLScalar<String> {
        YAMLScalar(expectation: "a path of at most 107 bytes") { (text: String) throws(YAMLRefusal) -> String in
            guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }), (1...107).contains(text.utf8.count) else {
                throw YAMLRefusal(
                    reason: "is not a usable path of a socket", remedy: "write a path of at most 107 bytes")
            }
            return text
        }
    }
}
