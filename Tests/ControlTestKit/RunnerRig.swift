import RigSimulation
import TreadmillControl

/// The simulated rig with a runner on it: noise, steps, delays and all.
public struct RunnerRig: SessionRig {
    private var rig: VirtualRig

    public init(runnerMass: Mass, seed: UInt64) {
        rig = VirtualRig(runnerMass: runnerMass, seed: seed)
    }

    public mutating func advance(to now: MonotonicInstant, applying command: AdmittedCommand) -> ControlInputs {
        let readings = rig.advance(to: now, applying: command)
        return ControlInputs(belt: readings.belt, hoist: readings.hoist, loadCell: readings.loadCell)
    }

    /// The belt goes on as it is, whatever it is told.
    public var beltIgnoresCommands: Bool {
        get { rig.faults.isDeaf(.belt) }
        set {
            if newValue { rig.begin(.deaf(.belt)) } else { rig.end(.deaf(.belt)) }
        }
    }

    /// What the rope really carries, which only the simulation knows.
    public var ropeForce: Force { rig.plant.ropeForce }
    /// How fast the belt really is.
    public var beltSpeed: BeltSpeed { rig.plant.belt.smoothSpeed }
}
