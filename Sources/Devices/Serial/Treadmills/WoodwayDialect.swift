import DeviceProtocols
import TreadmillControl

/// The conversation with a Woodway treadmill.
typealias WoodwayConversation<Line: SerialLine & ~Copyable> = TreadmillConversation<Line, WoodwayDialect>

/// What a Woodway is told and asked.
///
/// It cannot be asked for anything that was set, nor, in words that anybody has published, whether its belt runs. What
/// stands in for that:
/// - A speed counts as taken once it is acknowledged, and is said again in every round. A damaged digit is therefore put
///   right one round later, before anybody could have found it by measuring.
/// - The measured speed has to lie between where it was and what was said. While it does not, the setting does not
///   count as taken, and the reading says ``DeviceStatus/commandUnconfirmed``. The same goes for the grade, which is
///   said again and measured every ``roundsPerGrade`` rounds.
/// - A belt runs if it measures a speed. One that was seen to run and measures none has stopped by itself; one that is
///   told to go so slowly that its display may show zero is not held to that.
/// - The treadmill's timer is armed by the start, and only the acknowledgement of that says so. A belt that runs without
///   a start of ours on this very line is never accepted: it is read, and stopped when rest is commanded.
///
/// So ``DeviceStatus/commandUnconfirmed`` says less here than it does of a TrackMaster: without it, the treadmill has
/// acknowledged a speed and measures nothing that denies it, and no more.
struct WoodwayDialect: TreadmillDialect {
    /// Rounds between commands for a grade that was said before, half way between two readings of it.
    static let roundsPerGrade = 8
    /// Told to go no faster than this, a belt may measure zero and yet not have stopped. In tenths per hour.
    static let slowestTenths = 2
    /// Beside its corridor a measured speed may be by three tenths per hour, or a tenth of itself: the belt dips by up to
    /// 5 % in each stance and its gain is off by 2 to 3 %; and a grade by one per cent of grade.
    static let leastSpeedTolerance = 3
    static let relativeSpeedTolerance = 0.1
    static let gradeTolerance = 10

    private enum Seen: Equatable { case standing, forward, backward }

    private var lastSeen: Seen?
    private var lastTenths: Int?
    private var lastGrade: Int?
    /// A start was acknowledged on this line, and with it the timer.
    private var isGuarded = false
    /// The belt was seen to run since it was last started, or last told to go as slowly as ``slowestTenths``.
    private var hasMoved = false
    private var speedCorridor: MeasuredCorridor?
    private var gradeCorridor: MeasuredCorridor?
    private var isGradeDenied = false

    static func refusal(_ byte: UInt8) -> TreadmillRefusal? { Woodway.refusal(byte) }

    static func gradeTenths(for incline: Incline) -> Int { Woodway.gradeTenths(for: incline) }

    /// A TrackMaster takes the same command byte for a question after its set speed, and answers with digits. It would
    /// obey most of what follows, without the read-back that its own conversation has.
    mutating func greet<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {
        _ = try link.ask(Woodway.Command.test)
        let firmware = try link.ask(Woodway.Command.readFirmware)
        guard !firmware.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .badFrame("digits for a firmware: it answers as a TrackMaster; write device: trackmaster in the rig")
        }
    }

    mutating func start<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {
        hasMoved = false
        _ = try link.ask(Woodway.Command.start)
        isGuarded = true
    }

    /// The drive is taken off the belt only where it refuses to bring it to rest.
    mutating func stop<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {
        speedCorridor = nil
        gradeCorridor = nil
        isGradeDenied = false
        do throws(BusProblem) {
            _ = try link.ask(Woodway.Command.autoStop)
        } catch {
            guard case .refused = error else { throw error }
            _ = try link.ask(Woodway.Command.disengage)
        }
    }

    mutating func set<Line: SerialLine & ~Copyable>(
        speed tenths: Int, _ settings: inout ConfirmedSettings, inRound round: Int, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) {
        let sayable = min(tenths, Woodway.highestTenths)
        settings.openSpeed()
        if sayable <= Self.slowestTenths { hasMoved = false }
        if speedCorridor?.target != sayable {
            speedCorridor = MeasuredCorridor(
                to: sayable, from: lastTenths, leastTolerance: Self.leastSpeedTolerance,
                relativeTolerance: Self.relativeSpeedTolerance)
        }
        _ = try link.ask(Woodway.Command.setSpeed(tenths: sayable))
        settings.confirm(speed: tenths)
    }

    /// A damaged command for the grade may have been taken for one for the speed; its acknowledgement tells.
    mutating func set<Line: SerialLine & ~Copyable>(
        grade tenths: Int, _ settings: inout ConfirmedSettings, inRound round: Int, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) {
        let isToBeSaidAgain = round % Self.roundsPerGrade == Self.roundsPerGrade / 2
        guard settings.gradeTenths != tenths || isToBeSaidAgain else { return }
        settings.gradeTenths = nil
        let speed = settings.speedTenths
        settings.openSpeed()
        if gradeCorridor?.target != tenths {
            gradeCorridor = MeasuredCorridor(to: tenths, from: lastGrade, leastTolerance: Self.gradeTolerance)
            isGradeDenied = false
        }
        _ = try link.ask(Woodway.Command.setGrade(tenths: tenths))
        if let speed { settings.confirm(speed: speed) }
        if !isGradeDenied { settings.gradeTenths = tenths }
    }

    mutating func readBelt<Line: SerialLine & ~Copyable>(
        _ settings: inout ConfirmedSettings, in motion: TreadmillMotion, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> TreadmillBeltSample {
        let velocity = try readVelocity(&link)
        let tenths = velocity.direction == .forward ? velocity.tenths : -velocity.tenths
        lastTenths = tenths
        let state = state(of: velocity, in: motion)
        if tenths > 0, (speedCorridor?.target ?? 0) > Self.slowestTenths { hasMoved = true }
        let isOurs = state == .running && (motion == .starting || motion == .running)
        if isOurs, speedCorridor?.admits(tenths) == false { settings.openSpeed() }
        return TreadmillBeltSample(state: state, speedTenths: tenths)
    }

    /// A damaged digit makes a belt stand that runs, or the reverse, so a change is believed when it was read twice.
    private mutating func readVelocity<Line: SerialLine & ~Copyable>(
        _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> Woodway.Velocity {
        for _ in 0..<2 {
            let payload = try link.ask(Woodway.Command.readSpeed)
            let velocity = try decoding { () throws(DecodingProblem) in try Woodway.velocity(payload) }
            let seen: Seen =
                velocity.tenths == 0 ? .standing : velocity.direction == .forward ? .forward : .backward
            if seen == lastSeen { return velocity }
            lastSeen = seen
        }
        throw .badFrame("belt speeds that contradict each other")
    }

    private func state(of velocity: Woodway.Velocity, in motion: TreadmillMotion) -> TreadmillBeltState {
        guard velocity.tenths > 0 else { return motion == .running && !hasMoved ? .running : .stopped }
        // A belt that was told to stop is on its way, whoever had started it.
        let isStopping = motion == .stopped || motion == .slowing
        return velocity.direction == .forward && (isGuarded || isStopping) ? .running : .runningUnguarded
    }

    mutating func readGrade<Line: SerialLine & ~Copyable>(
        _ settings: inout ConfirmedSettings, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> Incline? {
        let payload = try link.ask(Woodway.Command.readGrade)
        let tenths = try decoding { () throws(DecodingProblem) in try Woodway.grade(payload) }
        lastGrade = tenths
        if let isAdmitted = gradeCorridor?.admits(tenths) {
            isGradeDenied = !isAdmitted
            if isGradeDenied { settings.gradeTenths = nil }
        }
        return .percentGrade(Double(tenths) / 10)
    }
}
