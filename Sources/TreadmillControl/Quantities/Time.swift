/// A length of time in whole nanoseconds, signed.
///
/// Whole nanoseconds keep replays bit-exact and the tick cheap; the standard `Duration` counts attoseconds in 128 bits.
public struct TimeSpan: Hashable, Comparable, Sendable, AdditiveArithmetic {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static let zero = TimeSpan(nanoseconds: 0)

    /// Rounds to the nearest nanosecond; anything outside ±146 years, or not a number, becomes the nearest bound or zero.
    public static func seconds(_ value: Double) -> TimeSpan {
        guard value == value else { return .zero }
        let bounded = min(max(value * 1e9, -4.6e18), 4.6e18)
        return TimeSpan(nanoseconds: Int64(bounded.rounded()))
    }

    public static func milliseconds(_ value: Int64) -> TimeSpan { TimeSpan(nanoseconds: value * 1_000_000) }
    public static func microseconds(_ value: Int64) -> TimeSpan { TimeSpan(nanoseconds: value * 1000) }

    public var seconds: Double { Double(nanoseconds) / 1e9 }
    public var milliseconds: Double { Double(nanoseconds) / 1e6 }

    public static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        TimeSpan(nanoseconds: a.nanoseconds &+ b.nanoseconds)
    }
    public static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        TimeSpan(nanoseconds: a.nanoseconds &- b.nanoseconds)
    }
    public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.nanoseconds < b.nanoseconds }
}

/// A point on the machine's monotonic clock, in nanoseconds since an arbitrary origin.
///
/// The core never asks for the time: it is told, so that a log can be replayed.
public struct MonotonicInstant: Hashable, Comparable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    public static let zero = MonotonicInstant(nanoseconds: 0)

    public static func + (a: MonotonicInstant, b: TimeSpan) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: a.nanoseconds &+ b.nanoseconds)
    }
    public static func - (a: MonotonicInstant, b: MonotonicInstant) -> TimeSpan {
        TimeSpan(nanoseconds: a.nanoseconds &- b.nanoseconds)
    }
    public static func < (a: MonotonicInstant, b: MonotonicInstant) -> Bool { a.nanoseconds < b.nanoseconds }
}
