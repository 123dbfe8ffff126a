import Foundation
import Glibc
import Testing

/// The programs under test, built beside the tests.
enum Programs {
    static func url(_ name: String) throws -> URL {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(name)
    }

    /// The top of the checkout.
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

/// What a program that has ended left behind.
struct Ended: Sendable {
    var status: Int32
    var output: String
    var errors: String
}

/// A program that runs beside the test, with what it prints in files.
final class RunningProgram: Sendable {
    /// Foundation's `Process` is not safe to launch from two threads at once.
    private static let launching = NSLock()

    private let process = Process()
    private let outputFile: URL
    private let errorFile: URL

    init(_ name: String, _ arguments: [String], environment: [String: String], in folder: URL) throws {
        let stamp = UUID().uuidString
        outputFile = folder.appendingPathComponent("\(name)-\(stamp).out")
        errorFile = folder.appendingPathComponent("\(name)-\(stamp).err")
        for file in [outputFile, errorFile] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.executableURL = try Programs.url(name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try Self.launching.withLock { try process.run() }
    }

    /// A test that has failed leaves nothing running.
    deinit {
        if process.isRunning { send(SIGKILL) }
    }

    var isRunning: Bool { process.isRunning }
    var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }
    var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

    /// Stopped by SIGSTOP, every thread of it.
    var isStopped: Bool {
        let tasks = "/proc/\(process.processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return threads.allSatisfy { thread in
            let text = (try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)) ?? ""
            return text.split(separator: ")").last?.hasPrefix(" T") ?? false
        }
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits until it has ended by itself.
    func end() async throws -> Ended {
        try await eventually(within: 150, "the end of \(process.executableURL?.lastPathComponent ?? "")") { !isRunning }
        return Ended(status: process.terminationStatus, output: output, errors: errors)
    }
}
