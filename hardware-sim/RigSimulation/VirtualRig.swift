import TreadmillControl

/// The simulated rig as a controller in the same process meets it: commands arrive late, readings are old, and both
/// by stated times. No wire, no thread, no clock.
public struct VirtualRig: Sendable {
    /// Disturbances, in force from the next call of ``advance(to:applying:)`` until taken back.
    public var faults = VirtualRigFaults()
    /// The truth, for tests and reports.
    public private(set) var plant: RigPlant

    private let configuration: PlantConfiguration
    private var start: MonotonicInstant?
    private var latest = MonotonicInstant.zero
    private var belt = DelayedCommand(BeltCommand.stopped)
    private var hoist = DelayedCommand(HoistCommand.hold)
    private var history = RecentReadings()
    private var delivered = RigReadings()

    /// - Parameters:
    ///   - runnerMass: body mass with clothing and harness; must be positive.
    ///   - seed: decides every random number, so that a run can be repeated exactly.
    public init(configuration: PlantConfiguration = PlantConfiguration(), runnerMass: Mass, seed: UInt64) {
        self.configuration = configuration
        plant = RigPlant(configuration: configuration, runnerMass: runnerMass, seed: seed)
    }

    /// Lets time pass until `now` with `command` in force since the previous call, and returns what a controller
    /// would know at `now`. The rig's time begins with the first call. Time that runs backwards changes nothing.
    public mutating func advance(to now: MonotonicInstant, applying command: AdmittedCommand) -> RigReadings {
        advance(to: now, belt: command.belt, hoist: command.hoist)
    }

    /// The same with commands that no safety envelope has seen: a simulated rig hurts nobody.
    public mutating func advance(
        to now: MonotonicInstant, belt beltCommand: BeltCommand, hoist hoistCommand: HoistCommand
    ) -> RigReadings {
        let begin = start ?? now
        if start == nil {
            start = now
            latest = now
            history.record(currentReadings(at: now))
        }
        belt.post(beltCommand, at: latest + configuration.link.beltCommandLatency)
        hoist.post(hoistCommand, at: latest + configuration.link.hoistCommandLatency)
        while begin + elapsed + RigPlant.timeStep <= now {
            let instant = begin + elapsed + RigPlant.timeStep
            plant.step(belt: beltDemand(at: instant), hoist: hoistDemand(at: instant))
            history.record(currentReadings(at: instant))
        }
        latest = max(latest, now)
        deliver()
        return delivered
    }

    /// Time of the plant since the start.
    private var elapsed: TimeSpan {
        TimeSpan(nanoseconds: plant.stepsTaken * RigPlant.timeStep.nanoseconds)
    }

    private mutating func beltDemand(at instant: MonotonicInstant) -> BeltDemand {
        let command = belt.inForce(at: instant)
        if faults.emergencyStopPressed || faults.reportsFault(.belt) { return BeltDemand(action: .coast) }
        if faults.beltIgnoresCommands {
            let ownGain = 1 + configuration.belt.gainError
            return BeltDemand(action: .run(plant.belt.smoothSpeed * (1 / ownGain)))
        }
        let action: BeltDriveAction =
            command.isRunning ? .run(command.speed) : .rampDown(configuration.belt.stopRamp)
        return BeltDemand(action: action, incline: command.incline)
    }

    private mutating func hoistDemand(at instant: MonotonicInstant) -> HoistDemand {
        let command = hoist.inForce(at: instant)
        if faults.emergencyStopPressed || faults.reportsFault(.hoist) { return .brake }
        switch command {
        case .hold: return .brake
        case .move(let velocity): return .velocity(velocity)
        }
    }

    private func currentReadings(at instant: MonotonicInstant) -> RigReadings {
        var cellStatus = faults.status(of: .loadCell)
        if plant.loadCell.isOverloaded { cellStatus.insert(.overload) }
        let isDriven = belt.current.isRunning && !faults.stops(.belt)
        let isHoisting = hoist.current != .hold && !faults.stops(.hoist)
        return RigReadings(
            belt: BeltReading(
                sampledAt: instant, speedMeasured: plant.belt.speed, inclineMeasured: plant.belt.incline,
                status: faults.status(of: .belt, running: isDriven || plant.belt.speed > .zero)),
            hoist: HoistReading(
                sampledAt: instant, positionMeasured: plant.hoist.position, velocityMeasured: plant.hoist.velocity,
                status: faults.status(of: .hoist, running: isHoisting)),
            loadCell: LoadCellReading(
                sampledAt: instant, supportForceMeasured: plant.loadCell.reading, status: cellStatus))
    }

    /// A frozen part keeps its last reading, which then grows old.
    private mutating func deliver() {
        let link = configuration.link
        if !faults.isFrozen(.belt) { delivered.belt = history.reading(aged: link.beltReadingAge).belt }
        if !faults.isFrozen(.hoist) { delivered.hoist = history.reading(aged: link.hoistReadingAge).hoist }
        if !faults.isFrozen(.loadCell) {
            delivered.loadCell = history.reading(aged: link.loadCellReadingAge).loadCell
        }
    }
}
