import TreadmillControl

/// What the person at the treadmill is to do about each interlock.
extension Interlock {
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
            "Look for a slipping or blocked belt, then acknowledge and resume. On a machine that has yet to be set up, "
                + "check calibration or speed_unit in the rig's file."
        case .beltOverSpeed:
            "Do not use the machine until the belt drive has been checked; then acknowledge and start a new session."
        case .supportOverForce:
            "Look for a caught rope or harness, then acknowledge and resume."
        case .supportForceDrift:
            "Check the harness and the rope; it clears by itself when the support is back on target."
        case .supportForceError:
            "Check the harness, the rope and the runner's mass as entered, then acknowledge and resume. On a machine that "
                + "has yet to be set up, hang a known weight on the rope and check the load cell's unit."
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
        case .lanyardPulled: "See to the runner. Hook the lanyard in again, acknowledge, then start a new session."
        case .harnessSlack:
            "Check harness, hook and rope, then acknowledge and resume. A rope that is tight all the same means a dead "
                + "load cell: let the runner down, and have it mended."
        case .fall:
            "See to the runner. Let the support down when the belt stands, acknowledge, then start a new session."
        case .beltReadingFrozen:
            "Switch the belt drive off and on, run `unweight doctor`, then acknowledge and resume."
        case .hoistReadingFrozen: "Switch the hoist off and on, run `unweight doctor`, then acknowledge and resume."
        case .loadCellReadingFrozen:
            "Switch the load cell's amplifier off and on, check its cable, then acknowledge and resume."
        case .beltReadingImpossible:
            "Check the cable and the shielding of the belt drive, then acknowledge and resume."
        case .hoistReadingImpossible: "Check the cable and the encoder of the hoist, then acknowledge and resume."
        case .loadCellReadingImpossible:
            "Check the load cell, its cable and its amplifier, and in the rig's profile its unit and its sign; then "
                + "acknowledge and resume."
        case .hoistTracking:
            "Keep the runner off the rope. Have the hoist and its brake checked, acknowledge, then start a new session."
        case .commandUnsettled: "Check the cable of the device named in the journal, then acknowledge and resume."
        case .operatorLinkLost:
            "Open `unweight watch --operator-link` where the operator is, then acknowledge and resume."
        case .powerTrouble:
            "Restore mains power, see that `power.online_file` names the right supply, then acknowledge and resume."
        case .storageTrouble:
            "Free some space or see to the disk; the daemon's journal says which. It clears by itself."
        case .clockAnomaly: "Keep the computer from being suspended, wait some seconds, then acknowledge and resume."
        case .configurationRefused:
            "Correct the configuration (`unweightd check`), restart the daemon, then start a new session."
        case .proofMissing: "Run `unweight doctor` on the empty belt; it clears when the machine passes."
        case .sessionInterrupted: "See to the runner. When the belt stands, acknowledge, then start a new session."
        }
    }
}
