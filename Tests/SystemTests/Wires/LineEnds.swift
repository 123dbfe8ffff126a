import Foundation
import Glibc
import Synchronization

/// A pseudo-terminal for the daemon, and the simulator's own as the other end.
final class TerminalEnds: InterposedLine.Ends {
    private let master: Int32
    /// Held open, so that the terminal outlives the daemon's comings and goings.
    private let slave: Int32
    private let link: String
    private let simulatorLink: String

    /// - Parameters:
    ///   - link: where the daemon finds its end; its folder is made.
    ///   - simulatorLink: where the simulator's end is.
    init(link: String, simulatorLink: String) throws {
        var master: Int32 = -1
        var slave: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        var settings = termios()
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CREAD | CS8)
        guard openpty(&master, &slave, &name, &settings, nil) == 0 else { throw POSIXError(.ENXIO) }
        self.master = master
        self.slave = slave
        self.link = link
        self.simulatorLink = simulatorLink
        let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try FileManager.default.createDirectory(
            atPath: (link as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    }

    func open() -> (daemon: Int32, simulator: Int32)? {
        let simulator = Glibc.open(simulatorLink, O_RDWR | O_NOCTTY)
        guard simulator >= 0 else {
            usleep(10_000)
            return nil
        }
        return (master, simulator)
    }

    func close(_ ends: (daemon: Int32, simulator: Int32)) { Glibc.close(ends.simulator) }

    func remove() {
        unlink(link)
        Glibc.close(slave)
        Glibc.close(master)
    }
}

/// A TCP port for the daemon, and the simulator's as the other end.
final class SocketEnds: InterposedLine.Ends {
    let port: UInt16
    private let listener: Int32
    private let simulatorPort: UInt16

    init(simulatorPort: UInt16) throws {
        self.simulatorPort = simulatorPort
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 4) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isOpen else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
    }

    func open() -> (daemon: Int32, simulator: Int32)? {
        var item = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&item, 1, 20) > 0 else { return nil }
        let daemon = accept(listener, nil, nil)
        guard daemon >= 0 else { return nil }
        let simulator = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: simulatorPort)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(simulator, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close((daemon, simulator))
            return nil
        }
        var on: Int32 = 1
        for end in [daemon, simulator] {
            setsockopt(end, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
        return (daemon, simulator)
    }

    func close(_ ends: (daemon: Int32, simulator: Int32)) {
        Glibc.close(ends.daemon)
        Glibc.close(ends.simulator)
    }

    func remove() { Glibc.close(listener) }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }
}
