import RigSimulation
import TreadmillControl

/// The simulated rig with a runner on it, and everything between it and the core, with the faults in force.
struct FaultyRig: Sendable {
    private(set) var rig: VirtualRig
    private var inputFaults: [InputFault] = []
    private var told = ControlInputs()

    init(runnerMass: Mass, seed: UInt64) { rig = VirtualRig(runnerMass: runnerMass, seed: seed) }

    mutating func begin(_ fault: RandomFault) {
        switch fault {
        case .rig(let fault): rig.begin(fault)
        case .inputs(let fault): inputFaults.append(fault)
        }
    }

    mutating func end(_ fault: RandomFault) {
        switch fault {
        case .rig(let fault): rig.end(fault)
        case .inputs(let fault): inputFaults.removeAll { $0 == fault }
        }
    }

    mutating func advance(to now: MonotonicInstant, applying command: AdmittedCommand) -> ControlInputs {
        let readings = rig.advance(to: now, applying: command)
        var inputs = ControlInputs(belt: readings.belt, hoist: readings.hoist, loadCell: readings.loadCell)
        inputs.station.operatorSeenAt = now
        for fault in inputFaults { fault.change(&inputs, before: told) }
        told = inputs
        return inputs
    }
}

extension InputFault {
    /// What becomes of `inputs`; `before` is what the core was told last.
    fileprivate func change(_ inputs: inout ControlInputs, before: ControlInputs) {
        switch self {
        case .absent(let part): inputs.remove(part)
        case .notANumber(let part): inputs.spoil(part)
        case .misdated(let part, let span): inputs.shift(part, by: span)
        case .flagged(let part, let flags): inputs.changeStatus(of: part) { $0.formUnion(flags) }
        case .unflagged(let part, let flags): inputs.changeStatus(of: part) { $0.subtract(flags) }
        case .late(let lateness, let missed): inputs.loop = LoopHealth(lateness: lateness, missedTicks: missed)
        case .station(let conditions): inputs.station.conditions.formUnion(conditions)
        case .operatorGone: inputs.station.operatorSeenAt = before.station.operatorSeenAt
        }
    }
}

extension ControlInputs {
    fileprivate mutating func remove(_ part: RigPart) {
        switch part {
        case .belt: belt = nil
        case .hoist: hoist = nil
        case .loadCell: loadCell = nil
        }
    }

    fileprivate mutating func spoil(_ part: RigPart) {
        switch part {
        case .belt: belt?.speedMeasured = .metersPerSecond(.nan)
        case .hoist: hoist?.positionMeasured = .meters(.infinity)
        case .loadCell: loadCell?.supportForceMeasured = .newtons(-.infinity)
        }
    }

    fileprivate mutating func shift(_ part: RigPart, by span: TimeSpan) {
        switch part {
        case .belt: if let belt { self.belt?.sampledAt = belt.sampledAt + span }
        case .hoist: if let hoist { self.hoist?.sampledAt = hoist.sampledAt + span }
        case .loadCell: if let loadCell { self.loadCell?.sampledAt = loadCell.sampledAt + span }
        }
    }

    fileprivate mutating func changeStatus(of part: RigPart, _ change: (inout DeviceStatus) -> Void) {
        switch part {
        case .belt: if var status = belt?.status { change(&status); belt?.status = status }
        case .hoist: if var status = hoist?.status { change(&status); hoist?.status = status }
        case .loadCell: if var status = loadCell?.status { change(&status); loadCell?.status = status }
        }
    }
}
