import RigSimulation
import TreadmillControl

/// Something that goes wrong in a randomised session.
public enum RandomFault: Hashable, Sendable {
    /// With the rig or the runner.
    case rig(RigFault)
    /// With what the core is told of it.
    case inputs(InputFault)

    /// The word under which it is counted.
    public var kind: String {
        switch self {
        case .rig(let fault): fault.kind
        case .inputs(let fault): fault.kind
        }
    }
}

/// What no simulated device does, but a driver, a loop or a station might.
public enum InputFault: Hashable, Sendable {
    /// There is no reading.
    case absent(RigPart)
    /// The value is no number.
    case notANumber(RigPart)
    /// The reading is dated so much later than it is; earlier when negative.
    case misdated(RigPart, by: TimeSpan)
    /// The device says this of itself too.
    case flagged(RigPart, DeviceStatus)
    /// The device does not say this of itself any more.
    case unflagged(RigPart, DeviceStatus)
    /// Every tick is late by so much, after so many that did not happen.
    case late(TimeSpan, missed: UInt32)
    case station(StationConditions)
    /// The operator's program is not heard of.
    case operatorGone

    var kind: String {
        switch self {
        case .absent: "absent"
        case .notANumber: "not a number"
        case .misdated: "misdated"
        case .flagged: "flagged"
        case .unflagged: "unflagged"
        case .late: "late"
        case .station: "station"
        case .operatorGone: "operator gone"
        }
    }
}

extension RigFault {
    var kind: String {
        switch self {
        case .off: "off"
        case .disconnect: "disconnect"
        case .intermittent: "intermittent"
        case .reading(_, let reading): reading.kind
        case .deaf: "deaf"
        case .fault: "fault"
        case .watchdogLost: "watchdog lost"
        case .watchdogInert: "watchdog inert"
        case .watchdogTripped: "watchdog tripped"
        case .emergencyStop: "emergency stop"
        case .lanyard: "lanyard"
        case .powerLoss: "power loss"
        case .beltSlip: "belt slip"
        case .hoistSlip: "hoist slip"
        case .fall: "fall"
        case .unclipped: "unclipped"
        }
    }
}

extension ReadingFault {
    var kind: String {
        switch self {
        case .stuck: "stuck"
        case .frozen: "frozen"
        case .garbage: "garbage"
        case .offset: "offset"
        case .factor: "factor"
        case .value: "value"
        case .drift: "drift"
        case .slow: "slow"
        case .delayed: "delayed"
        case .replayed: "replayed"
        }
    }
}
