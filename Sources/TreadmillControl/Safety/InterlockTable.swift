/// The one table: what each interlock does, how it clears, and who clears it. docs/hazards.md renders it.
extension Interlock {
    /// The reaction while a session holds a runner.
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
        case .lanyardPulled: .emergencyStop
        case .harnessSlack: .controlledStop
        case .fall: .emergencyStop
        case .beltReadingFrozen: .controlledStop
        case .hoistReadingFrozen: .controlledStop
        case .loadCellReadingFrozen: .protectiveStop
        case .beltReadingImpossible: .protectiveStop
        case .hoistReadingImpossible: .protectiveStop
        case .loadCellReadingImpossible: .protectiveStop
        case .hoistTracking: .protectiveStop
        case .commandUnsettled: .controlledStop
        case .operatorLinkLost: .controlledStop
        case .powerTrouble: .controlledStop
        case .storageTrouble: .warn
        case .clockAnomaly: .controlledStop
        case .configurationRefused: .controlledStop
        case .proofMissing: .warn
        case .sessionInterrupted: .controlledStop
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
        case .lanyardPulled: .onRearm
        case .harnessSlack: .onAcknowledge
        case .fall: .onRearm
        case .beltReadingFrozen: .onAcknowledge
        case .hoistReadingFrozen: .onAcknowledge
        case .loadCellReadingFrozen: .onAcknowledge
        case .beltReadingImpossible: .onAcknowledge
        case .hoistReadingImpossible: .onAcknowledge
        case .loadCellReadingImpossible: .onAcknowledge
        case .hoistTracking: .onRearm
        case .commandUnsettled: .onAcknowledge
        case .operatorLinkLost: .onAcknowledge
        case .powerTrouble: .onAcknowledge
        case .storageTrouble: .whenCleared
        case .clockAnomaly: .onAcknowledge
        case .configurationRefused: .onRearm
        case .proofMissing: .whenCleared
        case .sessionInterrupted: .onRearm
        }
    }

    /// Who brings it to an end, once its cause is gone.
    public var clearedBy: Clearer {
        switch self {
        case .configurationRefused, .proofMissing: .configurator
        case .supportForceDrift, .commandUnconfirmed, .storageTrouble: .itself
        case .emergencyStop, .beltReadingStale, .hoistReadingStale, .loadCellReadingStale, .beltFault, .hoistFault,
            .loadCellFault, .beltWatchdogUnverified, .hoistWatchdogUnverified, .beltTracking, .beltOverSpeed,
            .supportOverForce, .supportForceError, .loopOverrun, .standstillUnconfirmed, .deviceNotReady,
            .driveWatchdogTripped, .lanyardPulled, .harnessSlack, .fall, .beltReadingFrozen, .hoistReadingFrozen,
            .loadCellReadingFrozen, .beltReadingImpossible, .hoistReadingImpossible, .loadCellReadingImpossible,
            .hoistTracking, .commandUnsettled, .operatorLinkLost, .powerTrouble, .clockAnomaly, .sessionInterrupted:
            .operator
        }
    }

    /// Whether no session may be armed while its cause is present.
    public var forbidsArming: Bool {
        switch self {
        case .supportForceDrift: false
        case .emergencyStop, .beltReadingStale, .hoistReadingStale, .loadCellReadingStale, .beltFault, .hoistFault,
            .loadCellFault, .beltWatchdogUnverified, .hoistWatchdogUnverified, .beltTracking, .beltOverSpeed,
            .supportOverForce, .supportForceError, .commandUnconfirmed, .loopOverrun, .standstillUnconfirmed,
            .deviceNotReady, .driveWatchdogTripped, .lanyardPulled, .harnessSlack, .fall, .beltReadingFrozen,
            .hoistReadingFrozen, .loadCellReadingFrozen, .beltReadingImpossible, .hoistReadingImpossible,
            .loadCellReadingImpossible, .hoistTracking, .commandUnsettled, .operatorLinkLost, .powerTrouble,
            .storageTrouble, .clockAnomaly, .configurationRefused, .proofMissing, .sessionInterrupted:
            true
        }
    }

    /// Whether support must not be let down while the cause is present: the hoist cannot be trusted to do it, or to end
    /// it. The belt's standstill is asked for separately, and without a load cell lowering is bounded in time: a runner
    /// must not hang in the harness because of a broken sensor.
    public var forbidsLowering: Bool {
        switch self {
        case .emergencyStop, .lanyardPulled, .hoistReadingStale, .hoistFault, .hoistWatchdogUnverified,
            .hoistReadingFrozen, .hoistReadingImpossible, .hoistTracking, .standstillUnconfirmed:
            true
        case .beltReadingStale, .loadCellReadingStale, .beltFault, .loadCellFault, .beltWatchdogUnverified,
            .beltTracking, .beltOverSpeed, .supportOverForce, .supportForceDrift, .supportForceError,
            .commandUnconfirmed, .loopOverrun, .deviceNotReady, .driveWatchdogTripped, .harnessSlack, .fall,
            .beltReadingFrozen, .loadCellReadingFrozen, .beltReadingImpossible, .loadCellReadingImpossible,
            .commandUnsettled, .operatorLinkLost, .powerTrouble, .storageTrouble, .clockAnomaly,
            .configurationRefused, .proofMissing, .sessionInterrupted:
            false
        }
    }
}

extension Interlock {
    /// How long after its cause shows in the readings it is present at the latest; the tick that sees it comes on top.
    ///
    /// What depends on how fast or how far something goes wrong is stated for the fault that is named beside it, at the
    /// least severe that a runner would notice; a grosser one is found sooner.
    public func detectionTime(under limits: ControlLimits) -> TimeSpan {
        let times = limits.supervision
        return switch self {
        case .emergencyStop, .lanyardPulled, .beltFault, .hoistFault, .loadCellFault, .beltWatchdogUnverified,
            .hoistWatchdogUnverified, .beltOverSpeed, .commandUnconfirmed, .deviceNotReady, .driveWatchdogTripped,
            .powerTrouble, .storageTrouble, .clockAnomaly, .configurationRefused, .proofMissing, .sessionInterrupted:
            .zero
        case .beltReadingStale: times.beltAge
        case .hoistReadingStale: times.hoistAge
        case .loadCellReadingStale: times.loadCellLoss
        case .beltReadingImpossible, .hoistReadingImpossible, .loadCellReadingImpossible: BelievedReadings.patience
        case .operatorLinkLost: times.operatorLink
        case .commandUnsettled: times.commandSettling
        // Overruns are counted over a second.
        case .loopOverrun: .milliseconds(1000)
        case .standstillUnconfirmed: times.standstillMargin
        // An error three times as large as is allowed: drive lag and a stride's mean come before the time itself.
        case .beltTracking: times.trackingTime + .milliseconds(600)
        case .supportOverForce: times.overForceTime
        // Half of the support gone: a step's mean comes before the time itself.
        case .supportForceError: times.forceErrorStopTime + .milliseconds(500)
        // An error a fifth larger than is allowed: a mean of two seconds comes before the time itself.
        case .supportForceDrift: times.forceErrorWarningTime + .milliseconds(7000)
        case .harnessSlack: SupportMonitor.slackTime
        // Legs that give way at once: 15 cm of free fall, braked by the spring.
        case .fall: .milliseconds(300)
        // While the belt slows down at 0.3 m/s²: that much change, behind the drive's lag.
        case .beltReadingFrozen: .milliseconds(1500)
        // While support changes by 2 %BW/s for a runner of 70 kg.
        case .hoistReadingFrozen: .milliseconds(5000)
        case .loadCellReadingFrozen: FrozenReadings.longestSameForce
        // A rope that runs away at 20 cm/s.
        case .hoistTracking: .milliseconds(350)
        }
    }
}
