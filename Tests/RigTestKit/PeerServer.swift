import Foundation
import Glibc

/// A program of other people that serves a device until the test is done with it. It ends when its input does, so that
/// it outlives no test, however that ends.
public final class PeerServer {
    /// What it printed after "port": a path or a number.
    public let port: String
    /// Its input and its output.
    private let wire: Int32
    private let child: pid_t

    public struct Failure: Error, CustomStringConvertible {
        public var description: String
    }

    /// Starts a script of that folder, by the Python that has the packages it needs.
    ///
    /// - Throws: where it does not start, or says something other than its port.
    public init(script: String, _ arguments: String...) throws {
        let python = ProcessInfo.processInfo.environment["UNWEIGHT_TEST_PYTHON"] ?? ""
        let command = [python.isEmpty ? "/usr/bin/python3" : python, Self.file(script)] + arguments
        (child, wire) = try Self.spawn(command)
        let line = Self.firstLine(of: wire)
        let words = line.split(separator: " ")
        guard words.count == 2, words[0] == "port" else {
            Self.end(child, wire)
            throw Failure(description: "\(script) said \"\(line)\"; scripts/test installs what it needs")
        }
        port = String(words[1])
    }

    deinit { Self.end(child, wire) }

    /// The path of a file in the folder peers of the tests of devices.
    public static func file(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("DevicesTests/peers/\(name)").path
    }

    private static func end(_ child: pid_t, _ wire: Int32) {
        close(wire)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    }

    private static func spawn(_ command: [String]) throws -> (pid_t, Int32) {
        // Closed on exec from the beginning: no other child may hold the end that tells this one to go.
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw POSIXError(.EMFILE) }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        var words = command.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, command[0], &actions, nil, &words, environ)
        guard failure == 0 else {
            close(ends[0])
            throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .ENOENT)
        }
        return (child, ends[0])
    }

    private static func firstLine(of descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
