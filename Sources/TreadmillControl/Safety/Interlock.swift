/// Every condition that forbids or ends motion.
public enum Interlock: UInt8, CaseIterable, Sendable {
    /// A device reports an emergency stop pressed.
    case emergencyStop = 0
    /// No fresh reading from the belt drive.
    case beltReadingStale = 1
    /// No fresh reading from the hoist.
    case hoistReadingStale = 2
    /// No fresh reading from the load cell.
    case loadCellReadingStale = 3
    /// The belt drive reports a fault.
    case beltFault = 4
    /// The hoist reports a fault.
    case hoistFault = 5
    /// The load cell reports a fault or overload, or its force contradicts the rope's position.
    case loadCellFault = 6
    /// The belt drive's communication watchdog is not set and read back.
    case beltWatchdogUnverified = 7
    /// The hoist's communication watchdog is not set and read back.
    case hoistWatchdogUnverified = 8
    /// The belt does not follow its command.
    case beltTracking = 9
    /// The belt runs faster than the machine's limit.
    case beltOverSpeed = 10
    /// Support far above its target.
    case supportOverForce = 11
    /// Mean support off its target: a warning.
    case supportForceDrift = 12
    /// Support off its target by more than a runner should feel.
    case supportForceError = 13
    /// A command was not acknowledged and has not been settled by a read-back.
    case commandUnconfirmed = 14
    /// The control loop does not keep its time.
    case loopOverrun = 15
    /// The belt did not come to standstill in the time that its ramp needs.
    case standstillUnconfirmed = 16
    /// A drive answers but is not ready to move.
    case deviceNotReady = 17
    /// A drive's communication watchdog has tripped: it stopped because nobody talked to it.
    case driveWatchdogTripped = 18
}

extension Interlock {
    /// The reaction while a session holds a runner. The one table of docs/hazards.md.
    public var reaction: Reaction {
        switch self {
        case .emergencyStop: .emergencyStop
        case .beltReadingStale: .controlledStop
        case .hoistReadingStale: .controlledStop
        case .loadCellReadingStale: .protectiveStop
        case .beltFault: .protectiveStop
        case .hoistFault: .protectiveStop
        case .loadCellFault: .protectiveStop
        case .beltWatchdogUnverified: .controlledStop
        case .hoistWatchdogUnverified: .controlledStop
        case .beltTracking: .controlledStop
        case .beltOverSpeed: .protectiveStop
        case .supportOverForce: .protectiveStop
        case .supportForceDrift: .warn
        case .supportForceError: .controlledStop
        case .commandUnconfirmed: .hold
        case .loopOverrun: .controlledStop
        case .standstillUnconfirmed: .emergencyStop
        case .deviceNotReady: .controlledStop
        case .driveWatchdogTripped: .controlledStop
        }
    }

    /// What must happen before motion is possible again.
    public var clearCondition: ClearCondition {
        switch self {
        case .emergencyStop: .onRearm
        case .beltReadingStale: .onAcknowledge
        case .hoistReadingStale: .onAcknowledge
        case .loadCellReadingStale: .onAcknowledge
        case .beltFault: .onRearm
        case .hoistFault: .onRearm
        case .loadCellFault: .onRearm
        case .beltWatchdogUnverified: .onAcknowledge
        case .hoistWatchdogUnverified: .onAcknowledge
        case .beltTracking: .onAcknowledge
        case .beltOverSpeed: .onRearm
        case .supportOverForce: .onAcknowledge
        case .supportForceDrift: .whenCleared
        case .supportForceError: .onAcknowledge
        case .commandUnconfirmed: .whenCleared
        case .loopOverrun: .onAcknowledge
        case .standstillUnconfirmed: .onRearm
        case .deviceNotReady: .onAcknowledge
        case .driveWatchdogTripped: .onAcknowledge
        }
    }
}

extension Interlock {
    /// Whether support must not be let down while the cause is present: the hoist cannot be trusted to do it, or to end
    /// it. The belt's standstill is asked for separately, and without a load cell lowering is bounded in time: a runner
    /// must not hang in the harness because of a broken sensor.
    public var forbidsLowering: Bool {
        switch self {
        case .emergencyStop, .hoistReadingStale, .hoistFault, .hoistWatchdogUnverified, .standstillUnconfirmed: true
        case .beltReadingStale, .loadCellReadingStale, .beltFault, .loadCellFault, .beltWatchdogUnverified,
            .beltTracking, .beltOverSpeed, .supportOverForce, .supportForceDrift, .supportForceError,
            .commandUnconfirmed, .loopOverrun, .deviceNotReady, .driveWatchdogTripped:
            false
        }
    }
}

/// A set of interlocks in one machine word.
public struct InterlockSet: Hashable, Sendable {
    public var bits: UInt32

    public init(bits: UInt32) { self.bits = bits }

    public static let none = InterlockSet(bits: 0)

    public var isEmpty: Bool { bits == 0 }
    public func contains(_ interlock: Interlock) -> Bool { bits & (1 << UInt32(interlock.rawValue)) != 0 }
    public mutating func insert(_ interlock: Interlock) { bits |= 1 << UInt32(interlock.rawValue) }
    public mutating func set(_ interlock: Interlock, _ present: Bool) {
        let bit: UInt32 = 1 << UInt32(interlock.rawValue)
        bits = present ? bits | bit : bits & ~bit
    }
    public func union(_ other: InterlockSet) -> InterlockSet { InterlockSet(bits: bits | other.bits) }
    public func subtracting(_ other: InterlockSet) -> InterlockSet { InterlockSet(bits: bits & ~other.bits) }

    /// The most severe reaction among the members.
    public var reaction: Reaction {
        var worst = Reaction.none
        var rest = bits
        while rest != 0 {
            let index = UInt8(truncatingIfNeeded: rest.trailingZeroBitCount)
            rest &= rest - 1
            if let interlock = Interlock(rawValue: index) { worst = max(worst, interlock.reaction) }
        }
        return worst
    }

    /// The members whose reaction is at least `reaction`.
    public func atLeast(_ reaction: Reaction) -> InterlockSet {
        var result = InterlockSet.none
        var rest = bits
        while rest != 0 {
            let index = UInt8(truncatingIfNeeded: rest.trailingZeroBitCount)
            rest &= rest - 1
            if let interlock = Interlock(rawValue: index), interlock.reaction >= reaction { result.insert(interlock) }
        }
        return result
    }

    /// Whether a member forbids that support is let down.
    public var forbidsLowering: Bool {
        var rest = bits
        while rest != 0 {
            let index = UInt8(truncatingIfNeeded: rest.trailingZeroBitCount)
            rest &= rest - 1
            if let interlock = Interlock(rawValue: index), interlock.forbidsLowering { return true }
        }
        return false
    }

    /// The members in declaration order. Allocates: not for the tick.
    public var interlocks: [Interlock] { Interlock.allCases.filter(contains) }
}
