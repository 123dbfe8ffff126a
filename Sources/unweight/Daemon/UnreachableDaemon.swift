import AsyncHTTPClient
import Glibc
import NIOCore
import OperatorAPI

extension Problem {
    /// There is nobody at the other end of the socket.
    static func unreachable(socketPath: String, _ error: any Error) -> Problem {
        let (detail, remedy) = explanation(error)
        return Problem(
            status: unreachableStatus, title: "The daemon cannot be reached", detail: "\(socketPath): \(detail)",
            remedy: remedy)
    }

    private static func explanation(_ error: any Error) -> (detail: String, remedy: String) {
        let startIt = "Start it (`systemctl start unweightd`), or name its socket with --socket or UNWEIGHT_SOCKET."
        if let error = error as? HTTPClientError, error == .deadlineExceeded || error == .readTimeout {
            return ("it does not answer in time", "See whether it is stuck: `systemctl status unweightd`.")
        }
        guard let code = (error as? IOError)?.errnoCode else { return ("\(error)", startIt) }
        switch code {
        case ENOENT: return ("there is no such socket", startIt)
        case ECONNREFUSED: return ("nobody listens there", startIt)
        case EACCES, EPERM:
            return ("this user may not open it", "Become a member of the group that owns the socket.")
        default: return (String(cString: strerror(code)), startIt)
        }
    }
}
