import TreadmillControl

/// The readings of the last milliseconds, one for each step of the plant, to be looked at with an age.
struct RecentReadings: Sendable {
    private static let capacity = 64
    private var ring = [RigReadings](repeating: RigReadings(), count: capacity)
    private var recorded = 0

    mutating func record(_ readings: RigReadings) {
        ring[recorded % Self.capacity] = readings
        recorded += 1
    }

    /// The readings so long before the newest, or the oldest there are. Whole milliseconds.
    func reading(aged age: TimeSpan) -> RigReadings {
        guard recorded > 0 else { return RigReadings() }
        let steps = Int(max(age, .zero).nanoseconds / RigPlant.timeStep.nanoseconds)
        let back = min(steps, recorded - 1, Self.capacity - 1)
        return ring[(recorded - 1 - back) % Self.capacity]
    }
}
