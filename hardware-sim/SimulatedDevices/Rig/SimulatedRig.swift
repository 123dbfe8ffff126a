import DeviceProtocols
import FaultScenarios
import RigConfiguration
import RigSimulation
import TreadmillControl

/// What a bus hears from a rig after a Modbus request.
public enum ModbusOutcome: Equatable, Sendable {
    /// A protocol data unit.
    case answer([UInt8])
    /// The device is there and says nothing.
    case silence
    /// No device on this bus has that unit.
    case noSuchUnit
}

/// A rig as its wires see it: the devices of a configuration around one plant. A value, in virtual time; whoever holds
/// it says what time it is.
public struct SimulatedRig: Sendable {
    enum BeltMachine: Sendable {
        case modbus(any SimulatedBelt)
        case serial(any SerialTreadmill)
    }

    private let configuration: RigConfiguration
    public private(set) var plant: RigPlant
    private var belt: BeltMachine
    private var hoist: any SimulatedHoistAxis
    private var loadCell: any SimulatedLoadCellAmplifier
    private var deafBelt = DeafDrive<BeltDemand>()
    private var deafHoist = DeafDrive<HoistDemand>()
    private var reports: [ReportedValues]
    private var faults = FaultsInForce()
    private var trace = MotionTrace()
    private var start: MonotonicInstant?

    /// - Parameters:
    ///   - runnerMass: body mass with clothing and harness; must be positive.
    ///   - seed: decides every random number.
    ///   - commissioning: of all drives.
    public init(
        configuration: RigConfiguration, plant: PlantConfiguration = PlantConfiguration(), runnerMass: Mass,
        seed: UInt64, commissioning: Commissioning = .byBuilder
    ) {
        self.configuration = configuration
        self.plant = RigPlant(configuration: plant, runnerMass: runnerMass, seed: seed)
        reports = ReportedValues.ofAllParts(seed: seed)
        hoist =
            configuration.hoist.model?.hoist(parameters: plant.hoist, commissioning: commissioning)
            ?? SimulatedHoist(parameters: plant.hoist)
        let cell = configuration.loadCell
        loadCell =
            cell.model?.loadCell(parameters: plant.loadCell, calibration: cell.inSI) ?? SimulatedLoadCell()
        switch configuration.belt {
        case .modbus(let drive):
            belt = .modbus(
                drive.model?.belt(
                    parameters: plant.belt, calibration: drive.speedPerHertz, commissioning: commissioning)
                    ?? SimulatedBeltDrive(parameters: plant.belt))
        case .trackMaster(_, let speedUnit):
            belt = .serial(
                SimulatedTrackMaster(
                    speedCount: speedUnit.speedCount, parameters: plant.belt,
                    guardsStart: configuration.isSisterOfTrackMaster))
        case .woodway(_, let speedUnit):
            belt = .serial(SimulatedWoodway(speedCount: speedUnit.speedCount, parameters: plant.belt))
        }
    }

    /// Lets devices and plant live until `now`. The rig's time begins with the first call.
    public mutating func advance(to now: MonotonicInstant) {
        let begin = start ?? now
        start = begin
        // The first step is at the very beginning: no device is ever asked before it knows the time.
        while begin + elapsed <= now { step(at: begin + elapsed) }
    }

    /// Time of the plant since the start.
    public var elapsed: TimeSpan { TimeSpan(nanoseconds: plant.stepsTaken * RigPlant.timeStep.nanoseconds) }

    private mutating func step(at instant: MonotonicInstant) {
        for part in RigPart.allCases {
            reports[Int(part.rawValue)].take(truth(of: part, at: instant), fault: faults.reading(of: part))
        }
        plant.faults = faults.plant
        plant.step(belt: beltDemand(at: instant), hoist: hoistDemand(at: instant))
        loadCell.take(sample(of: .loadCell), at: instant, conditions: amplifierConditions)
        trace.record(plant)
    }

    private func sample(of part: RigPart) -> DeviceSample { reports[Int(part.rawValue)].sample }

    /// A treadmill's own display smooths the dips of each stance away.
    private func truth(of part: RigPart, at instant: MonotonicInstant) -> DeviceSample {
        var truth = plant.sample(of: part, at: instant)
        if part == .belt, case .serial = belt { truth.main = plant.belt.smoothSpeed.metersPerSecond }
        return truth
    }

    private mutating func beltDemand(at instant: MonotonicInstant) -> BeltDemand {
        let wanted: BeltDemand
        switch belt {
        case .modbus(var drive):
            wanted = drive.demand(at: instant, sample: sample(of: .belt), conditions: faults.conditions(of: .belt))
            drive.freeze(faults.reading(of: .belt) == .frozen)
            belt = .modbus(drive)
        case .serial(var treadmill):
            wanted = treadmill.demand(
                at: instant, sample: sample(of: .belt), isWithoutPower: faults.cutsPower(of: .belt),
                ignoresSilence: faults.inertWatchdog(.belt))
            belt = .serial(treadmill)
        }
        return deafBelt.demand(wanted, isDeaf: faults.isDeaf(.belt) && !faults.cutsPower(of: .belt))
    }

    private mutating func hoistDemand(at instant: MonotonicInstant) -> HoistDemand {
        let wanted = hoist.demand(
            at: instant, sample: sample(of: .hoist), conditions: faults.conditions(of: .hoist))
        hoist.freeze(faults.reading(of: .hoist) == .frozen)
        return deafHoist.demand(wanted, isDeaf: faults.isDeaf(.hoist) && !faults.cutsPower(of: .hoist))
    }

    private var amplifierConditions: AmplifierConditions {
        var conditions = AmplifierConditions()
        conditions.isOverloaded = plant.loadCell.isOverloaded
        conditions.hasFault = faults.hasFault(.loadCell)
        conditions.isUnpowered = faults.powerLoss
        return conditions
    }

    /// Answers a request to a unit of a bus. Unit 0 is a broadcast on a serial line: everybody obeys, nobody answers.
    public mutating func answer(
        to pdu: [UInt8], unit: UInt8, onBus bus: String, at now: MonotonicInstant
    ) -> ModbusOutcome {
        advance(to: now)
        if unit == 0 {
            for part in RigPart.allCases where address(of: part)?.bus == bus {
                _ = answer(to: pdu, from: part, at: now)
            }
            return .silence
        }
        for part in RigPart.allCases {
            guard let address = address(of: part), address.bus == bus, address.unit == unit else { continue }
            return answer(to: pdu, from: part, at: now)
        }
        return .noSuchUnit
    }

    private mutating func answer(
        to pdu: [UInt8], from part: RigPart, at now: MonotonicInstant
    ) -> ModbusOutcome {
        guard !faults.isSilent(part, at: now) else { return .silence }
        let answer: [UInt8]
        switch part {
        case .belt:
            guard case .modbus(var drive) = belt else { return .noSuchUnit }
            answer = ModbusServerCore.answer(to: pdu, from: &drive)
            belt = .modbus(drive)
        case .hoist: answer = ModbusServerCore.answer(to: pdu, from: &hoist)
        case .loadCell: answer = ModbusServerCore.answer(to: pdu, from: &loadCell)
        }
        return answer.isEmpty ? .silence : .answer(answer)
    }

    private func address(of part: RigPart) -> ModbusAttachment? {
        switch part {
        case .belt:
            guard case .modbus(let drive) = configuration.belt else { return nil }
            return drive
        case .hoist: return configuration.hoist
        case .loadCell: return configuration.loadCell
        }
    }

    /// Hands a byte of its serial line to the treadmill; returns what it says to that. A rig without a serial
    /// treadmill says nothing.
    public mutating func answer(toSerial byte: UInt8, at now: MonotonicInstant) -> [UInt8] {
        advance(to: now)
        guard !faults.isSilent(.belt, at: now), case .serial(var treadmill) = belt else { return [] }
        let answer = treadmill.receive(byte, at: now)
        belt = .serial(treadmill)
        return answer
    }

    /// Puts a fault in force from `now` on.
    public mutating func apply(_ fault: RigFault, at now: MonotonicInstant) {
        advance(to: now)
        faults.begin(fault, at: now)
    }

    /// Takes a fault back from `now` on.
    public mutating func clear(_ fault: RigFault, at now: MonotonicInstant) {
        advance(to: now)
        faults.end(fault)
    }

    /// The faults in force, in the order in which they began.
    public var activeFaults: [RigFault] { faults.all }

    /// The truth at `now`.
    public mutating func observe(at now: MonotonicInstant) -> RigObservation {
        advance(to: now)
        let beltTrips =
            switch belt {
            case .modbus(let drive): drive.watchdogTrips
            case .serial(let treadmill): treadmill.disconnectStops
            }
        return RigObservation(
            elapsed: elapsed, beltSpeed: plant.belt.speed, incline: plant.belt.incline, ropeForce: plant.ropeForce,
            hoistPosition: plant.hoist.position, hoistVelocity: plant.hoist.velocity,
            stepCount: plant.runner.stepCount, beltWatchdogTrips: beltTrips,
            hoistWatchdogTrips: hoist.watchdogTrips, trace: trace)
    }

    /// Begins a new trace of extremes.
    public mutating func forgetTrace() { trace = MotionTrace() }

    /// What scenarios ask of the truth at `now`.
    public mutating func truth(at now: MonotonicInstant) -> ObservedTruth {
        advance(to: now)
        return ObservedTruth(
            time: now, beltSpeed: plant.belt.smoothSpeed, ropeForce: plant.ropeForce,
            hoistPosition: plant.hoist.position)
    }
}

extension RigConfiguration {
    /// A TrackMaster at 9600 baud is the sister that guards its start.
    fileprivate var isSisterOfTrackMaster: Bool {
        buses.contains { bus in
            guard bus.name == belt.bus, case .serial(_, let settings) = bus.line else { return false }
            return settings.baud == 9600
        }
    }
}

extension TreadmillSpeedUnit {
    fileprivate var speedCount: SpeedCount {
        switch self {
        case .milesPerHour: .tenthsOfMilesPerHour
        case .kilometersPerHour: .tenthsOfKilometersPerHour
        }
    }
}
