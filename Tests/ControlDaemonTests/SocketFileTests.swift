import Foundation
import Glibc
import Testing

@testable import ControlDaemon

@Suite("The socket's file")
struct SocketFileTests {
    @Test("a socket that a dead daemon left behind makes way")
    func stale() async throws {
        try await withFolder { folder in
            let path = folder + "/s"
            let socket = try BoundSocket(path: path)
            socket.close()
            #expect(FileManager.default.fileExists(atPath: path))
            try SocketFile.clear(path)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("a socket that somebody serves stays, and its owner goes on")
    func live() async throws {
        try await withFolder { folder in
            let path = folder + "/s"
            let socket = try BoundSocket(path: path)
            #expect(listen(socket.descriptor, 8) == 0)
            let failure = #expect(throws: SocketFile.Failure.self) { try SocketFile.clear(path) }
            #expect(failure?.description.contains("another daemon is listening on \(path)") == true)
            #expect(throws: SocketFile.Failure.self) { try SocketFile.checkUnserved(path) }
            #expect(FileManager.default.fileExists(atPath: path))
            socket.close()
        }
    }

    @Test("a daemon that is too busy to answer is still a daemon: no waiting, no removal", .timeLimit(.minutes(1)))
    func busy() async throws {
        try await withFolder { folder in
            let path = folder + "/s"
            let socket = try BoundSocket(path: path)
            #expect(listen(socket.descriptor, 0) == 0)
            // Nobody accepts; the line of a backlog of nought is full after a few.
            for _ in 0..<8 {
                #expect(throws: SocketFile.Failure.self) { try SocketFile.clear(path) }
            }
            #expect(FileManager.default.fileExists(atPath: path))
            socket.close()
        }
    }

    @Test("a file that is no socket is never removed")
    func regularFile() async throws {
        try await withFolder { folder in
            let path = folder + "/precious"
            try Data("log".utf8).write(to: URL(fileURLWithPath: path))
            let failure = #expect(throws: SocketFile.Failure.self) { try SocketFile.clear(path) }
            #expect(failure?.description.contains("is not a socket") == true)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "log")
        }
    }

    @Test("where nothing is, nothing is done")
    func missing() async throws {
        try await withFolder { folder in
            try SocketFile.clear(folder + "/s")
            try SocketFile.checkUnserved(folder + "/s")
        }
    }
}

/// A UNIX socket bound to a path, not listening.
private struct BoundSocket {
    let descriptor: Int32

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = descriptor
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(descriptor >= 0 && result == 0)
    }

    func close() { _ = Glibc.close(descriptor) }
}
