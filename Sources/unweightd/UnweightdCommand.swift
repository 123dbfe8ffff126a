import ArgumentParser
import ControlDaemon
import Foundation
import Logging
import OperatorAPI
import RigConfiguration
import StrictYAML
import TreadmillControl

@main
struct UnweightdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unweightd",
        abstract: "The controller beside the treadmill.",
        discussion: """
            Opens the rig, runs the control loop, and serves operators on a UNIX socket. Nothing moves before an \
            operator starts a session with `unweight start`. SIGTERM and SIGINT stop the belt in a controlled way, \
            hold the support, close the log and end the daemon.

            Exit status: 0 after a controlled stop; 64 for a wrong command line; 78 when the configuration is wrong; \
            69 when the daemon could not run.
            """,
        version: SoftwareVersion.text,
        subcommands: [RunCommand.self, CheckCommand.self, MeasureCommand.self],
        defaultSubcommand: RunCommand.self)
}

struct ConfigurationOption: ParsableArguments {
    @Option(name: .shortAndLong, help: "The daemon's configuration file.")
    var config = "/etc/unweight/unweightd.yaml"

    @Option(help: "A rig file to use instead of the one that the configuration names.")
    var rig: String?

    /// Reads the settings, or prints every problem and ends with 78 (EX_CONFIG).
    func settings() throws -> DaemonSettings {
        do throws(YAMLProblems) {
            return try DaemonSettings.load(path: config, rigFile: rig, environment: ProcessInfo.processInfo.environment)
        } catch {
            FileHandle.standardError.write(
                Data("unweightd: the configuration is wrong; nothing was started\n\(error)\n".utf8))
            throw ExitCode(78)
        }
    }
}

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Run the daemon (the default).")

    @OptionGroup var configurationOption: ConfigurationOption

    func run() async throws {
        let settings = try configurationOption.settings()
        let logger = UnweightDaemon.logger(settings.logLevel, environment: ProcessInfo.processInfo.environment)
        do {
            try await UnweightDaemon.run(settings, logger: logger)
        } catch {
            logger.critical("the daemon cannot run: \(error)")
            throw ExitCode(69)
        }
    }
}

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read the configuration and say whether it is good; opens nothing.")

    @OptionGroup var configurationOption: ConfigurationOption

    func run() throws {
        let settings = try configurationOption.settings()
        print(
            "\(configurationOption.config): good; rig \(settings.rig.name), \(settings.loopRate) Hz, socket \(settings.socketPath)"
        )
        for line in settings.rig.summary { print(line) }
    }
}

struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measure the loop's lateness beside that of a bare sleeper. Nothing moves.",
        discussion: "Opens the rig and runs the loop idle, buses busy as in a session. Stop the daemon first.")

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(name: .shortAndLong, help: "How long to measure, in seconds.")
    var seconds = 60

    func validate() throws {
        guard (1...600).contains(seconds) else { throw ValidationError("--seconds takes a number from 1 to 600") }
    }

    func run() throws {
        let settings = try configurationOption.settings()
        let logger = UnweightDaemon.logger(settings.logLevel, environment: ProcessInfo.processInfo.environment)
        let duration = TimeSpan.milliseconds(Int64(seconds) * 1000)
        do {
            print(try LoopMeasurement.run(settings, duration: duration, logger: logger).text)
        } catch {
            logger.critical("cannot measure: \(error)")
            throw ExitCode(69)
        }
    }
}
