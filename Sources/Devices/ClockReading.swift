import Glibc

/// The computer's three clocks at one moment, ns.
public struct ClockReading: Equatable, Sendable {
    /// Stands still while the computer is suspended.
    public var monotonic: Int64
    /// Runs on while the computer is suspended.
    public var boot: Int64
    /// The time of day.
    public var wall: Int64

    public init(monotonic: Int64, boot: Int64, wall: Int64) {
        self.monotonic = monotonic
        self.boot = boot
        self.wall = wall
    }

    public static func now() -> ClockReading {
        func read(_ clock: clockid_t) -> Int64 {
            var time = timespec()
            clock_gettime(clock, &time)
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
        return ClockReading(
            monotonic: read(CLOCK_MONOTONIC), boot: read(CLOCK_BOOTTIME), wall: read(CLOCK_REALTIME))
    }
}
