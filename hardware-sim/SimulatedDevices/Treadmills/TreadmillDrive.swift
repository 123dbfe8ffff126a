import DeviceProtocols
import RigSimulation
import TreadmillControl

/// The drive of a serial treadmill: what it was set to, its timer, and its power, whatever the words were.
///
/// Under its timer the belt stops when no byte has arrived for 500 ms. Without power it coasts, and forgets what it was
/// set to. Settings survive a stop, except the set speed, which returns to 0.
struct TreadmillDrive: Sendable {
    private enum Motion: Equatable {
        case stopped
        case running(isTimed: Bool)
        case stopping(Acceleration)
        /// The drive has let go of the belt.
        case disengaged
    }

    enum State: Equatable {
        case stopped, running, runningUntimed
    }

    let speedCount: SpeedCount
    let parameters: BeltParameters
    private var motion = Motion.stopped
    private(set) var setSpeed = 0
    private(set) var setGrade = 0
    private(set) var beltSpeed = BeltSpeed.zero
    private(set) var incline = Incline.zero
    private(set) var isWithoutPower = false
    /// When power came last; `nil` before the first moment.
    private(set) var poweredAt: MonotonicInstant?
    private var lastByteAt = MonotonicInstant.zero
    /// Times that the timer has stopped the belt.
    private(set) var disconnectStops = 0

    /// Without a byte for so long a belt under its timer stops (Full Vision TMX428 service manual, communication note 1).
    static let disconnectTime = TimeSpan.milliseconds(500)
    /// Deceleration of a cool-down command.
    static let coolDown = Acceleration.metersPerSecondSquared(0.1)

    init(speedCount: SpeedCount, parameters: BeltParameters) {
        self.speedCount = speedCount
        self.parameters = parameters
    }

    /// What the belt is made to do at this moment.
    mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, isWithoutPower: Bool, ignoresSilence: Bool
    ) -> BeltDemand {
        beltSpeed = .metersPerSecond(sample.main)
        incline = .percentGrade(sample.side)
        updatePower(isWithoutPower, at: now)
        if isWithoutPower { return BeltDemand(action: .coast) }
        let hearsNothing = now - lastByteAt > Self.disconnectTime
        if motion == .running(isTimed: true), hearsNothing, !ignoresSilence {
            stop()
            disconnectStops += 1
        }
        let grade = Incline.percentGrade(Double(setGrade) / 10)
        switch motion {
        case .stopped:
            return BeltDemand(action: .rampDown(parameters.stopRamp), incline: grade)
        case .running:
            return BeltDemand(action: .run(speedCount.speed(tenths: setSpeed)), incline: grade)
        case .disengaged:
            return BeltDemand(action: .coast, incline: grade)
        case .stopping(let rate):
            if beltSpeed == .zero { motion = .stopped }
            return BeltDemand(action: .rampDown(rate), incline: grade)
        }
    }

    private mutating func updatePower(_ isCut: Bool, at now: MonotonicInstant) {
        if isCut {
            motion = .stopped
            setSpeed = 0
            setGrade = 0
            poweredAt = nil
        } else if poweredAt == nil {
            poweredAt = now
        }
        isWithoutPower = isCut
    }

    /// A byte has come in.
    mutating func hear(at now: MonotonicInstant) { lastByteAt = now }

    /// How long no byte has come in.
    func silence(at now: MonotonicInstant) -> TimeSpan { now - lastByteAt }

    mutating func start(isTimed: Bool) { motion = .running(isTimed: isTimed) }

    mutating func stop() { stop(at: parameters.stopRamp) }

    mutating func coolDown() { stop(at: Self.coolDown) }

    mutating func disengage() {
        motion = .disengaged
        setSpeed = 0
    }

    private mutating func stop(at rate: Acceleration) {
        motion = beltSpeed == .zero ? .stopped : .stopping(rate)
        setSpeed = 0
    }

    /// False, and nothing changed, for a speed that is not within reach.
    mutating func set(speed tenths: Int) -> Bool {
        guard (0...speedCount.tenths(for: parameters.topSpeed)).contains(tenths) else { return false }
        setSpeed = tenths
        return true
    }

    /// False, and nothing changed, for a grade that is not within reach.
    mutating func set(grade tenths: Int) -> Bool {
        guard (0...TrackMaster.gradeTenths(for: parameters.incline.upperBound)).contains(tenths) else { return false }
        setGrade = tenths
        return true
    }

    mutating func levelDeck() { setGrade = 0 }

    /// Turning the belt at its set speed, be it zero.
    var isRunning: Bool {
        if case .running = motion { return true }
        return false
    }

    /// A belt that is still coming to rest is not stopped yet.
    var state: State {
        switch motion {
        case .stopped, .disengaged: .stopped
        case .running(let isTimed): isTimed ? .running : .runningUntimed
        case .stopping: .running
        }
    }

    /// The measured speed, to the nearest tenth: half a tenth more, and then the codec's rounding down.
    var speedTenths: Int {
        let halfATenth = BeltSpeed.metersPerSecond(speedCount.speed(tenths: 1).metersPerSecond / 2)
        return speedCount.tenths(for: beltSpeed + halfATenth)
    }

    var gradeTenths: Int { Int((incline.percentGrade * 10).rounded()) }
}
