import Devices
import TreadmillControl

/// Compares the clocks from one look to the next.
struct ClockWatch: Sendable {
    enum Finding: Equatable, Sendable {
        /// The computer was suspended for so long: the loop stood still without its clock showing it.
        case suspended(TimeSpan)
        /// The time of day was set forward, or back, by so much.
        case wallStepped(TimeSpan)
    }

    /// Reading three clocks one after the other takes microseconds, a preempted reader milliseconds.
    static let shortestSuspension = TimeSpan.milliseconds(500)
    /// Time services slew what is less.
    static let smallestStep = TimeSpan.milliseconds(2000)

    private var last: ClockReading?

    mutating func look(_ reading: ClockReading) -> [Finding] {
        defer { last = reading }
        guard let last else { return [] }
        let suspended = (reading.boot &- last.boot) &- (reading.monotonic &- last.monotonic)
        // Against the clock that runs on in a suspension: waking up late is no step of the time of day.
        let stepped = (reading.wall &- last.wall) &- (reading.boot &- last.boot)
        var findings: [Finding] = []
        if suspended > Self.shortestSuspension.nanoseconds {
            findings.append(.suspended(TimeSpan(nanoseconds: suspended)))
        }
        if stepped.magnitude > Self.smallestStep.nanoseconds.magnitude {
            findings.append(.wallStepped(TimeSpan(nanoseconds: stepped)))
        }
        return findings
    }
}
