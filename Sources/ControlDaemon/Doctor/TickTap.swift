import Synchronization

/// Keeps ticks, in order, for someone who looks closely at the machine for a while. Closed, it keeps nothing.
final class TickTap: Sendable {
    /// Half a minute at 100 Hz; whoever collects more slowly loses the oldest.
    static let mostHeld = 4096

    private let held = Mutex<[TickRecord]?>(nil)

    func open() { held.withLock { $0 = [] } }

    func close() { held.withLock { $0 = nil } }

    /// From the follower, once for each tick.
    func take(_ record: TickRecord) {
        held.withLock { held in
            guard held != nil else { return }
            held?.append(record)
            if let surplus = held.map({ $0.count - Self.mostHeld }), surplus > 0 { held?.removeFirst(surplus) }
        }
    }

    /// The ticks since the last collection.
    func collect() -> [TickRecord] {
        held.withLock { held in
            guard let records = held else { return [] }
            held = []
            return records
        }
    }
}
