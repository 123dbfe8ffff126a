import ArgumentParser
import Foundation
import OperatorAPI

/// Where the daemon is.
struct DaemonOptions: ParsableArguments {
    @Option(
        name: .customLong("socket"),
        help: ArgumentHelp(
            "The daemon's socket. Default: $UNWEIGHT_SOCKET, else \(SocketLocation.standardPath).", valueName: "path"))
    var socket: String?

    var socketPath: String {
        SocketLocation.path(explicit: socket, environment: ProcessInfo.processInfo.environment)
    }

    /// Runs `body` with a client; a `Problem` becomes the failure that ends the program.
    func withDaemon<Result: Sendable>(_ body: (DaemonClient) async throws -> Result) async throws -> Result {
        do {
            return try await DaemonClient.with(socketPath: socketPath, body)
        } catch let problem as Problem {
            throw CommandFailure(problem)
        }
    }
}

/// How things are shown.
struct DisplayOptions: ParsableArguments {
    @Option(help: "Units of speeds and forces: metric (km/h, N) or imperial (mph, lbf).")
    var units = UnitSystem.metric

    @Flag(name: .customLong("no-color"), help: "No colours. $NO_COLOR does the same.")
    var noColor = false

    @Flag(help: "Plain lines instead of the panel, also on a terminal.")
    var plain = false

    var choice: DisplayChoice {
        DisplayChoice(
            capabilities: .current(allowsColour: !noColor), isPlain: plain, units: units)
    }
}

/// What came of the display options and the terminal.
struct DisplayChoice: Equatable, Sendable {
    var capabilities: TerminalCapabilities
    var isPlain: Bool
    var units: UnitSystem

    var usesPanel: Bool { capabilities.isScreen && !isPlain }
}
