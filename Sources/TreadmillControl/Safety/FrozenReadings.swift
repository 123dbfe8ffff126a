/// Notices values that stand still, to the last bit, although the machine must have moved. A device may answer in time,
/// count its samples and acknowledge commands, and yet repeat an old value for ever.
struct FrozenReadings: Equatable, Sendable {
    /// No runner keeps the rope's force the same to the last bit for this long on a belt at this speed: a step of a slow
    /// walk takes less.
    static let longestSameForce = TimeSpan.milliseconds(1000)
    static let judgedSpeed = BeltSpeed.metersPerSecond(0.5)
    /// So much rope makes 60 N with a spring of 2 kN/m.
    static let ropeTravel = 0.03
    /// So much way, up and down, the hoist was told to go: more than lag and age of reading can hide of a runner's steps,
    /// and a hundred times what an encoder shows.
    static let hoistWay = 0.04
    /// So much change the belt must have made by now, m/s: several counts of the coarsest machine.
    static let beltChange = 0.3

    /// What the readings are held against.
    struct Evidence: Equatable, Sendable {
        /// What the drive should have made of its commands by now.
        var beltExpected: Double
        /// What the rope was told to do.
        var hoistCommanded: HoistVelocity
    }

    private var cell = FrozenForce()
    private var hoist = FrozenPosition()
    private var speed: BeltSpeed?
    private var expectedAtSpeed = 0.0

    /// One tick: the frozen devices.
    mutating func update(_ inputs: ControlInputs, _ evidence: Evidence, dt: TimeSpan) -> InterlockSet {
        var frozen = InterlockSet.none
        frozen.set(.loadCellReadingFrozen, cell.update(inputs, dt: dt))
        frozen.set(.hoistReadingFrozen, hoist.update(inputs, evidence, dt: dt))
        frozen.set(.beltReadingFrozen, isSpeedFrozen(inputs.belt, evidence))
        return frozen
    }

    private mutating func isSpeedFrozen(_ reading: BeltReading?, _ evidence: Evidence) -> Bool {
        guard let now = reading?.speedMeasured, now == speed else {
            speed = reading?.speedMeasured
            expectedAtSpeed = evidence.beltExpected
            return false
        }
        return (evidence.beltExpected - expectedAtSpeed).magnitude > Self.beltChange
    }
}

/// The force, judged whenever there is a new sample of it.
private struct FrozenForce: Equatable, Sendable {
    private var sampledAt: MonotonicInstant?
    private var force: Force?
    private var sameFor = ConditionTimer()
    private var ropeThen: Double?
    private var repetition = RepetitionDetector()
    private var isFrozen = false

    /// A loose rope may well show the same nothing all the time.
    mutating func update(_ inputs: ControlInputs, dt: TimeSpan) -> Bool {
        guard let cell = inputs.loadCell, cell.supportForceMeasured > UnloadingController.looseForce else {
            force = nil
            return false
        }
        let now = cell.supportForceMeasured
        let isTurning = inputs.belt.map { $0.speedMeasured > FrozenReadings.judgedSpeed } ?? false
        let isOverdue = sameFor.update(
            now == force && isTurning, dt: dt, longerThan: FrozenReadings.longestSameForce)
        if cell.sampledAt != sampledAt { judge(now, rope: inputs.hoist?.positionMeasured.meters) }
        sampledAt = cell.sampledAt
        return isOverdue || isFrozen
    }

    private mutating func judge(_ now: Force, rope: Double?) {
        if now != force { ropeThen = rope }
        force = now
        let isLeftBehind =
            rope.flatMap { now in ropeThen.map { (now - $0).magnitude > FrozenReadings.ropeTravel } } ?? false
        let isRepeated = repetition.update(now.newtons)
        isFrozen = isLeftBehind || isRepeated
    }
}

/// The rope's position, held against the way that the rope was told to go.
private struct FrozenPosition: Equatable, Sendable {
    private var sampledAt: MonotonicInstant?
    private var position: HoistPosition?
    private var commandedWay = 0.0
    private var repetition = RepetitionDetector()
    private var isFrozen = false

    /// A loose rope need not give way: it may be at the end of its travel.
    mutating func update(_ inputs: ControlInputs, _ evidence: FrozenReadings.Evidence, dt: TimeSpan) -> Bool {
        guard let hoist = inputs.hoist else { return false }
        let force = inputs.loadCell?.supportForceMeasured ?? .zero
        let velocity = evidence.hoistCommanded
        let way = force < UnloadingController.slackForce ? max(velocity, .zero) : velocity.magnitude
        commandedWay += way.metersPerSecond * dt.seconds
        if hoist.sampledAt != sampledAt {
            if hoist.positionMeasured != position { commandedWay = 0 }
            let isRepeated = repetition.update(hoist.positionMeasured.meters)
            isFrozen = commandedWay > FrozenReadings.hoistWay || isRepeated
        }
        position = hoist.positionMeasured
        sampledAt = hoist.sampledAt
        return isFrozen
    }
}
