import Foundation
import Glibc

/// A pseudo-terminal in raw mode with a link to it at a chosen path: one end of a serial line.
///
/// The link, the lock beside it and the terminal go when this goes.
final class PseudoTerminal: Sendable {
    /// The simulator's end; reads and writes do not block.
    let descriptor: Int32
    private let slavePath: String
    private let link: String
    private let lock: LinkLock

    /// Makes the folder of `link` where it is missing, and replaces a link that was left over.
    init(link: String) throws(SimulatorError) {
        let folder = (link as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .directoryNotMade(path: folder, reason: error.localizedDescription)
        }
        lock = try LinkLock(forLink: link)
        let (descriptor, slavePath) = try Self.openPair()
        do {
            try Self.place(link: link, to: slavePath)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.slavePath = slavePath
        self.link = link
    }

    deinit {
        unlink(link)
        close(descriptor)
    }

    private static func openPair() throws(SimulatorError) -> (descriptor: Int32, slavePath: String) {
        var master: Int32 = -1
        var slave: Int32 = -1
        var name = [CChar](repeating: 0, count: 256)
        var settings = termios()
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CREAD | CS8)
        // The settings belong to the pair, and stay when a host has come and gone.
        guard openpty(&master, &slave, &name, &settings, nil) == 0 else {
            throw .noPseudoTerminal(reason: errorText(errno))
        }
        close(slave)
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        return (master, String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    private static func place(link: String, to target: String) throws(SimulatorError) {
        var status = stat()
        if lstat(link, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFLNK else { throw .linkPathOccupied(path: link) }
            unlink(link)
        }
        guard symlink(target, link) == 0 else { throw .linkNotMade(path: link, reason: errorText(errno)) }
    }

    /// Throws away what the last host did not read, as a serial port does when it is closed.
    func forgetUnreadBytes() {
        let slave = open(slavePath, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard slave >= 0 else { return }
        tcflush(slave, TCIOFLUSH)
        close(slave)
    }
}
