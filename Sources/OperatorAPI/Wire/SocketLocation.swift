/// Where the daemon's socket is when nobody says otherwise.
public enum SocketLocation {
    /// The environment variable that names another socket.
    public static let environmentVariable = "UNWEIGHT_SOCKET"
    public static let standardPath = "/run/unweight/unweightd.sock"
    /// The longest path that the kernel takes for a UNIX socket, bytes (`sun_path` of Linux less its terminator).
    public static let longestPath = 107

    /// An explicit path, else the environment's, else the standard one. Empty texts count as absent.
    public static func path(explicit: String?, environment: [String: String]) -> String {
        if let explicit, !explicit.isEmpty { return explicit }
        if let named = environment[environmentVariable], !named.isEmpty { return named }
        return standardPath
    }
}
