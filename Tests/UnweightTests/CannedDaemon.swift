import Foundation
import Glibc
import Synchronization

/// A daemon of prepared answers: each connection to its socket gets the next one and is closed.
final class CannedDaemon: Sendable {
    struct CannotListen: Error {}

    let socketPath: String
    private static let count = Atomic<Int>(0)

    /// - Parameter answers: whole HTTP responses; after the last nobody listens any more.
    init(answers: [String]) throws {
        let number = Self.count.add(1, ordering: .relaxed).newValue
        socketPath = "/tmp/unweight-test-\(getpid())-\(number).sock"
        let listener = try Self.listen(at: socketPath)
        Thread.detachNewThread {
            for answer in answers { Self.serve(answer, on: listener) }
            close(listener)
        }
    }

    deinit { unlink(socketPath) }

    /// An answer with a body of known length.
    static func answer(_ status: String, _ body: String) -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }

    /// An event stream that ends after `body`.
    static func stream(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n\(body)"
    }

    private static func serve(_ answer: String, on listener: Int32) {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        var request = [UInt8](repeating: 0, count: 65_536)
        _ = recv(connection, &request, request.count, 0)
        let bytes = Array(answer.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        close(connection)
    }

    private static func listen(at path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, Glibc.listen(descriptor, 8) == 0 else { throw CannotListen() }
        return descriptor
    }
}
