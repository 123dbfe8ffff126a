import TreadmillControl

/// What each interlock saw.
extension Interlock {
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
            "The load cell reports a fault of its own, or a load beyond its range."
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
        case .lanyardPulled: "A device reports that the runner's safety lanyard is pulled."
        case .harnessSlack:
            "The rope carries nothing although it should: the harness is unhooked, or the rope hangs loose."
        case .fall: "The runner dropped into the harness."
        case .beltReadingFrozen:
            "The belt drive reports the same speed on and on, although the belt must have changed its speed."
        case .hoistReadingFrozen: "The hoist reports the same position on and on, although the rope must have moved."
        case .loadCellReadingFrozen:
            "The load cell reports the same force on and on, although its load must have changed."
        case .beltReadingImpossible: "The belt drive reports a speed that the belt cannot have."
        case .hoistReadingImpossible: "The hoist reports a position or a speed that the rope cannot have."
        case .loadCellReadingImpossible:
            "The load cell reports a force that cannot be, by itself or beside the rope's position."
        case .hoistTracking: "The rope does not move as commanded, or moves without a command."
        case .commandUnsettled:
            "A device has not acknowledged a command for too long, and nothing it reports says what it will do."
        case .operatorLinkLost:
            "This session runs only while its operator's program is there, and nothing has been heard from it."
        case .powerTrouble: "The computer's mains power is gone, or its supply cannot be asked."
        case .storageTrouble:
            "What happens cannot be written down, or soon will not be; no session can be armed."
        case .clockAnomaly: "The computer was suspended, or its clocks do not agree."
        case .configurationRefused:
            "The limits, the plan or the runner's mass are not such that a session may be armed."
        case .proofMissing:
            "No session can be armed: the machine has not been proven, or the proof has lapsed."
        case .sessionInterrupted:
            "The controller ended in the middle of a session; what the machine did since is not known."
        }
    }
}
