import TreadmillControl

/// What each interlock is called before the person at the treadmill.
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
        case .lanyardPulled: "safety lanyard pulled"
        case .harnessSlack: "harness hangs slack"
        case .fall: "runner fell"
        case .beltReadingFrozen: "belt reading frozen"
        case .hoistReadingFrozen: "hoist reading frozen"
        case .loadCellReadingFrozen: "load cell reading frozen"
        case .beltReadingImpossible: "belt reading impossible"
        case .hoistReadingImpossible: "hoist reading impossible"
        case .loadCellReadingImpossible: "load cell reading impossible"
        case .hoistTracking: "hoist does not follow"
        case .commandUnsettled: "command not settled"
        case .operatorLinkLost: "operator not there"
        case .powerTrouble: "power supply fails"
        case .storageTrouble: "storage in trouble"
        case .clockAnomaly: "clock anomaly"
        case .configurationRefused: "configuration refused"
        case .proofMissing: "no valid proof of the machine"
        case .sessionInterrupted: "session interrupted"
        }
    }
}
