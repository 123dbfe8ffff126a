import Foundation
import Testing

/// A program of other people that talks to the simulator.
struct Peer {
    struct Outcome {
        var status: Int32
        var output: String
    }

    private let executable: String
    private let leading: [String]

    /// A program in the PATH; a missing one fails the test that needs it.
    static func program(_ name: String, package: String) throws -> Peer {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let path = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        return Peer(
            executable: try #require(path, "\(name) is missing; scripts/test installs it (package \(package))"),
            leading: [])
    }

    /// A script beside these tests, run by the Python that has the packages it needs.
    static func script(_ name: String) throws -> Peer {
        let chosen = ProcessInfo.processInfo.environment["UNWEIGHT_TEST_PYTHON"] ?? ""
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("peers")
        let script = folder.appendingPathComponent(name).path
        if !chosen.isEmpty { return Peer(executable: chosen, leading: [script]) }
        return Peer(executable: try program("python3", package: "python3").executable, leading: [script])
    }

    /// Runs it to its end. Both streams are collected together.
    func run(_ arguments: [String]) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = leading + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        let output = Task.detached { pipe.fileHandleForReading.readDataToEndOfFile() }
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        return Outcome(status: status, output: String(decoding: await output.value, as: UTF8.self))
    }
}
