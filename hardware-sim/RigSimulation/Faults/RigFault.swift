import TreadmillControl

/// Something that can go wrong with a rig or with the runner on it. It means the same for a rig in the controller's own
/// process and for one on wires.
public enum RigFault: Hashable, Sendable {
    /// The device neither listens nor answers. A drive goes on as it is until its communication watchdog trips.
    case off(RigPart)
    /// The line to the device is cut, for every device on it; see ``RigPart/sharesLine(with:)``.
    case disconnect(RigPart)
    /// Off for the first `silence` of every `period`.
    case intermittent(RigPart, period: TimeSpan, silence: TimeSpan)
    /// What the device says of the world is not so.
    case reading(RigPart, ReadingFault)
    /// The drive acknowledges its commands and goes on with the one before, until its power is cut.
    case deaf(RigPart)
    /// The device reports a fault of its own; a drive with a fault has no power.
    case fault(RigPart)
    /// The drive has forgotten the setting of its communication watchdog.
    case watchdogLost(RigPart)
    /// The drive's communication watchdog is set and reads back as set, and never trips.
    case watchdogInert(RigPart)
    /// The drive's communication watchdog trips although it was talked to.
    case watchdogTripped(RigPart)
    /// The emergency stop is pressed: belt without power, rope held by the brake, and both drives say so.
    case emergencyStop
    /// The runner's lanyard is pulled: belt without power, and its drive says so.
    case lanyard
    /// The rig's supply fails: belt without power, rope held by the brake, nobody answers. Drives come back with
    /// settings forgotten.
    case powerLoss
    /// The belt's surface slips on the drum: it is slower by this share, 0...1. What is measured is the surface.
    case beltSlip(share: Double)
    /// The hoist lets rope out at this speed, m/s, beside whatever it is told to do; its brake does not hold either.
    case hoistSlip(speed: Double)
    /// The runner's legs give way.
    case fall
    /// The harness comes off the rope.
    case unclipped
}

/// How what a device says differs from what is. The device itself notices nothing.
public enum ReadingFault: Hashable, Sendable {
    /// The values stay as they are; time stamps and counters go on.
    case stuck
    /// Values, counters and echoes stay as they are.
    case frozen
    /// Every value is a random number of the device's range.
    case garbage
    /// The main value (speed, position, force) is off by so much, in its SI unit.
    case offset(Double)
    /// The main value is this many times what it should be.
    case factor(Double)
    /// The main value is this, whatever is.
    case value(Double)
    /// The main value moves away from the truth by so much each second.
    case drift(perSecond: Double)
    /// A new sample only so often, and the counters say so.
    case slow(every: TimeSpan)
    /// Values are so old, and look new.
    case delayed(by: TimeSpan)
    /// The last second before the fault is told again and again, and looks new.
    case replayed
}
