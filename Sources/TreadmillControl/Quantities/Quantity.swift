/// A physical quantity held as one `Double` in a fixed unit.
///
/// Each quantity is a type of its own, so that a force cannot be passed for a speed. The unit stands in the name of
/// the stored property. Quantities are finite by construction at the edges: decoders refuse NaN and infinities.
public protocol Quantity: Comparable, Hashable, Sendable {
    /// The value in the unit of the type.
    var value: Double { get set }
    init(value: Double)
}

extension Quantity {
    @inlinable public static var zero: Self { Self(value: 0) }
    @inlinable public var magnitude: Self { Self(value: value.magnitude) }
    @inlinable public var isFinite: Bool { value.isFinite }

    // All four, since those that Comparable would derive hold for a value that is not a number: no limit may.
    @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
    @inlinable public static func > (a: Self, b: Self) -> Bool { a.value > b.value }
    @inlinable public static func <= (a: Self, b: Self) -> Bool { a.value <= b.value }
    @inlinable public static func >= (a: Self, b: Self) -> Bool { a.value >= b.value }
    @inlinable public static func + (a: Self, b: Self) -> Self { Self(value: a.value + b.value) }
    @inlinable public static func - (a: Self, b: Self) -> Self { Self(value: a.value - b.value) }
    @inlinable public static prefix func - (a: Self) -> Self { Self(value: -a.value) }
    @inlinable public static func * (a: Self, factor: Double) -> Self { Self(value: a.value * factor) }
    @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
    @inlinable public static func -= (a: inout Self, b: Self) { a = a - b }

    /// The nearest value within `range`; a value that is not a number becomes the lower bound.
    @inlinable public func clamped(to range: ClosedRange<Self>) -> Self {
        guard value == value else { return range.lowerBound }
        return min(max(self, range.lowerBound), range.upperBound)
    }

    /// The value reached from `self` towards `target` when it may move by at most `step` (which is not negative).
    @inlinable public func approaching(_ target: Self, by step: Double) -> Self {
        if target.value > value { return Self(value: min(target.value, value + step)) }
        return Self(value: max(target.value, value - step))
    }
}
