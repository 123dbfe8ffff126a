import TreadmillControl

/// Compares what the belt is told with what its drive measures, once both have settled.
///
/// It sees a drive whose reading is scaled otherwise than its command. It cannot see one in which both are wrong alike:
/// an inverter whose `calibration` is wrong, or a treadmill whose `speed_unit` is, does what it is told and measures what
/// it does, in the same wrong unit. Those show to a person with a hand tachometer.
struct SpeedComparison: Equatable, Sendable {
    enum Verdict: Equatable, Sendable {
        case agrees
        case differs(WatchdogTrial.Finding)
    }

    /// The command must have stood for so long: five time constants of a belt, and the age of a reading.
    private static let settling = TimeSpan.milliseconds(1200)
    /// Measured over so long after that.
    private static let averaging = TimeSpan.milliseconds(500)
    /// A command that never stands is not waited for longer than this.
    private static let patience = TimeSpan.milliseconds(5000)
    /// The share by which they may differ; belts are off by a few per cent, a wrong unit by 60.
    static let tolerance = 0.2
    /// A command that moves by less, m/s, stands: the core trims it towards what is measured, by fractions of a percent.
    static let steady = 0.01
    /// And m/s: half a step of a treadmill that counts tenths of a mile per hour.
    static let grain = 0.0224
    static let remedy =
        "check speed_unit or calibration in the rig's file, and the scale of the speed in the drive's profile, against a "
        + "hand tachometer on the belt."

    private let begin: MonotonicInstant
    private var commanded: Double?
    private var standsSince: MonotonicInstant
    private var newest: MonotonicInstant?
    private var sum = 0.0
    private var count = 0

    init(beginning now: MonotonicInstant) {
        begin = now
        standsSince = now
    }

    /// One tick, in m/s.
    mutating func take(_ view: DriveView?, commanded: Double, at now: MonotonicInstant) {
        if self.commanded.map({ abs(commanded - $0) > Self.steady }) ?? true {
            self.commanded = commanded
            standsSince = now
            sum = 0
            count = 0
        }
        guard let view, view.sampledAt != newest, view.sampledAt - standsSince >= Self.settling else { return }
        newest = view.sampledAt
        sum += view.speed
        count += 1
    }

    /// `nil` while it is too early to say.
    func verdict(at now: MonotonicInstant) -> Verdict? {
        let isTimeUp = now - begin > Self.patience
        guard now - standsSince >= Self.settling + Self.averaging || isTimeUp else { return nil }
        guard let commanded, count > 0 else {
            return isTimeUp ? .differs(Self.undecided) : nil
        }
        let measured = sum / Double(count)
        guard abs(measured - commanded) > max(Self.tolerance * commanded, Self.grain) else { return .agrees }
        return .differs(
            Self.finding("the belt was told \(Self.text(commanded)) m/s and measured \(Self.text(measured)) m/s"))
    }

    /// Says nothing of the speed: the command did not stand, or nothing was read while it did.
    private static let undecided = WatchdogTrial.Finding(
        text: "the trial ended before the speed could be compared: it did not settle within \(patience.seconds) s",
        remedy: "See with `unweight status` whether loop and buses keep their time, then run the doctor again.")

    private static func finding(_ text: String) -> WatchdogTrial.Finding {
        WatchdogTrial.Finding(text: text, remedy: "Do not use the machine: \(remedy)")
    }

    private static func text(_ speed: Double) -> String { "\((speed * 1000).rounded() / 1000)" }
}
