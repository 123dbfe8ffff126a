import Devices
import Foundation
import Glibc
import Synchronization

/// A TCP port whose one connection at a time is served by a script, on a thread of its own.
final class TCPPeer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let isStopped = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter serve: called for each connection; returns to hang up.
    init(serve: @escaping @Sendable (Wire) -> Void) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 4) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard isOpen else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = UInt16(bigEndian: address.sin_port)
        Thread { [self] in
            run(serve)
            ended.signal()
        }.start()
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        ended.wait()
        close(listener)
    }

    private func run(_ serve: @Sendable (Wire) -> Void) {
        while !isStopped.load(ordering: .acquiring) {
            var item = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            guard poll(&item, 1, 20) > 0 else { continue }
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            var on: Int32 = 1
            setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
            serve(
                Wire(descriptor: connection, endsWithHangUp: true) { [self] in isStopped.load(ordering: .acquiring) })
            close(connection)
        }
    }
}

/// A pseudo-terminal behind a link, served by a script on a thread of its own.
final class TerminalPeer: Sendable {
    private let master: Int32
    private let isStopped = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)

    init(link: String, serve: @escaping @Sendable (Wire) -> Void) throws {
        let (master, name) = try TerminalPeer.openPair()
        self.master = master
        try FileManager.default.createDirectory(
            atPath: (link as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: name)
        Thread { [self] in
            serve(Wire(descriptor: master, endsWithHangUp: false) { [self] in isStopped.load(ordering: .acquiring) })
            ended.signal()
        }.start()
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        ended.wait()
        close(master)
    }

    static func openPair() throws -> (master: Int32, name: String) {
        var master: Int32 = -1
        var slave: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        var settings = termios()
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CREAD | CS8)
        guard openpty(&master, &slave, &name, &settings, nil) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        close(slave)
        return (master, String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}
