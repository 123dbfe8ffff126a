import Foundation
import Glibc

/// A UNIX socket of the test's own: the service manager's end of the notification protocol, or a client that does not
/// behave.
final class UnixSocket: Sendable {
    private let descriptor: Int32

    /// Receives datagrams at `path`.
    static func listening(at path: String) throws -> UnixSocket {
        try UnixSocket(path, SOCK_DGRAM) { bind($0, $1, $2) }
    }

    /// Connected to the stream socket at `path`.
    static func connected(to path: String) throws -> UnixSocket {
        try UnixSocket(path, SOCK_STREAM) { connect($0, $1, $2) }
    }

    private init(
        _ path: String, _ kind: __socket_type, _ join: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws {
        descriptor = socket(AF_UNIX, Int32(kind.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix(107)) }
        let joined = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                join(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard joined == 0 else { throw NeverCame(what: "a socket at \(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(descriptor) }

    func send(_ text: String) { _ = Glibc.send(descriptor, Array(text.utf8), text.utf8.count, Int32(MSG_NOSIGNAL)) }

    /// The next datagram that has come, `nil` when there is none.
    func receive() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}
