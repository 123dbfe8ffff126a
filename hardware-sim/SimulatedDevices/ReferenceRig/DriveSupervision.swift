import DeviceProtocols
import TreadmillControl

/// What belt drive and hoist of the reference rig have in common: control word, fault reset, watchdog, emergency stop.
///
/// After a trip, a fault or an emergency stop the drive does not move again before its run bit has been seen at 0:
/// nothing starts by itself because a cause has gone.
struct DriveSupervision: Sendable {
    /// Codes of the fault register.
    enum FaultCode: UInt16, Sendable {
        case none = 0
        case device = 1
        case watchdog = 2
        case emergencyStop = 3
    }

    private(set) var watchdog = CommunicationWatchdog()
    private(set) var control: UInt16 = 0
    private var conditions = DriveConditions()
    private var faultLatched = false
    private var mayRun = true

    private static let runBit: UInt16 = 1 << 0
    private static let resetBit: UInt16 = 1 << 1

    /// The host wants motion and nothing forbids it.
    var isEnabled: Bool { control & Self.runBit != 0 && mayRun && !isBlocked }

    /// No power to the motor.
    var isWithoutPower: Bool {
        faultLatched || conditions.emergencyStopPressed || conditions.lanyardPulled || conditions.isUnpowered
    }

    private var isBlocked: Bool { isWithoutPower || watchdog.isTripped }

    mutating func setWatchdog(milliseconds: UInt16, at now: MonotonicInstant) {
        watchdog.set(milliseconds: milliseconds, at: now)
    }

    /// Something was written to the command block.
    mutating func feed(at now: MonotonicInstant) { watchdog.feed(at: now) }

    /// The control word was written.
    mutating func receive(control word: UInt16, at now: MonotonicInstant) {
        let resetRises = word & Self.resetBit != 0 && control & Self.resetBit == 0
        control = word
        if resetRises {
            watchdog.reset(at: now)
            if !conditions.hasFault { faultLatched = false }
        }
        if word & Self.runBit == 0 && !isBlocked { mayRun = true }
    }

    /// Lets the watchdog and the conditions act.
    mutating func update(_ conditions: DriveConditions, at now: MonotonicInstant) {
        if conditions.isUnpowered { self = DriveSupervision() }
        self.conditions = conditions
        if conditions.losesWatchdog { watchdog.set(milliseconds: 0, at: now) }
        if conditions.tripsWatchdog { watchdog.trip() }
        if !conditions.ignoresSilence { watchdog.check(at: now) }
        if conditions.hasFault { faultLatched = true }
        if isBlocked { mayRun = false }
    }

    func statusWord(isMoving: Bool) -> ReferenceStatusWord {
        var word: ReferenceStatusWord = isBlocked ? [] : .ready
        if isMoving { word.insert(.running) }
        if faultLatched { word.insert(.fault) }
        if conditions.emergencyStopPressed { word.insert(.emergencyStop) }
        if conditions.lanyardPulled { word.insert(.lanyardPulled) }
        if watchdog.isTripped { word.insert(.watchdogTripped) }
        return word
    }

    var faultCode: FaultCode {
        if conditions.emergencyStopPressed { return .emergencyStop }
        if faultLatched { return .device }
        return watchdog.isTripped ? .watchdog : .none
    }
}
