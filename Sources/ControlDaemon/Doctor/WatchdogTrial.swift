import OperatorAPI
import TreadmillControl

/// Puts one drive's communication watchdog to the proof, tick by tick: once the drive is seen to move, and the belt to
/// move as fast as it is told, nothing is said to it for the watchdog's time and a margin; then it must be found at rest, with its watchdog tripped; then, spoken to
/// again, it must become ready. Pure: it says what to do and decides what was found.
struct WatchdogTrial: Sendable {
    /// What is to be done with the drive's line.
    enum Order: Equatable, Sendable {
        case none
        case beSilent(TimeSpan, thenLook: TimeSpan)
        /// Speak again at once: the drive is to hear the stop that the core commands.
        case speak
    }

    struct Finding: Equatable, Sendable {
        var text: String
        /// `nil` for a pass.
        var remedy: String?
        /// The drive went on when its controller was gone: a fault of the machine that a person must see to.
        var isDangerous = false
        /// From the last request to the first sight of standstill; `nil` unless it passed.
        var stoppedAfter: TimeSpan?
    }

    private enum Step: Sendable {
        case awaitingMotion(until: MonotonicInstant?)
        case comparing(SpeedComparison)
        case silent(answerBy: MonotonicInstant)
        case awaitingStop(until: MonotonicInstant, Finding)
        case awaitingReadiness(until: MonotonicInstant, stoppedAfter: TimeSpan)
        case done(Finding)
    }

    /// How long a drive may take to begin, to stop on command, and to become ready again.
    static let patience = TimeSpan.milliseconds(5000)
    /// A drive that is ready has been so for this many ticks in a row.
    static let readyTicks = 20

    let drive: MotionTrial.Part
    /// The drive stops by itself when it hears nothing for so long.
    let watchdog: TimeSpan
    /// Whether it then says why. A drive without a timer, which ends each of its moves by itself, has nothing to say.
    let saysTripped: Bool
    /// m/s: from here on the drive counts as moving.
    let moving: Double
    private var step = Step.awaitingMotion(until: nil)
    private var ready = 0

    init(drive: MotionTrial.Part, watchdog: TimeSpan, saysTripped: Bool = true, limits: BeltLimits) {
        self.drive = drive
        self.watchdog = watchdog
        self.saysTripped = saysTripped
        switch drive {
        case .belt: moving = max(limits.startSpeed.metersPerSecond / 2, drive.standing * 1.2)
        case .hoist: moving = 0.01
        }
    }

    /// Beyond the watchdog's time: what a belt at start speed needs to stop at 0.4 m/s², what a brake needs.
    static let margin = TimeSpan.milliseconds(400)
    /// A drive that is slowing down when it is looked at gets so long to stand.
    static let look = TimeSpan.milliseconds(1000)
    /// Readings of the slowest bus are so far apart; the last one of the look must still be a look.
    private static let lastLook = TimeSpan.milliseconds(200)

    var finding: Finding? {
        if case .done(let finding) = step { return finding }
        return nil
    }

    /// One tick. `lastSpokenAt` is when the last request went out to the drive.
    mutating func observe(
        _ inputs: ControlInputs, _ outputs: ControlOutputs, lastSpokenAt: MonotonicInstant?, at now: MonotonicInstant
    ) -> Order {
        let view = DriveView(drive, in: inputs)
        switch step {
        case .awaitingMotion(let until):
            return awaitMotion(until: until ?? now + Self.patience, view, outputs, now)
        case .comparing(let comparison):
            return compare(comparison, view, outputs, now)
        case .silent(let answerBy):
            return judge(view, lastSpokenAt: lastSpokenAt, answerBy: answerBy, now)
        case .awaitingStop(let until, let finding):
            awaitStop(until: until, finding, view, now)
        case .awaitingReadiness(let until, let stoppedAfter):
            awaitReadiness(until: until, stoppedAfter: stoppedAfter, view, now)
        case .done:
            break
        }
        return .none
    }

    // MARK: Steps

    private mutating func awaitMotion(
        until: MonotonicInstant, _ view: DriveView?, _ outputs: ControlOutputs, _ now: MonotonicInstant
    ) -> Order {
        step = .awaitingMotion(until: until)
        // The core's own checks come first, and end by themselves.
        guard outputs.state.phase != .checking else {
            step = .awaitingMotion(until: nil)
            return .none
        }
        guard isProving(outputs) else { return .none }
        if let view, view.velocity <= -moving {
            step = .done(reversed)
            return .none
        }
        if let view, view.speed >= moving {
            guard drive == .belt else { return fallSilent(now) }
            step = .comparing(SpeedComparison(beginning: now))
            return .none
        }
        guard now > until else { return .none }
        step = .done(
            Finding(
                text: "\(drive.moved) was not seen to move within \(Self.patience.seconds) s of the command",
                remedy:
                    "See whether the \(drive.name) drive is switched on and enabled, and whether anything blocks it. "
                    + "If it did move, what it reports is too small: \(SpeedComparison.remedy)"
            ))
        return .none
    }

    /// It moves, and the other way round as far as its drive can tell.
    private var reversed: Finding {
        let (told, measured) = drive == .belt ? ("forward", "backwards") : ("up", "down")
        return Finding(
            text: "\(drive.moved) was told to go \(told), and its drive measures that it goes \(measured)",
            remedy: "Do not use the machine. See which way it goes: if \(told), the sign of what the drive measures is "
                + "wrong, if \(measured), that of what it is told; see the scale in its profile, and how it is wired.")
    }

    /// Ends the trial where the core does not move the drive any more.
    private mutating func isProving(_ outputs: ControlOutputs) -> Bool {
        guard outputs.state.phase != .proving else { return true }
        let interlocks = outputs.latchedInterlocks.union(outputs.activeInterlocks)
        let causes = interlocks.interlocks.map(\.title)
        let reason = causes.isEmpty ? outputs.state.phase.explanation : causes.joined(separator: ", ")
        var remedy = "See to the cause, acknowledge if `unweight status` asks for it, then run the doctor again."
        if interlocks.contains(.beltTracking) || interlocks.contains(.beltOverSpeed) {
            remedy += " If the belt ran as slowly as it should, what it reports is wrong: \(SpeedComparison.remedy)"
        }
        let text = "the trial ended before \(drive.moved) moved as it should: \(reason)"
        step = .done(Finding(text: text, remedy: remedy))
        return false
    }

    private mutating func compare(
        _ comparison: SpeedComparison, _ view: DriveView?, _ outputs: ControlOutputs, _ now: MonotonicInstant
    ) -> Order {
        guard isProving(outputs) else { return .none }
        var comparison = comparison
        comparison.take(view, commanded: outputs.command.belt.speed.metersPerSecond, at: now)
        step = .comparing(comparison)
        guard let verdict = comparison.verdict(at: now) else { return .none }
        switch verdict {
        case .agrees: return fallSilent(now)
        case .differs(let finding):
            step = .done(finding)
            return .none
        }
    }

    private mutating func fallSilent(_ now: MonotonicInstant) -> Order {
        let silence = watchdog + Self.margin
        step = .silent(answerBy: now + silence + Self.look + Self.patience)
        return .beSilent(silence, thenLook: Self.look)
    }

    private mutating func judge(
        _ view: DriveView?, lastSpokenAt: MonotonicInstant?, answerBy: MonotonicInstant, _ now: MonotonicInstant
    ) -> Order {
        guard let view, let lastSpokenAt, view.sampledAt - lastSpokenAt > watchdog else {
            if now > answerBy {
                fail("the \(drive.name) drive did not answer after the silence", now)
                return .speak
            }
            return .none
        }
        let after = view.sampledAt - lastSpokenAt
        let isTripped = !saysTripped || view.status.contains(.watchdogTripped)
        if view.speed < drive.standing && isTripped {
            step = .awaitingReadiness(until: now + Self.patience, stoppedAfter: after)
            return .speak
        }
        // One that is slowing down, or stands and has yet to say so, may have the time of the look; one that runs is not
        // waited for.
        if view.speed < moving && after < watchdog + Self.margin + Self.look - Self.lastLook { return .none }
        let found = "\(Self.milliseconds(after)) after the last request \(drive.moved)"
        if view.speed < drive.standing {
            step = .done(
                Finding(
                    text: "\(found) stood, but the \(drive.name) drive does not say that its watchdog tripped",
                    remedy: "See what else stops the \(drive.name), and have the watchdog of its drive checked."))
        } else {
            fail("\(found) still moved at \(Self.speed(view.speed))", now)
        }
        return .speak
    }

    private mutating func fail(_ text: String, _ now: MonotonicInstant) {
        let finding = Finding(
            text: text,
            remedy:
                "DO NOT USE THE MACHINE: without its controller the \(drive.name) goes on. Have the watchdog of the "
                + "\(drive.name) drive checked.",
            isDangerous: true)
        step = .awaitingStop(until: now + Self.patience, finding)
    }

    private mutating func awaitStop(
        until: MonotonicInstant, _ finding: Finding, _ view: DriveView?, _ now: MonotonicInstant
    ) {
        var finding = finding
        if let view, now - view.sampledAt < .milliseconds(200), view.speed < drive.standing {
            finding.text += "; it stopped when it was commanded to"
            step = .done(finding)
        } else if now > until {
            finding.text += "; AND IT DID NOT STOP WHEN IT WAS COMMANDED TO"
            finding.remedy = "PRESS THE EMERGENCY STOP. \(finding.remedy ?? "")"
            step = .done(finding)
        }
    }

    private mutating func awaitReadiness(
        until: MonotonicInstant, stoppedAfter: TimeSpan, _ view: DriveView?, _ now: MonotonicInstant
    ) {
        let isReady = view.map { view in
            now - view.sampledAt < .milliseconds(500) && view.status.isSuperset(of: [.ready, .watchdogVerified])
                && view.status.isDisjoint(with: [.watchdogTripped, .commandUnconfirmed]) && view.speed < drive.standing
        }
        ready = isReady == true ? ready + 1 : 0
        let stopped = "found at rest \(Self.milliseconds(stoppedAfter)) after the last request"
        if ready >= Self.readyTicks {
            step = .done(
                Finding(
                    text: "\(stopped) (watchdog \(Self.milliseconds(watchdog)))"
                        + (saysTripped ? ", tripped, and ready again" : ", and ready again"),
                    stoppedAfter: stoppedAfter))
        } else if now > until {
            step = .done(
                Finding(
                    text: "\(stopped), but the \(drive.name) drive did not become ready again",
                    remedy: "Look at the drive's own display, reset it there, then run the doctor again."))
        }
    }

    private static func milliseconds(_ time: TimeSpan) -> String { "\(Int(time.milliseconds.rounded())) ms" }

    private static func speed(_ metersPerSecond: Double) -> String {
        "\((metersPerSecond * 100).rounded() / 100) m/s"
    }
}
