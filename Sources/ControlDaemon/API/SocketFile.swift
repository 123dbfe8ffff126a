import Glibc

/// The file of the daemon's socket.
enum SocketFile {
    enum Failure: Error, CustomStringConvertible {
        case inUse(String)
        case notASocket(String)
        case cannotRemove(String, String)

        var description: String {
            switch self {
            case .inUse(let path): "another daemon is listening on \(path); stop it first"
            case .notASocket(let path):
                "\(path) exists and is not a socket; remove it or name another in the configuration"
            case .cannotRemove(let path, let reason): "the old socket \(path) cannot be removed: \(reason)"
            }
        }
    }

    /// Makes way for a new socket at `path`: removes one that nobody listens on any more.
    static func clear(_ path: String) throws(Failure) {
        var information = stat()
        guard lstat(path, &information) == 0 else { return }
        guard information.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        guard isAbandoned(path) else { throw .inUse(path) }
        guard unlink(path) == 0 else { throw .cannotRemove(path, String(cString: strerror(errno))) }
    }

    /// Refuses when somebody serves the socket at `path`. Changes nothing.
    static func checkUnserved(_ path: String) throws(Failure) {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK else { return }
        guard isAbandoned(path) else { throw .inUse(path) }
    }

    /// Whether it is certain that nobody listens: a daemon that is too busy to answer, or that may not be asked,
    /// still has a runner on the belt.
    private static func isAbandoned(_ path: String) -> Bool {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) != 0 && errno == ECONNREFUSED
            }
        }
    }
}
