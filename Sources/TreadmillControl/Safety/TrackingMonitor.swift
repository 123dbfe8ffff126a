/// Compares the measured belt speed with what the commands should have made of it.
///
/// The expectation is the command behind a first-order drive; both sides pass the same averaging filter, about a stride
/// long, so that neither a ramp nor the dip of each footfall counts as an error.
struct TrackingMonitor: Equatable, Sendable {
    /// Lag of an inverter and belt behind their command, s; the 0.2 s of domain figures and transport over a slow bus.
    static let driveLag = 0.3
    /// Two steps of running or one walking stride, s.
    static let averaging = 0.7

    private var lagged = LowPass(timeConstant: driveLag, value: 0)
    private var expectedMean = LowPass(timeConstant: averaging)
    private var measuredMean = LowPass(timeConstant: averaging)
    private var timer = ConditionTimer()

    /// What the drive should have made of its commands by now, m/s.
    var expected: Double { lagged.value ?? 0 }

    /// True once the error has been too large for too long. Filters run on even while not `judging`.
    ///
    /// - Parameter measured: `nil` while nobody knows it; the comparison begins anew with the next.
    mutating func update(
        commanded: BeltSpeed, measured: BeltSpeed?, judging: Bool, limits: SupervisionLimits, dt: TimeSpan
    ) -> Bool {
        let wantedNow = lagged.update(commanded.metersPerSecond, dt: dt.seconds)
        guard let measured else {
            expectedMean.reset()
            measuredMean.reset()
            return timer.update(false, dt: dt, longerThan: limits.trackingTime)
        }
        let wanted = expectedMean.update(wantedNow, dt: dt.seconds)
        let actual = measuredMean.update(measured.metersPerSecond, dt: dt.seconds)
        let allowed = max(limits.trackingShare * wanted, limits.trackingSpeed.metersPerSecond)
        let isOff = judging && (actual - wanted).magnitude > allowed
        return timer.update(isOff, dt: dt, longerThan: limits.trackingTime)
    }
}

/// Counts overruns of the loop over a sliding window of a second.
struct OverrunCounter: Equatable, Sendable {
    /// The window in slices, and one more for the slice that is just filling.
    private static let slice = TimeSpan.milliseconds(100)
    private static let sliceCount = 11

    /// Wider than what is counted, so that no count can wrap around to a harmless one.
    private var slices = [UInt64](repeating: 0, count: sliceCount)
    private var current = 0
    private var elapsed = TimeSpan.zero

    /// True while the last second holds too many late or missed ticks.
    mutating func update(_ loop: LoopHealth, limits: SupervisionLimits, dt: TimeSpan) -> Bool {
        elapsed = elapsed + dt
        if elapsed >= Self.slice {
            elapsed = .zero
            current = (current + 1) % Self.sliceCount
            slices[current] = 0
        }
        slices[current] &+= UInt64(loop.missedTicks)
        if loop.lateness > limits.loopLateness { slices[current] &+= 1 }
        return slices.reduce(0, &+) >= UInt64(limits.loopOverruns)
    }
}
