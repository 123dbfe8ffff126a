import Foundation
import Glibc

/// The far end of a pseudo-terminal behind a link, without a thread: what the test says comes out at the port.
final class TestTerminal {
    /// By this name libserialport takes the link for a port: it looks for it below /sys/class/tty as well as below /dev,
    /// and from either the way up leads to the link.
    let portName: String
    /// The terminal itself.
    let terminalName: String
    private var master: Int32?

    /// - Parameter folder: where the link is to be.
    init(in folder: String) throws {
        let (master, name) = try TerminalPeer.openPair()
        self.master = master
        terminalName = name
        let link = folder + "/port"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: name)
        portName = Self.portName(ofLink: link)
    }

    deinit { hangUp() }

    static func portName(ofLink link: String) -> String { "/dev/../../.." + link }

    /// Bytes come in at the port.
    func send(_ bytes: [UInt8]) {
        guard let master else { return }
        _ = Glibc.write(master, bytes, bytes.count)
    }

    /// What was written to the port, exactly so many bytes; fewer if they do not come.
    func receive(_ count: Int) -> [UInt8] {
        guard let master else { return [] }
        var bytes: [UInt8] = []
        while bytes.count < count {
            // Ten seconds only end a test that would hang.
            var item = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&item, 1, 10_000) > 0 else { break }
            var chunk = [UInt8](repeating: 0, count: count - bytes.count)
            let got = Glibc.read(master, &chunk, chunk.count)
            guard got > 0 else { break }
            bytes += chunk.prefix(got)
        }
        return bytes
    }

    /// As when a plug is pulled.
    func hangUp() {
        if let master { close(master) }
        master = nil
    }
}
