/// Why a simulated rig cannot be served.
public enum SimulatorError: Error, Equatable, Sendable, CustomStringConvertible {
    case directoryNotMade(path: String, reason: String)
    /// Something that is no symbolic link stands where the link to the pseudo-terminal belongs.
    case linkPathOccupied(path: String)
    case linkServedByAnother(path: String)
    case linkNotMade(path: String, reason: String)
    case noPseudoTerminal(reason: String)
    case portBusy(host: String, port: UInt16)
    case notListening(host: String, port: UInt16, reason: String)
    case unservableLine(bus: String, reason: String)

    public var description: String {
        switch self {
        case .directoryNotMade(let path, let reason):
            "the folder \(path) cannot be made: \(reason); choose another with --runtime-dir"
        case .linkPathOccupied(let path):
            "\(path) exists and is not a link of a simulator; remove it or choose another --runtime-dir"
        case .linkServedByAnother(let path):
            "\(path) is served by another simulator; stop that one or choose another --runtime-dir"
        case .linkNotMade(let path, let reason):
            "the link \(path) cannot be made: \(reason); choose another --runtime-dir"
        case .noPseudoTerminal(let reason):
            "no pseudo-terminal can be had: \(reason); look at /dev/ptmx and /proc/sys/kernel/pty"
        case .portBusy(let host, let port):
            "\(host):\(port) is in use; stop the program that listens there, or change the port in the rig file"
        case .notListening(let host, let port, let reason):
            "cannot listen on \(host):\(port): \(reason); use an address of this machine in the rig file"
        case .unservableLine(let bus, let reason):
            "the bus \"\(bus)\" cannot be simulated: \(reason)"
        }
    }
}
