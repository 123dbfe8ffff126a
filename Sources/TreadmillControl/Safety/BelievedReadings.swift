/// Keeps what cannot be true from being believed.
///
/// A reading that is no number, lies beyond what the machine can have, or is further from the last one than the machine
/// can have moved in between, is not taken: the last good one stays in its place and grows old, as if the device had
/// said nothing. So one damaged message changes nothing, and a device that goes on lying is noticed by this, and by the
/// age of what is left, whichever is first.
struct BelievedReadings: Equatable, Sendable {
    /// How long readings may be impossible before that is an interlock.
    static let patience = TimeSpan.milliseconds(100)

    private var belt: BeltReading?
    private var hoist: HoistReading?
    private var loadCell: LoadCellReading?
    private var beltRefused = ConditionTimer()
    private var hoistRefused = ConditionTimer()
    private var loadCellRefused = ConditionTimer()

    /// One tick: the inputs as far as they can be true, and the interlocks of what cannot.
    mutating func take(
        _ inputs: ControlInputs, springStiffness: Double, at now: MonotonicInstant, dt: TimeSpan
    ) -> (inputs: ControlInputs, impossible: InterlockSet) {
        var believed = inputs
        var impossible = InterlockSet.none
        // What has not happened yet cannot have been measured.
        let latest = now + Freshness.tolerance
        believed.belt = takeBelt(inputs.belt, latest, dt: dt, &impossible)
        believed.hoist = takeHoist(inputs.hoist, latest, dt: dt, &impossible)
        believed.loadCell = takeLoadCell(inputs.loadCell, latest, springStiffness, dt: dt, &impossible)
        return (believed, impossible)
    }

    private mutating func takeBelt(
        _ new: BeltReading?, _ latest: MonotonicInstant, dt: TimeSpan, _ impossible: inout InterlockSet
    ) -> BeltReading? {
        let isRefused = new.map { $0.sampledAt > latest || !Plausibility.isPossible($0, after: belt) } ?? false
        if isRefused {
            // What a device says of itself is heard even then: an emergency stop must not be lost in a damaged message.
            if let status = new?.status { belt?.status = status }
        } else if let new {
            belt = new
        }
        let isLasting = beltRefused.update(isRefused, dt: dt, longerThan: Self.patience)
        impossible.set(.beltReadingImpossible, isLasting)
        return new == nil ? nil : belt
    }

    private mutating func takeHoist(
        _ new: HoistReading?, _ latest: MonotonicInstant, dt: TimeSpan, _ impossible: inout InterlockSet
    ) -> HoistReading? {
        let isRefused = new.map { $0.sampledAt > latest || !Plausibility.isPossible($0, after: hoist) } ?? false
        if isRefused {
            if let status = new?.status { hoist?.status = status }
        } else if let new {
            hoist = new
        }
        let isLasting = hoistRefused.update(isRefused, dt: dt, longerThan: Self.patience)
        impossible.set(.hoistReadingImpossible, isLasting)
        return new == nil ? nil : hoist
    }

    private mutating func takeLoadCell(
        _ new: LoadCellReading?, _ latest: MonotonicInstant, _ springStiffness: Double, dt: TimeSpan,
        _ impossible: inout InterlockSet
    ) -> LoadCellReading? {
        let isRefused =
            new.map { $0.sampledAt > latest || !Plausibility.isPossible($0, after: loadCell, springStiffness) } ?? false
        if isRefused {
            if let status = new?.status { loadCell?.status = status }
        } else if let new {
            loadCell = new
        }
        let isLasting = loadCellRefused.update(isRefused, dt: dt, longerThan: Self.patience)
        impossible.set(.loadCellReadingImpossible, isLasting)
        return new == nil ? nil : loadCell
    }
}

/// What the machine can have and how fast it can change. All figures are design choices of this project: far beyond what
/// a working machine does, well within what a broken number shows.
enum Plausibility {
    /// Backwards by noise only; forwards by half more than the fastest machine that limits allow.
    static let beltSpeed = -0.2...10.0
    /// A footfall takes 5 % of the speed away at once; beyond that, twice the hardest braking that limits allow.
    static let beltJump = 0.5
    static let beltAcceleration = 5.0
    /// A rope is at most this far from its datum, m.
    static let hoistPosition = -5.0...5.0
    /// A reading may be late by half a tenth of a second at full speed; beyond that, half more than the fastest rope.
    static let hoistJump = 0.05
    static let hoistVelocity = 1.5
    /// A rope cannot push: below this the cell is out of zero. Above, three times the largest support.
    static let supportForce = -50.0...3000.0
    /// The jolt of a foot or a hand on the rope, N, and a body in free fall on the spring, m/s.
    static let forceJump = 200.0
    static let fallingVelocity = 4.0

    static func isPossible(_ new: BeltReading, after old: BeltReading?) -> Bool {
        let speed = new.speedMeasured.metersPerSecond
        guard beltSpeed.contains(speed) else { return false }
        guard let old else { return true }
        let change = speed - old.speedMeasured.metersPerSecond
        return change.magnitude <= beltJump + beltAcceleration * span(old.sampledAt, new.sampledAt)
    }

    static func isPossible(_ new: HoistReading, after old: HoistReading?) -> Bool {
        let position = new.positionMeasured.meters
        guard hoistPosition.contains(position), new.velocityMeasured.isFinite else { return false }
        guard let old else { return true }
        let change = position - old.positionMeasured.meters
        return change.magnitude <= hoistJump + hoistVelocity * span(old.sampledAt, new.sampledAt)
    }

    static func isPossible(_ new: LoadCellReading, after old: LoadCellReading?, _ springStiffness: Double) -> Bool {
        let force = new.supportForceMeasured.newtons
        guard supportForce.contains(force) else { return false }
        guard let old else { return true }
        let change = force - old.supportForceMeasured.newtons
        let steepest = springStiffness * fallingVelocity
        return change.magnitude <= forceJump + steepest * span(old.sampledAt, new.sampledAt)
    }

    /// Seconds between two samples, and no less than none.
    private static func span(_ from: MonotonicInstant, _ to: MonotonicInstant) -> Double {
        max((to - from).seconds, 0)
    }
}
