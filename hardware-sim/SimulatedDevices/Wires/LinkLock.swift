import Glibc

/// Holds the right to serve a link, through a locked file beside it, for as long as it lives. The lock goes with the
/// process, however that ends, so a link without one is left over.
final class LinkLock: Sendable {
    private let descriptor: Int32
    private let path: String

    init(forLink link: String) throws(SimulatorError) {
        path = link + ".lock"
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .linkNotMade(path: path, reason: errorText(errno)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .linkServedByAnother(path: link)
        }
    }

    deinit {
        unlink(path)
        close(descriptor)
    }
}

/// The system's words for an error number.
func errorText(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
