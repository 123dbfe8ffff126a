import RigSimulation
import TreadmillControl

/// Something that can go wrong with a simulated rig.
public enum RigFault: Hashable, Sendable {
    /// The line of this name is cut: its port is gone, its connections are closed and new ones refused.
    case disconnected(bus: String)
    /// The device does not listen and does not answer.
    case silent(RigPart)
    /// The emergency stop is pressed: belt without power, rope held by the brake.
    case emergencyStopPressed
    /// The device reports a fault of its own; a drive with a fault has no power. Latched until it is reset. A serial
    /// treadmill has no word for it: it goes silent, as with an emergency stop.
    case deviceFault(RigPart)
    /// The load cell reports this force whatever it feels.
    case loadCellForced(Force)
}

/// The faults in force at one moment, ready for a thousand looks a second.
struct FaultsInForce: Sendable {
    private(set) var all: Set<RigFault> = []
    private(set) var emergencyStopPressed = false
    private(set) var forcedForce: Force?
    private var silent: Set<RigPart> = []
    private var faulted: Set<RigPart> = []

    mutating func insert(_ fault: RigFault) {
        all.insert(fault)
        update()
    }

    mutating func remove(_ fault: RigFault) {
        all.remove(fault)
        update()
    }

    func isSilent(_ part: RigPart) -> Bool { !silent.isEmpty && silent.contains(part) }

    func hasFault(_ part: RigPart) -> Bool { !faulted.isEmpty && faulted.contains(part) }

    func conditions(of part: RigPart) -> DriveConditions {
        DriveConditions(emergencyStopPressed: emergencyStopPressed, hasFault: hasFault(part))
    }

    private mutating func update() {
        emergencyStopPressed = false
        forcedForce = nil
        silent = []
        faulted = []
        for fault in all {
            switch fault {
            case .disconnected: break
            case .silent(let part): silent.insert(part)
            case .emergencyStopPressed: emergencyStopPressed = true
            case .deviceFault(let part): faulted.insert(part)
            case .loadCellForced(let force): forcedForce = force
            }
        }
    }
}
