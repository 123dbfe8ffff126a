import Foundation
import Glibc
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

    /// Runs it to its end, on a thread of its own. Both streams are collected together.
    func run(_ arguments: [String]) async throws -> Outcome {
        let command = [executable] + leading + arguments
        return try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Swift.Result { try Self.runToEnd(command) }) }.start()
        }
    }

    /// What Foundation's Process does, without its run loop, which can miss a child that ends at once.
    private static func runToEnd(_ command: [String]) throws -> Outcome {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)

        // Threads of Dispatch block signals, and a child that inherits that cannot be terminated.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var words = command.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, command[0], &actions, &attributes, &words, environ)
        close(ends[1])
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .ENOENT) }

        let output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: false).readDataToEndOfFile()
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
        return Outcome(status: code, output: String(decoding: output, as: UTF8.self))
    }
}
