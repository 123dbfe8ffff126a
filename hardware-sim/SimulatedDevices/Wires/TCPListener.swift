import Glibc
import NIOCore
import NIOPosix

/// A listening port that can be cut and mended: while it is cut, its connections are closed and new ones refused.
final class TCPListener: Sendable {
    /// Prepares a new connection; runs on its event loop.
    typealias Preparation = @Sendable (any Channel) throws -> Void

    let host: String
    /// The port in use, also where any free one was asked for.
    let port: UInt16
    private let group: any EventLoopGroup
    private let prepare: Preparation
    private let table: ConnectionTable

    /// - Parameters:
    ///   - port: 0 for any free port.
    ///   - mostConnections: further ones are closed at once.
    init(
        host: String, port: UInt16, mostConnections: Int, group: any EventLoopGroup, prepare: @escaping Preparation
    ) throws(SimulatorError) {
        self.host = host
        self.group = group
        self.prepare = prepare
        let table = ConnectionTable(capacity: mostConnections)
        let listener = try Self.listen(host: host, port: port, group: group, table: table, prepare: prepare)
        table.setListener(listener)
        self.table = table
        self.port = (listener.localAddress?.port).flatMap { UInt16(exactly: $0) } ?? port
    }

    /// Closes the port and every connection, or opens the port again. Blocks; not to be called from an event loop.
    func setConnected(_ connected: Bool) {
        if !connected {
            for channel in table.takeAll() { try? channel.close().wait() }
        } else if !table.isListening {
            // Should somebody else have taken the port meanwhile, the line stays cut.
            guard
                let listener = try? Self.listen(host: host, port: port, group: group, table: table, prepare: prepare)
            else { return }
            table.setListener(listener)
        }
    }

    private static func listen(
        host: String, port: UInt16, group: any EventLoopGroup, table: ConnectionTable, prepare: @escaping Preparation
    ) throws(SimulatorError) -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard table.insert(channel) else {
                        channel.close(promise: nil)
                        return
                    }
                    channel.closeFuture.whenComplete { _ in table.remove(channel) }
                    try prepare(channel)
                }
            }
        table.open()
        do {
            return try bootstrap.bind(host: host, port: Int(port)).wait()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .portBusy(host: host, port: port)
        } catch {
            throw .notListening(host: host, port: port, reason: "\(error)")
        }
    }
}
