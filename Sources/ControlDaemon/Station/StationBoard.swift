import Synchronization
import TreadmillControl

/// Where the station's watch and the operators' programs leave word for the tick, which reads it without waiting.
final class StationBoard: Sendable {
    /// A watch that has not looked for so long sees nothing any more: what it left on the board counts for nothing.
    static let longestSilence = TimeSpan.milliseconds(5000)

    private let conditions = Atomic<UInt16>(0)
    private let watchedAt = Atomic<Int64>(never)
    private let operatorSeenAt = Atomic<Int64>(never)
    private static let never = Int64.min

    /// What the tick at `now` is to know. A watch that has begun and fallen silent, as on a disk that hangs, counts as
    /// trouble with storage.
    func health(at now: MonotonicInstant) -> StationHealth {
        var health = StationHealth(
            conditions: StationConditions(rawValue: conditions.load(ordering: .acquiring)),
            operatorSeenAt: Self.instant(operatorSeenAt))
        if let watched = Self.instant(watchedAt), now - watched > Self.longestSilence {
            health.conditions.insert(.storageTrouble)
        }
        return health
    }

    /// The watch has looked.
    func set(_ found: StationConditions, at now: MonotonicInstant) {
        conditions.store(found.rawValue, ordering: .releasing)
        watchedAt.store(now.nanoseconds, ordering: .releasing)
    }

    /// An operator's program has said that it is there.
    func operatorWasSeen(at now: MonotonicInstant) { operatorSeenAt.store(now.nanoseconds, ordering: .releasing) }

    private static func instant(_ value: borrowing Atomic<Int64>) -> MonotonicInstant? {
        let nanoseconds = value.load(ordering: .acquiring)
        return nanoseconds == never ? nil : MonotonicInstant(nanoseconds: nanoseconds)
    }
}
