import FlightLog
import Foundation
import Glibc
import RigConfiguration
import StrictYAML
import TreadmillControl

@testable import ControlDaemon

/// Runs `body` with a new folder and removes the folder afterwards.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = "/tmp/unweightd-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Waits until `condition` holds; false when it does not within ten seconds.
func eventually(_ condition: () async -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(1))
    }
    return await condition()
}

/// The clock that the daemon takes for the loop's.
func monotonicNow() -> MonotonicInstant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
}

/// A file of this repository.
func repositoryFile(_ path: String, testFile: String = #filePath) -> String {
    var folder = URL(fileURLWithPath: testFile)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder.path + "/" + path
}

extension DaemonSettings {
    /// The shipped configuration with everything that is written in `folder`. Its ports do not exist there.
    static func shipped(in folder: String) throws(YAMLProblems) -> DaemonSettings {
        var settings = try load(path: repositoryFile("config/unweightd.yaml"), environment: [:])
        settings.logDirectory = folder
        settings.stateDirectory = folder
        settings.runtimeDirectory = folder
        settings.socketPath = folder + "/unweightd.sock"
        settings.logFreeSpace = 1
        return settings
    }
}

extension Machine {
    /// A machine whose loop and buses are never started: ticks come from the test alone.
    static func idle(_ settings: DaemonSettings) -> Machine {
        Machine(settings: settings, logger: UnweightDaemon.logger(.critical, environment: [:]))
    }

    func desk(_ settings: DaemonSettings) -> SessionDesk {
        SessionDesk(
            settings: settings, exchange: exchange, follower: follower, outcomes: outcomes,
            keeper: keeper, station: station, logger: UnweightDaemon.logger(.critical, environment: [:]))
    }
}

extension SessionSetup {
    /// A minute of walking for a runner of 70 kg.
    static let walk = SessionSetup(
        plan: SessionPlan(
            title: "Walk",
            intervals: [
                PlannedInterval(
                    name: "Walk", gait: .walk, duration: .milliseconds(60_000), beltSpeed: .metersPerSecond(1.2),
                    bodyWeight: .percent(80))
            ]), runnerMass: .kilograms(70))
}
