import TreadmillControl

/// The faults in force at one moment, ready for a thousand looks a second.
///
/// Of two reading faults of one device, or two slips of one drive, the one that began last is in force.
public struct FaultsInForce: Sendable {
    /// In the order in which they began.
    public private(set) var all: [RigFault] = []
    public private(set) var emergencyStop = false
    public private(set) var lanyard = false
    public private(set) var powerLoss = false
    /// What is wrong with runner and machine, not with what anybody says of them.
    public private(set) var plant = PlantFaults()
    private var parts = [PartFaults](repeating: PartFaults(), count: RigPart.allCases.count)
    private var begins: [RigFault: MonotonicInstant] = [:]

    public init() {}

    /// Puts a fault in force from `now` on; one that is in force already stays as it is.
    public mutating func begin(_ fault: RigFault, at now: MonotonicInstant) {
        guard begins[fault] == nil else { return }
        begins[fault] = now
        all.append(fault)
        update()
    }

    /// Takes a fault back. A runner who has fallen is caught by their own legs again, if they are not on the deck yet.
    public mutating func end(_ fault: RigFault) {
        guard begins.removeValue(forKey: fault) != nil else { return }
        all.removeAll { $0 == fault }
        update()
    }

    /// The part neither listens nor answers.
    public func isSilent(_ part: RigPart, at now: MonotonicInstant) -> Bool {
        if powerLoss { return true }
        let faults = parts[Int(part.rawValue)]
        if faults.isOff { return true }
        guard let rhythm = faults.rhythm, rhythm.period > .zero else { return false }
        let into = (now - rhythm.begin).nanoseconds % rhythm.period.nanoseconds
        return into < rhythm.silence.nanoseconds
    }

    /// The line of the part is cut.
    public func isCut(_ part: RigPart) -> Bool { parts[Int(part.rawValue)].isCut }

    public func reading(of part: RigPart) -> ReadingFault? { parts[Int(part.rawValue)].reading }

    public func isDeaf(_ part: RigPart) -> Bool { parts[Int(part.rawValue)].isDeaf }

    public func hasFault(_ part: RigPart) -> Bool { parts[Int(part.rawValue)].hasFault }

    public func lostWatchdog(_ part: RigPart) -> Bool { parts[Int(part.rawValue)].lostWatchdog }

    public func inertWatchdog(_ part: RigPart) -> Bool { parts[Int(part.rawValue)].inertWatchdog }

    public func trippedWatchdog(_ part: RigPart) -> Bool { parts[Int(part.rawValue)].trippedWatchdog }

    /// No power reaches the part's motor.
    public func cutsPower(of part: RigPart) -> Bool {
        emergencyStop || powerLoss || hasFault(part) || (lanyard && part == .belt)
    }

    private mutating func update() {
        emergencyStop = false
        lanyard = false
        powerLoss = false
        plant = PlantFaults()
        parts = [PartFaults](repeating: PartFaults(), count: RigPart.allCases.count)
        for fault in all { put(fault) }
    }

    private mutating func put(_ fault: RigFault) {
        switch fault {
        case .off(let part): parts[Int(part.rawValue)].isOff = true
        case .disconnect(let cut):
            for part in RigPart.allCases where part.sharesLine(with: cut) { parts[Int(part.rawValue)].isCut = true }
        case .intermittent(let part, let period, let silence):
            parts[Int(part.rawValue)].rhythm = (begins[fault] ?? .zero, period, silence)
        case .reading(let part, let reading): parts[Int(part.rawValue)].reading = reading
        case .deaf(let part): parts[Int(part.rawValue)].isDeaf = true
        case .fault(let part): parts[Int(part.rawValue)].hasFault = true
        case .watchdogLost(let part): parts[Int(part.rawValue)].lostWatchdog = true
        case .watchdogInert(let part): parts[Int(part.rawValue)].inertWatchdog = true
        case .watchdogTripped(let part): parts[Int(part.rawValue)].trippedWatchdog = true
        case .emergencyStop: emergencyStop = true
        case .lanyard: lanyard = true
        case .powerLoss: powerLoss = true
        case .beltSlip(let share): plant.beltSlip = share
        case .hoistSlip(let speed): plant.hoistSlip = speed
        case .fall: plant.isFalling = true
        case .unclipped: plant.isUnclipped = true
        }
    }
}

/// What is wrong with the machine and the runner.
public struct PlantFaults: Equatable, Sendable {
    /// Share of speed that the belt's surface lacks against its drum, 0...1.
    public var beltSlip = 0.0
    /// Rope that runs out, m/s.
    public var hoistSlip = 0.0
    /// The runner's legs carry nothing.
    public var isFalling = false
    /// The harness is not on the rope.
    public var isUnclipped = false

    public init() {}
}

private struct PartFaults: Sendable {
    var isOff = false
    var isCut = false
    var rhythm: (begin: MonotonicInstant, period: TimeSpan, silence: TimeSpan)?
    var reading: ReadingFault?
    var isDeaf = false
    var hasFault = false
    var lostWatchdog = false
    var inertWatchdog = false
    var trippedWatchdog = false
}
