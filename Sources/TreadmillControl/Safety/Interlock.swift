/// Every condition that forbids or ends motion. Raw values are bits in logs: they are never given anew.
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
    /// The load cell reports a fault or an overload.
    case loadCellFault = 6
    /// The belt drive's communication watchdog is not set and read back.
    case beltWatchdogUnverified = 7
    /// The hoist's communication watchdog is not set and read back.
    case hoistWatchdogUnverified = 8
    /// The belt does not follow its command, or moves without one.
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
    /// A device reports the runner's safety lanyard pulled.
    case lanyardPulled = 19
    /// The rope carries nothing although it should.
    case harnessSlack = 20
    /// The runner has dropped into the harness.
    case fall = 21
    /// The belt's speed reading stands still although the belt must have changed its speed.
    case beltReadingFrozen = 22
    /// The hoist's position reading stands still although the rope must have moved.
    case hoistReadingFrozen = 23
    /// The load cell's reading stands still although its load must have changed.
    case loadCellReadingFrozen = 24
    /// The belt's readings cannot be true.
    case beltReadingImpossible = 25
    /// The hoist's readings cannot be true.
    case hoistReadingImpossible = 26
    /// The load cell's readings cannot be true, by themselves or beside the rope's position.
    case loadCellReadingImpossible = 27
    /// The rope does not follow its command, or moves without one.
    case hoistTracking = 28
    /// A command has been unconfirmed for too long.
    case commandUnsettled = 29
    /// The operator whom the session needs is not there.
    case operatorLinkLost = 30
    /// The controller's own power supply is failing.
    case powerTrouble = 31
    /// What happens cannot be kept: disk full or broken.
    case storageTrouble = 32
    /// Time does not pass as it should.
    case clockAnomaly = 33
    /// Limits, plan or runner are not such that a session may be armed.
    case configurationRefused = 34
    /// The proof of the machine that arming asks for is missing or has expired.
    case proofMissing = 35
    /// The controller died in a session before this one; what the machine did since is not known.
    case sessionInterrupted = 36
}
