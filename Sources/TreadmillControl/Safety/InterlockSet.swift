/// A set of interlocks in one machine word.
public struct InterlockSet: Hashable, Sendable {
    public var bits: UInt64

    public init(bits: UInt64) { self.bits = bits }

    public static let none = InterlockSet(bits: 0)

    public var isEmpty: Bool { bits == 0 }
    public func contains(_ interlock: Interlock) -> Bool { bits & (1 << UInt64(interlock.rawValue)) != 0 }
    public mutating func insert(_ interlock: Interlock) { bits |= 1 << UInt64(interlock.rawValue) }
    public mutating func set(_ interlock: Interlock, _ present: Bool) {
        let bit: UInt64 = 1 << UInt64(interlock.rawValue)
        bits = present ? bits | bit : bits & ~bit
    }
    public func union(_ other: InterlockSet) -> InterlockSet { InterlockSet(bits: bits | other.bits) }
    public func subtracting(_ other: InterlockSet) -> InterlockSet { InterlockSet(bits: bits & ~other.bits) }

    /// The most severe reaction among the members.
    public var reaction: Reaction {
        var worst = Reaction.none
        forEach { worst = max(worst, $0.reaction) }
        return worst
    }

    /// The members whose reaction is at least `reaction`.
    public func atLeast(_ reaction: Reaction) -> InterlockSet { filtered { $0.reaction >= reaction } }

    /// The members with which no session may be armed.
    public var forbiddingArming: InterlockSet { filtered { $0.forbidsArming } }

    /// Whether a member forbids that support is let down.
    public var forbidsLowering: Bool { !filtered { $0.forbidsLowering }.isEmpty }

    /// The members in declaration order. Allocates: not for the tick.
    public var interlocks: [Interlock] { Interlock.allCases.filter(contains) }

    private func filtered(_ isIncluded: (Interlock) -> Bool) -> InterlockSet {
        var result = InterlockSet.none
        forEach { if isIncluded($0) { result.insert($0) } }
        return result
    }

    private func forEach(_ body: (Interlock) -> Void) {
        var rest = bits
        while rest != 0 {
            let index = UInt8(truncatingIfNeeded: rest.trailingZeroBitCount)
            rest &= rest - 1
            if let interlock = Interlock(rawValue: index) { body(interlock) }
        }
    }
}
