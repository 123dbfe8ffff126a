import Glibc

/// Why a serial port of this machine did not open, and what to do about it.
enum PortOpeningError {
    static func text(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENODEV, ENXIO: "no such port; is the cable in, and the name right?"
        case EACCES, EPERM: "not allowed; give the daemon's user the group of the port (dialout on Debian)"
        case EBUSY: "in use by another program; stop that program first"
        case ENOTTY, EINVAL: "not a serial port; check the name"
        // Numbers of the system, not an enumeration of ours.
        default: strerror(code).map { String(cString: $0) } ?? "error \(code)"
        }
    }
}
