import TreadmillControl

/// What a drive without a wire makes of its commands and of silence, as the drives of the reference rig do: its
/// communication watchdog, and rest after everything that made it stop by itself.
struct VirtualDrive<Command: Equatable & Sendable>: Sendable {
    /// The command that the drive has heard last.
    private(set) var heard: Command
    /// Nobody talked to the drive for too long, or it thinks so. Reset by a command to rest.
    private(set) var isTripped = false
    /// The watchdog is set. A host sets one that was lost while the drive is commanded to rest.
    private(set) var watchdogIsSet = true
    private var mayMove = true
    private var heardAt: MonotonicInstant?
    private let rest: Command
    private let watchdog: TimeSpan

    init(rest: Command, watchdog: TimeSpan) {
        heard = rest
        self.rest = rest
        self.watchdog = watchdog
    }

    /// Whether the command heard is carried out.
    var isEnabled: Bool { heard != rest && mayMove && !isTripped }

    /// One step of time, with the command on the line; `nil` while the drive hears nothing.
    mutating func listen(
        to command: Command?, isResting: (Command) -> Bool, part: RigPart, faults: FaultsInForce,
        at now: MonotonicInstant
    ) {
        if faults.lostWatchdog(part) || faults.powerLoss { watchdogIsSet = false }
        if faults.trippedWatchdog(part) { isTripped = true }
        if let command {
            heard = command
            heardAt = now
            if isResting(command) { reset(part, faults) }
        } else if watchdogIsSet, !faults.inertWatchdog(part), now - (heardAt ?? now) > watchdog {
            isTripped = true
        }
        if isTripped || faults.cutsPower(of: part) { mayMove = false }
    }

    private mutating func reset(_ part: RigPart, _ faults: FaultsInForce) {
        if !faults.trippedWatchdog(part) { isTripped = false }
        if !faults.lostWatchdog(part) { watchdogIsSet = true }
        mayMove = true
    }
}
