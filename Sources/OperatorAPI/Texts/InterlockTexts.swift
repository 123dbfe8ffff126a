import TreadmillControl

/// What each interlock means to the person at the treadmill.
extension Interlock {
    /// A few words.
    public var title: String {
        switch self {
        case .emergencyStop: "emergency stop pressed"
        case .beltReadingStale: "belt does not answer"
        case .hoistReadingStale: "hoist does not answer"
        case .loadCellReadingStale: "load cell does not answer"
        case .beltFault: "belt drive fault"
        case .hoistFault: "hoist fault"
        case .loadCellFault: "load cell fault"
        case .beltWatchdogUnverified: "belt watchdog not verified"
        case .hoistWatchdogUnverified: "hoist watchdog not verified"
        case .beltTracking: "belt does not follow"
        case .beltOverSpeed: "belt too fast"
        case .supportOverForce: "support far too strong"
        case .supportForceDrift: "support slightly off target"
        case .supportForceError: "support off target"
        case .commandUnconfirmed: "command not confirmed"
        case .loopOverrun: "controller late"
        case .standstillUnconfirmed: "belt has not stopped"
        case .deviceNotReady: "drive not ready"
        case .driveWatchdogTripped: "drive stopped by its watchdog"
        }
    }

    /// What the machine saw.
    public var cause: String {
        switch self {
        case .emergencyStop: "A device reports that an emergency stop is pressed."
        case .beltReadingStale: "No fresh speed has come from the belt drive."
        case .hoistReadingStale: "No fresh position has come from the hoist."
        case .loadCellReadingStale: "No fresh force has come from the load cell, so the support is not known."
        case .beltFault: "The belt drive reports a fault of its own."
        case .hoistFault: "The hoist reports a fault of its own."
        case .loadCellFault:
            "The load cell reports a fault or a load beyond its range, or its force cannot be true: rope and force disagree."
        case .beltWatchdogUnverified:
            "The belt drive has not confirmed that it stops by itself when the controller falls silent."
        case .hoistWatchdogUnverified:
            "The hoist has not confirmed that it holds by itself when the controller falls silent."
        case .beltTracking: "The measured belt speed is not the commanded one."
        case .beltOverSpeed: "The measured belt speed is above the machine's limit."
        case .supportOverForce: "The support is far above its target and lifts the runner."
        case .supportForceDrift: "The mean support has been a little off its target for some seconds."
        case .supportForceError: "The support has been so far off its target that the runner feels it."
        case .commandUnconfirmed: "A device has not acknowledged a command; what it will do is not known."
        case .loopOverrun: "The control loop has missed its time several times within a second."
        case .standstillUnconfirmed: "The belt has not come to standstill in the time that its ramp needs."
        case .deviceNotReady: "The belt drive or the hoist answers but is not ready to move."
        case .driveWatchdogTripped:
            "The belt drive or the hoist stopped by itself, because nothing was heard from the controller for a while."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .emergencyStop:
            "See to the runner. Remove the reason, release the stop, acknowledge, then start a new session."
        case .beltReadingStale:
            "Check the cable and the power of the belt drive, then acknowledge and resume."
        case .hoistReadingStale:
            "Check the cable and the power of the hoist, then acknowledge and resume."
        case .loadCellReadingStale:
            "Check the cable of the load cell and its amplifier, then acknowledge and resume."
        case .beltFault:
            "Read the fault on the belt drive and clear it there, acknowledge, then start a new session."
        case .hoistFault:
            "Read the fault on the hoist and clear it there, acknowledge, then start a new session."
        case .loadCellFault:
            "Unload and check the load cell, acknowledge, then start a new session."
        case .beltWatchdogUnverified:
            "Check the watchdog setting of the belt drive against the rig file, then acknowledge and resume."
        case .hoistWatchdogUnverified:
            "Check the watchdog setting of the hoist against the rig file, then acknowledge and resume."
        case .beltTracking:
            "Look for a slipping or blocked belt, then acknowledge and resume."
        case .beltOverSpeed:
            "Do not use the machine until the belt drive has been checked; then acknowledge and start a new session."
        case .supportOverForce:
            "Look for a caught rope or harness, then acknowledge and resume."
        case .supportForceDrift:
            "Check the harness and the rope; it clears by itself when the support is back on target."
        case .supportForceError:
            "Check the harness, the rope and the runner's mass as entered, then acknowledge and resume."
        case .commandUnconfirmed:
            "Wait: it clears when the device's state has been read back. If it stays, check the cable."
        case .loopOverrun:
            "End other work on this computer, then acknowledge and resume."
        case .standstillUnconfirmed:
            "Press the emergency stop. Have the belt drive checked, acknowledge, then start a new session."
        case .driveWatchdogTripped:
            "Check the cable of the drive; the controller resets its watchdog, then acknowledge and resume."
        case .deviceNotReady:
            "See whether the drives are switched on and enabled, then acknowledge and resume."
        }
    }
}
