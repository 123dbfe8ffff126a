import TreadmillControl

/// The simulated rig as a controller in the same process meets it: commands arrive late, readings are old, and both
/// by stated times. No wire, no thread, no clock.
public struct VirtualRig: Sendable {
    /// The truth, for tests and reports.
    public private(set) var plant: RigPlant
    /// What is wrong with it.
    public private(set) var faults = FaultsInForce()

    private let configuration: PlantConfiguration
    private var start: MonotonicInstant?
    private var latest = MonotonicInstant.zero
    private var beltLine = DelayedCommand(BeltCommand.stopped)
    private var hoistLine = DelayedCommand(HoistCommand.hold)
    private var belt: VirtualDrive<BeltCommand>
    private var hoist: VirtualDrive<HoistCommand>
    private var deafBelt = DeafDrive<BeltDemand>()
    private var deafHoist = DeafDrive<HoistDemand>()
    private var reports: [ReportedValues]
    private var history = RecentReadings()
    private var delivered = RigReadings()

    /// - Parameters:
    ///   - runnerMass: body mass with clothing and harness; must be positive.
    ///   - seed: decides every random number, so that a run can be repeated exactly.
    public init(configuration: PlantConfiguration = PlantConfiguration(), runnerMass: Mass, seed: UInt64) {
        self.configuration = configuration
        plant = RigPlant(configuration: configuration, runnerMass: runnerMass, seed: seed)
        belt = VirtualDrive(rest: .stopped, watchdog: configuration.link.beltWatchdog)
        hoist = VirtualDrive(rest: .hold, watchdog: configuration.link.hoistWatchdog)
        reports = ReportedValues.ofAllParts(seed: seed)
    }

    /// Puts a fault in force from the latest moment on.
    public mutating func begin(_ fault: RigFault) { faults.begin(fault, at: latest) }

    /// Takes a fault back.
    public mutating func end(_ fault: RigFault) { faults.end(fault) }

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
            measure(at: now)
        }
        beltLine.post(beltCommand, at: latest + configuration.link.beltCommandLatency)
        hoistLine.post(hoistCommand, at: latest + configuration.link.hoistCommandLatency)
        while begin + elapsed + RigPlant.timeStep <= now { step(at: begin + elapsed + RigPlant.timeStep) }
        latest = max(latest, now)
        deliver(at: latest)
        return delivered
    }

    /// Time of the plant since the start.
    private var elapsed: TimeSpan {
        TimeSpan(nanoseconds: plant.stepsTaken * RigPlant.timeStep.nanoseconds)
    }

    private mutating func step(at instant: MonotonicInstant) {
        plant.faults = faults.plant
        plant.step(belt: beltDemand(at: instant), hoist: hoistDemand(at: instant))
        measure(at: instant)
    }

    // MARK: Commands

    private mutating func beltDemand(at instant: MonotonicInstant) -> BeltDemand {
        let command = beltLine.inForce(at: instant)
        belt.listen(
            to: hears(.belt, at: instant) ? command : nil, isResting: { !$0.isRunning }, part: .belt, faults: faults,
            at: instant)
        if faults.cutsPower(of: .belt) { return BeltDemand(action: .coast) }
        let isRunning = belt.isEnabled && belt.heard.isRunning
        let action: BeltDriveAction = isRunning ? .run(belt.heard.speed) : .rampDown(configuration.belt.stopRamp)
        // Neither reference drive moves the deck of a belt that is to stand.
        let incline = isRunning ? belt.heard.incline : nil
        return deafBelt.demand(BeltDemand(action: action, incline: incline), isDeaf: faults.isDeaf(.belt))
    }

    private mutating func hoistDemand(at instant: MonotonicInstant) -> HoistDemand {
        let command = hoistLine.inForce(at: instant)
        hoist.listen(
            to: hears(.hoist, at: instant) ? command : nil, isResting: { $0 == .hold }, part: .hoist, faults: faults,
            at: instant)
        if faults.cutsPower(of: .hoist) { return .brake }
        var demand = HoistDemand.brake
        if hoist.isEnabled, case .move(let velocity) = hoist.heard { demand = .velocity(velocity) }
        return deafHoist.demand(demand, isDeaf: faults.isDeaf(.hoist))
    }

    private func hears(_ part: RigPart, at instant: MonotonicInstant) -> Bool {
        !faults.isCut(part) && !faults.isSilent(part, at: instant)
    }

    // MARK: Readings

    private mutating func measure(at instant: MonotonicInstant) {
        for part in RigPart.allCases {
            reports[Int(part.rawValue)].take(plant.sample(of: part, at: instant), fault: faults.reading(of: part))
        }
        history.record(readings)
    }

    private var readings: RigReadings {
        let (speed, rope, force) = (reports[0].sample, reports[1].sample, reports[2].sample)
        return RigReadings(
            belt: BeltReading(
                sampledAt: speed.sampledAt, speedMeasured: .metersPerSecond(speed.main),
                inclineMeasured: .percentGrade(speed.side), status: beltStatus),
            hoist: HoistReading(
                sampledAt: rope.sampledAt, positionMeasured: .meters(rope.main),
                velocityMeasured: .metersPerSecond(rope.side), status: hoistStatus),
            loadCell: LoadCellReading(
                sampledAt: force.sampledAt, supportForceMeasured: .newtons(force.main), status: cellStatus))
    }

    private var beltStatus: DeviceStatus {
        var status = driveStatus(.belt, isTripped: belt.isTripped, watchdogIsSet: belt.watchdogIsSet)
        if faults.lanyard { status.insert(.lanyardPulled) }
        let isDriven = belt.isEnabled && !faults.cutsPower(of: .belt)
        if isDriven || plant.belt.speed > .zero { status.insert(.running) }
        return status
    }

    private var hoistStatus: DeviceStatus {
        var status = driveStatus(.hoist, isTripped: hoist.isTripped, watchdogIsSet: hoist.watchdogIsSet)
        if hoist.isEnabled && !faults.cutsPower(of: .hoist) { status.insert(.running) }
        return status
    }

    private func driveStatus(_ part: RigPart, isTripped: Bool, watchdogIsSet: Bool) -> DeviceStatus {
        var status: DeviceStatus = isTripped || faults.cutsPower(of: part) ? [] : .ready
        if faults.hasFault(part) { status.insert(.fault) }
        if faults.emergencyStop { status.insert(.emergencyStop) }
        if isTripped { status.insert(.watchdogTripped) }
        if watchdogIsSet { status.insert(.watchdogVerified) }
        return status
    }

    private var cellStatus: DeviceStatus {
        var status: DeviceStatus = faults.hasFault(.loadCell) ? .fault : .ready
        if plant.loadCell.isOverloaded { status.insert(.overload) }
        return status
    }

    /// A part that does not answer keeps its last reading, which grows old, and what it was last told is uncertain.
    private mutating func deliver(at instant: MonotonicInstant) {
        let link = configuration.link
        if answers(.belt, at: instant) {
            delivered.belt = history.reading(aged: link.beltReadingAge).belt
        } else {
            delivered.belt?.status.insert(.commandUnconfirmed)
        }
        if answers(.hoist, at: instant) {
            delivered.hoist = history.reading(aged: link.hoistReadingAge).hoist
        } else {
            delivered.hoist?.status.insert(.commandUnconfirmed)
        }
        if answers(.loadCell, at: instant) {
            delivered.loadCell = history.reading(aged: link.loadCellReadingAge).loadCell
        }
    }

    /// A drive whose echo stands still says nothing that could be believed.
    private func answers(_ part: RigPart, at instant: MonotonicInstant) -> Bool {
        hears(part, at: instant) && (part == .loadCell || faults.reading(of: part) != .frozen)
    }
}

extension ReportedValues {
    /// One for each part, in their order; no two say the same garbage.
    public static func ofAllParts(seed: UInt64) -> [ReportedValues] {
        RigPart.allCases.map { ReportedValues(of: $0, seed: seed &+ UInt64($0.rawValue) &* 0x9E37_79B9) }
    }
}

extension RigPlant {
    /// What a truthful device would say of the world now.
    public func sample(of part: RigPart, at instant: MonotonicInstant) -> DeviceSample {
        switch part {
        case .belt:
            DeviceSample(main: belt.speed.metersPerSecond, side: belt.incline.percentGrade, sampledAt: instant)
        case .hoist:
            DeviceSample(main: hoist.position.meters, side: hoist.velocity.metersPerSecond, sampledAt: instant)
        case .loadCell:
            DeviceSample(main: loadCell.reading.newtons, sampledAt: instant)
        }
    }
}
