import Glibc
import OperatorAPI
import TreadmillControl

extension DaemonOptions {
    /// Ends the program while the daemon has a session, and where it cannot be told whether it has one. Requests past the
    /// daemon would feed a drive's watchdog, which must stop the belt when the daemon falls silent.
    func refuseDuringSession() async throws {
        guard isSomebodyThere else { return }
        let phase = try await withDaemon { try await $0.get(StatusReport.self, .status).phase }
        guard phase == .idle || phase == .finished else {
            throw CommandFailure(
                message: "the daemon has a session (\(phase)); end it first: unweight stop", exit: .failed)
        }
    }

    /// Only where nobody listens at the socket there is certainly no daemon.
    private var isSomebodyThere: Bool {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socketPath.utf8)
        let isLongEnough = withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            guard path.count < bytes.count else { return false }
            bytes.copyBytes(from: path)
            return true
        }
        guard isLongEnough else { return true }
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return outcome == 0 || (errno != ENOENT && errno != ECONNREFUSED)
    }
}
