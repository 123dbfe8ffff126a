import TreadmillControl

/// Whether a weight has stood still: within a band about where it was, for a while.
struct StillnessDetector: Sendable {
    /// Half the width of the band, in the unit of the weight.
    let band: Double
    let time: TimeSpan
    private var center: Double?
    private var since = MonotonicInstant.zero
    private(set) var isStill = false

    init(band: Double, time: TimeSpan) {
        self.band = band
        self.time = time
    }

    mutating func take(_ weight: Double, at now: MonotonicInstant) {
        if let center, abs(weight - center) <= band {
            isStill = now - since >= time
        } else {
            center = weight
            since = now
            isStill = false
        }
    }
}
