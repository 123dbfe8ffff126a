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
/// - A set speed moves a belt whose drive has power, and whether it has cannot be asked. So a speed is said only under
///   the timer: to a belt that is to be started, zero before the start and its speed right after it; to one whose timer
///   may have acted meanwhile, zero. One that falls behind its corridor, as a belt does that its keys are stopping, is
///   told nothing, or if it is to go slower, nothing above what it measures, until it has caught up or been stopped.
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
    /// So long after its last answer a belt that was under its timer still is. The timer is taken for 500 ms, as that of
    /// a TrackMaster is; nobody has published it.
    static let surelyTimed = TimeSpan.milliseconds(300)

    private enum Seen: Equatable { case standing, forward, backward }

    private var lastSeen: Seen?
    private var lastTenths: Int?
    private var lastGrade: Int?
    /// What the belt is to run at, once it is started.
    private var startTenths = 0
    /// A start was acknowledged on this line, and with it the timer; no stop was said since, and at no time has the
    /// treadmill been left alone for so long that the timer may have acted.
    private var isGuarded = false
    /// The belt was seen to run since it was last started, or last told to go as slowly as ``slowestTenths``.
    private var hasMoved = false
    private var speedCorridor: MeasuredCorridor?
    private var gradeCorridor: MeasuredCorridor?
    private var isGradeDenied = false
    /// What the belt was to run at when it fell behind its corridor; `nil` while it keeps up.
    private var tenthsWhenBehind: Int?

    static func refusal(_ byte: UInt8) -> TreadmillRefusal? { Woodway.refusal(byte) }

    static func gradeTenths(for incline: Incline) -> Int { Woodway.gradeTenths(for: incline) }

    /// A TrackMaster takes the same command byte for a question after its set speed, and answers with digits. It would
    /// obey most of what follows, without the read-back that its own conversation has.
    mutating func greet<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {
        _ = try ask(.test, &link)
        try Self.checkFirmware(try ask(.readFirmware, &link))
    }

    /// - Throws: ``BusProblem/badFrame(_:)`` for an answer that is one of a TrackMaster.
    static func checkFirmware(_ payload: [UInt8]) throws(BusProblem) {
        guard !payload.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .badFrame("digits for a firmware: it answers as a TrackMaster; write device: trackmaster in the rig")
        }
    }

    mutating func start<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {
        hasMoved = false
        _ = try ask(.start, &link)
        isGuarded = true
        try say(speed: startTenths, &link)
    }

    /// The drive loses its power only where it refuses to bring the belt to rest.
    mutating func stop<Line: SerialLine & ~Copyable>(_ link: inout TreadmillLink<Line>) throws(BusProblem) {
        isGuarded = false
        speedCorridor = nil
        gradeCorridor = nil
        tenthsWhenBehind = nil
        isGradeDenied = false
        do throws(BusProblem) {
            _ = try ask(.autoStop, &link)
        } catch {
            guard case .refused(let refusal) = error, refusal != .masterTimeout else { throw error }
            _ = try ask(.disengage, &link)
        }
    }

    mutating func set<Line: SerialLine & ~Copyable>(
        speed tenths: Int, in motion: TreadmillMotion, _ settings: inout ConfirmedSettings, inRound round: Int,
        _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) {
        settings.openSpeed()
        startTenths = min(tenths, Woodway.highestTenths)
        doubtGuard(link.sinceLastAnswer)
        switch motion {
        case .starting, .running, .unknown:
            if let tenthsWhenBehind {
                if startTenths < tenthsWhenBehind { try say(speed: min(startTenths, max(lastTenths ?? 0, 0)), &link) }
                return
            }
            try say(speed: isGuarded ? startTenths : 0, &link)
            if isGuarded { settings.confirm(speed: tenths) }
        case .stopped:
            try say(speed: 0, &link)
            settings.confirm(speed: tenths)
        case .slowing, .startRefused, .stoppedByItself:
            try say(speed: 0, &link)
        }
    }

    private mutating func doubtGuard(_ sinceLastAnswer: TimeSpan) {
        if sinceLastAnswer >= Self.surelyTimed { isGuarded = false }
    }

    private mutating func say<Line: SerialLine & ~Copyable>(
        speed tenths: Int, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) {
        if tenths <= Self.slowestTenths { hasMoved = false }
        if speedCorridor?.target != tenths {
            speedCorridor = MeasuredCorridor(
                to: tenths, from: lastTenths, leastTolerance: Self.leastSpeedTolerance,
                relativeTolerance: Self.relativeSpeedTolerance)
        }
        _ = try ask(.setSpeed(tenths: tenths), &link)
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
        _ = try ask(.setGrade(tenths: tenths), &link)
        if let speed { settings.confirm(speed: speed) }
        if !isGradeDenied { settings.gradeTenths = tenths }
    }

    mutating func readBelt<Line: SerialLine & ~Copyable>(
        _ settings: inout ConfirmedSettings, in motion: TreadmillMotion, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> TreadmillBeltSample {
        doubtGuard(link.sinceLastAnswer)
        let velocity = try readVelocity(&link)
        let tenths = velocity.direction == .forward ? velocity.tenths : -velocity.tenths
        lastTenths = tenths
        let state = state(of: velocity, in: motion)
        if tenths > 0, (speedCorridor?.target ?? 0) > Self.slowestTenths { hasMoved = true }
        if state == .running, motion == .starting || motion == .running { compare(tenths, &settings) }
        return TreadmillBeltSample(state: state, speedTenths: tenths)
    }

    /// Holds a measured speed against what was said.
    private mutating func compare(_ tenths: Int, _ settings: inout ConfirmedSettings) {
        if let target = speedCorridor?.target, speedCorridor?.admits(tenths) == false {
            settings.openSpeed()
            if tenths < target, tenthsWhenBehind == nil { tenthsWhenBehind = startTenths }
        }
        if startTenths - tenths <= Self.leastSpeedTolerance { tenthsWhenBehind = nil }
    }

    /// A damaged digit makes a belt stand that runs, or the reverse, so a change is believed when it was read twice.
    private mutating func readVelocity<Line: SerialLine & ~Copyable>(
        _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> Woodway.Velocity {
        for _ in 0..<2 {
            let payload = try ask(.readSpeed, &link)
            let velocity = try decoding { () throws(DecodingProblem) in try Woodway.velocity(payload) }
            let seen: Seen =
                velocity.tenths == 0 ? .standing : velocity.direction == .forward ? .forward : .backward
            if seen == lastSeen { return velocity }
            lastSeen = seen
        }
        throw .badFrame("belt speeds that contradict each other")
    }

    private func state(of velocity: Woodway.Velocity, in motion: TreadmillMotion) -> TreadmillBeltState {
        guard velocity.tenths > 0 else { return motion == .running && isGuarded && !hasMoved ? .running : .stopped }
        // A belt that was told to stop is on its way, whoever had started it.
        let isStopping = motion == .stopped || motion == .slowing
        return velocity.direction == .forward && (isGuarded || isStopping) ? .running : .runningUnguarded
    }

    mutating func readGrade<Line: SerialLine & ~Copyable>(
        _ settings: inout ConfirmedSettings, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> Incline? {
        let payload = try ask(.readGrade, &link)
        let tenths = try decoding { () throws(DecodingProblem) in try Woodway.grade(payload) }
        lastGrade = tenths
        if let isAdmitted = gradeCorridor?.admits(tenths) {
            isGradeDenied = !isAdmitted
            if isGradeDenied { settings.gradeTenths = nil }
        }
        return .percentGrade(Double(tenths) / 10)
    }

    private mutating func ask<Line: SerialLine & ~Copyable>(
        _ command: Woodway.Command, _ link: inout TreadmillLink<Line>
    ) throws(BusProblem) -> [UInt8] {
        do throws(BusProblem) {
            return try link.ask(command)
        } catch {
            // Its own timer has stopped the belt.
            if error == .refused(.masterTimeout) { isGuarded = false }
            throw error
        }
    }
}
