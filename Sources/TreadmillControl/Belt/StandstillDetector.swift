/// Confirms that the belt stands: measured below walking-pace noise, by fresh readings, for a while.
struct StandstillDetector: Equatable, Sendable {
    /// Slower than this is standing. A TrackMaster counts in steps of 0.028 or 0.045 m/s.
    static let threshold = BeltSpeed.metersPerSecond(0.05)
    /// How long it must hold.
    static let holdTime = TimeSpan.milliseconds(300)

    private var timer = ConditionTimer()
    private(set) var isConfirmed = false

    mutating func update(_ reading: BeltReading?, isFresh: Bool, dt: TimeSpan) {
        let stands = isFresh && (reading.map { $0.speedMeasured.magnitude < Self.threshold } ?? false)
        isConfirmed = timer.update(stands, dt: dt, longerThan: Self.holdTime)
    }
}
