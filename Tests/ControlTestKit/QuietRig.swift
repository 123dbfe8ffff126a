import RigSimulation
import TreadmillControl

/// What the core meets: something that takes a command and yields readings.
public protocol SessionRig: Sendable {
    /// Lets time pass until `now` with `command` in force, and returns what a controller would know then.
    mutating func advance(to now: MonotonicInstant, applying command: AdmittedCommand) -> ControlInputs
}

/// A rig without noise, on which somebody all but stands still: exact and cheap, for tests of the core's decisions.
///
/// The belt follows its command with a lag, the spring turns rope into force, and every reading is 5 ms old and good.
public struct QuietRig: SessionRig, Equatable {
    /// Lag of the belt, s.
    public static let beltLag = 0.2
    /// How fast the drive takes the belt down once it is told to stop, m/s².
    public static let stopRamp = 1.0
    /// N/m, and rope that hangs loose at the start, m.
    public static let stiffness = 2000.0
    public static let slack = 0.02
    public static let readingAge = TimeSpan.milliseconds(5)

    /// The belt goes on as it is, whatever it is told.
    public var beltIgnoresCommands = false
    /// The rope stays where it is, whatever it is told.
    public var hoistIgnoresCommands = false
    /// The readings of these parts stand still to the last bit; their time stamps go on.
    public var frozen: Set<RigPart> = []
    /// Position of the rope's end, m.
    public private(set) var rope = 0.0
    /// Speed of the belt, m/s.
    public private(set) var speed = 0.0
    private var latest: MonotonicInstant?
    private var told: ControlInputs?
    /// Nobody keeps a rope quite still, and no two moments are quite the same: a quarter of a newton.
    private var noise: UInt32 = 1
    private var ripple: Double { (Double(noise >> 8) / 16_777_216 - 0.5) / 2 }

    public init() {}

    /// Force in the rope, N, on the mean of a step.
    public var force: Double { max(0, (rope - Self.slack) * Self.stiffness) }

    /// A runner on a moving belt rises and falls by this much, m, so many times a second.
    public static let rise = 0.008
    public static let stepRate = 1.8
    private var phase = 0.0
    /// From -1 to 1 and back, in straight lines.
    private var step: Double { 4 * (phase - 0.5).magnitude - 1 }

    public mutating func advance(to now: MonotonicInstant, applying command: AdmittedCommand) -> ControlInputs {
        let seconds = latest.map { max(now - $0, .zero).seconds } ?? 0
        latest = now
        let velocity = hoistIgnoresCommands ? 0 : command.hoist.velocity.metersPerSecond
        rope += velocity * seconds
        if !beltIgnoresCommands { follow(command.belt, seconds: seconds) }
        noise = noise &* 1_664_525 &+ 1_013_904_223
        if speed > 0.3 { phase = (phase + seconds * Self.stepRate).truncatingRemainder(dividingBy: 1) }
        let height = speed > 0.3 ? Self.rise * step : 0
        let felt = force > 1 ? max(0, force + ripple - height * Self.stiffness) : force
        var inputs = GoodInputs.at(now, speed: speed, force: felt, position: rope, velocity: velocity)
        if let told { freeze(&inputs, at: told) }
        told = inputs
        return inputs
    }

    private func freeze(_ inputs: inout ControlInputs, at old: ControlInputs) {
        if frozen.contains(.belt), let speed = old.belt?.speedMeasured { inputs.belt?.speedMeasured = speed }
        if frozen.contains(.hoist), let rope = old.hoist?.positionMeasured { inputs.hoist?.positionMeasured = rope }
        if frozen.contains(.loadCell), let force = old.loadCell?.supportForceMeasured {
            inputs.loadCell?.supportForceMeasured = force
        }
    }

    private mutating func follow(_ command: BeltCommand, seconds: Double) {
        if command.isRunning {
            speed += (command.speed.metersPerSecond - speed) * min(seconds / Self.beltLag, 1)
        } else {
            speed = max(0, speed - Self.stopRamp * seconds)
        }
    }
}

/// Inputs in which nothing is wrong, for tests that step the core without a rig.
public enum GoodInputs {
    /// - Parameters:
    ///   - now: the tick; the readings are 5 ms older.
    ///   - speed: of the belt, m/s.
    ///   - force: in the rope, N.
    ///   - position: of the rope's end, m.
    ///   - velocity: of the rope's end, m/s.
    public static func at(
        _ now: MonotonicInstant, speed: Double = 0, force: Double = 0, position: Double = 0, velocity: Double = 0
    ) -> ControlInputs {
        let sampled = now + (.zero - QuietRig.readingAge)
        let drive: DeviceStatus = [.ready, .watchdogVerified]
        return ControlInputs(
            belt: BeltReading(
                sampledAt: sampled, speedMeasured: .metersPerSecond(speed), inclineMeasured: .zero,
                status: speed > 0 ? drive.union(.running) : drive),
            hoist: HoistReading(
                sampledAt: sampled, positionMeasured: .meters(position), velocityMeasured: .metersPerSecond(velocity),
                status: drive),
            loadCell: LoadCellReading(sampledAt: sampled, supportForceMeasured: .newtons(force), status: .ready),
            station: StationHealth(operatorSeenAt: sampled))
    }
}
