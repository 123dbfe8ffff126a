/// Whether a reading is young enough to act on.
enum Freshness {
    /// A reading may seem to come from the future by this much, since worker and tick read the clock one after another.
    static let tolerance = TimeSpan.milliseconds(5)

    /// False for a missing reading, one older than `limit`, and one from the future.
    static func isFresh(_ sampledAt: MonotonicInstant?, limit: TimeSpan, now: MonotonicInstant) -> Bool {
        guard let sampledAt else { return false }
        let age = now - sampledAt
        return age <= limit && age >= .zero - tolerance
    }
}
