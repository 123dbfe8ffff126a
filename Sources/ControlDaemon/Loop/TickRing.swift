import Synchronization

/// A ring between one writer that must not wait (the tick) and one reader. All its memory is taken at the start.
///
/// `head` counts what was written and `tail` what was read. The writer touches only slots from which the reader has
/// moved on, and the reader only slots that the writer has released; the two counters order the accesses.
final class TickRing: @unchecked Sendable {
    private let slots: UnsafeMutableBufferPointer<TickRecord?>
    private let mask: UInt64
    private let head = Atomic<UInt64>(0)
    private let tail = Atomic<UInt64>(0)
    private let lost = Atomic<UInt64>(0)

    /// - Parameter exponent: the ring holds two to the power of this many records.
    init(exponent: Int = 12) {
        let capacity = 1 << exponent
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: nil)
        mask = UInt64(capacity - 1)
    }

    deinit {
        slots.deinitialize()
        slots.deallocate()
    }

    /// Records that found no room, ever.
    var lostCount: UInt64 { lost.load(ordering: .relaxed) }

    /// Writer's side. A record that finds the ring full is counted and dropped.
    func push(_ record: TickRecord) {
        let position = head.load(ordering: .relaxed)
        guard position - tail.load(ordering: .acquiring) <= mask else {
            lost.wrappingAdd(1, ordering: .relaxed)
            return
        }
        slots[Int(position & mask)] = record
        head.store(position + 1, ordering: .releasing)
    }

    /// Reader's side: the oldest record, `nil` when there is none.
    func pop() -> TickRecord? {
        let position = tail.load(ordering: .relaxed)
        guard position < head.load(ordering: .acquiring) else { return nil }
        let record = slots[Int(position & mask)]
        tail.store(position + 1, ordering: .releasing)
        return record
    }
}
