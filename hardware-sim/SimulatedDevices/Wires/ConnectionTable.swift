import NIOCore
import Synchronization

/// The listening socket and the open connections of a port.
final class ConnectionTable: Sendable {
    private struct Entries {
        var isOpen = false
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    private let entries = Mutex(Entries())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    var isListening: Bool { entries.withLock { $0.listener != nil } }

    /// From now on connections are taken; comes before the listening socket, which may have one at once.
    func open() { entries.withLock { $0.isOpen = true } }

    func setListener(_ channel: any Channel) { entries.withLock { $0.listener = channel } }

    /// `false` when there are as many connections as there may be, or the port has been closed meanwhile.
    func insert(_ channel: any Channel) -> Bool {
        entries.withLock { entries in
            guard entries.isOpen, entries.connections.count < capacity else { return false }
            entries.connections[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    func remove(_ channel: any Channel) {
        entries.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Empties the table; the caller closes what was in it, the listening socket first.
    func takeAll() -> [any Channel] {
        entries.withLock { entries in
            let all = [entries.listener].compactMap { $0 } + entries.connections.values
            entries = Entries()
            return all
        }
    }
}
