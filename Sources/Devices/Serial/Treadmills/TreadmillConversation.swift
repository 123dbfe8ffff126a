import DeviceProtocols
import RigConfiguration
import TreadmillControl

/// Drives a treadmill on a serial line of its own, in the words of its make.
///
/// The treadmill stops by itself when nothing arrives for 500 ms, so something is said in every round, and rounds are far
/// shorter than that. When the loop falls silent the belt is told to stop.
///
/// The protocols have no checksum, and a set speed is in force before anybody can look at it. A damaged digit cannot be
/// kept out; it is found and put right:
/// - Where set values can be asked for, as on a TrackMaster, every one is read back at once. One that differs is said
///   again at once, before anything else: a wrong speed stands for the 25 ms that two exchanges take on the wire. Where
///   they cannot, the speed is said in every round: see ``WoodwayDialect``.
/// - After any lost or wrong answer the speed is in doubt, and is said again first thing in the next round: after
///   `answerTimeout` and ``TreadmillLink/pause``, 120 ms by default. A stop that is underway gets through as soon.
/// - A read-back that was itself damaged into the right number is found by the next one, within
///   ``TrackMasterDialect/roundsPerCheck``.
/// - A treadmill that is not understood ``mostFailures`` times in a row is left alone for longer than its own timer, so
///   that it stops by itself: our bytes must not keep running a belt that does not obey them.
/// Until a speed counts as taken the reading says ``DeviceStatus/commandUnconfirmed``. While it is wrong, the treadmill's
/// own ramp is what bounds the belt: set its top speed and acceleration no higher than the runners need.
struct TreadmillConversation<Line: SerialLine & ~Copyable, Dialect: TreadmillDialect>: BusConversation, ~Copyable {
    /// However long the rig would wait for an answer, something is said again by then: the treadmill stops after
    /// 500 ms without a byte.
    static var longestAnswer: TimeSpan { .milliseconds(150) }
    /// Failed exchanges in a row after which the line is opened anew.
    static var mostFailures: Int { 5 }
    /// Rounds between readings of the grade, which moves slowly.
    static var roundsPerGrade: Int { 8 }

    private var link: TreadmillLink<Line>
    private var dialect = Dialect()
    private let bus: String
    private let speedCount: SpeedCount
    private let post: CommandPost
    private let readings: Mailbox<BeltReading?>
    private let health: BusHealthRecord
    private let silence: ImposedSilence
    private let clock: TreadmillClock
    private let report: @Sendable (BusEvent) -> Void
    private var settings = ConfirmedSettings()
    private var motion = TreadmillMotion.unknown
    /// What the belt was last meant to do, whether it was told so or not.
    private var isToRun = false
    /// Whoever answers on this line is of the right make.
    private var isGreeted = false
    private var grade: Incline?
    private var round = 0
    private var failures = 0

    /// - Parameters:
    ///   - responseTimeout: an answer that has not come by then will not come; cut to ``longestAnswer``. The longest
    ///     exchange is 12.5 ms on the wire.
    ///   - clock: by which it waits, and judges whether the treadmill's own timer may have acted.
    init(
        bus: String, line: consuming Line, speedUnit: TreadmillSpeedUnit, responseTimeout: TimeSpan, post: CommandPost,
        readings: Mailbox<BeltReading?>, health: BusHealthRecord, silence: ImposedSilence = ImposedSilence(),
        clock: TreadmillClock = .system,
        report: @escaping @Sendable (BusEvent) -> Void
    ) {
        self.bus = bus
        self.clock = clock
        link = TreadmillLink(
            line: line, answerTimeout: min(responseTimeout, Self.longestAnswer), refusal: { Dialect.refusal($0) },
            health: health, silence: silence, clock: clock)
        speedCount = speedUnit.count
        self.post = post
        self.readings = readings
        self.health = health
        self.silence = silence
        self.report = report
    }

    mutating func exchange() throws(BusProblem) -> Bool {
        let now = MonotonicClock.now()
        let stage = silence.stage(at: now)
        guard stage != .silent else { return false }
        do throws(BusProblem) {
            if stage == .none, let command = post.command(at: now) { try obey(command.belt) }
            let isSettled = try readBelt()
            failures = 0
            if isSettled && health.works("belt", at: now) { report(.recovered(bus: bus, device: "belt")) }
            return true
        } catch {
            try failed(error)
            return false
        }
    }

    // MARK: Commands

    /// A refusal is a whole answer on a sound line: nothing that was set counts, and the belt is read all the same. But
    /// one whose own timer has run out has stopped, and is heard out first.
    private mutating func obey(_ command: BeltCommand) throws(BusProblem) {
        do throws(BusProblem) {
            isToRun = command.isRunning
            try carryOut(command)
        } catch {
            guard case .refused(let refusal) = error, refusal != .masterTimeout else { throw error }
            settings.forget()
            // A belt that would not be stopped is not known to stand.
            if !isToRun { motion = .unknown }
            note(error)
        }
    }

    private mutating func carryOut(_ command: BeltCommand) throws(BusProblem) {
        guard isToRun else {
            if motion != .stopped { try stop() }
            return
        }
        switch motion {
        case .unknown, .stoppedByItself:
            // A belt of which nothing is known is not started, and its status comes first. Unless it may have taken
            // something else for its set speed, or missed a slower one: that must not stand.
            if settings.isSpeedInDoubt, isGreeted { try set(speed: command.speed) }
        case .slowing, .startRefused:
            try stop()
        case .stopped, .starting, .running:
            // The speed first, so that the belt does not start at whatever was set before.
            try set(speed: command.speed)
            try dialect.set(
                grade: Dialect.gradeTenths(for: command.incline), &settings, inRound: round, &link)
            if motion == .stopped, settings.isConfirmed { try start() }
        }
    }

    private mutating func set(speed: BeltSpeed) throws(BusProblem) {
        try dialect.set(
            speed: speedCount.tenths(for: speed), in: motion, &settings, inRound: round, &link)
    }

    private mutating func start() throws(BusProblem) {
        do throws(BusProblem) {
            try dialect.start(&link)
            motion = .starting
        } catch {
            if case .refused = error { motion = .startRefused }
            throw error
        }
    }

    private mutating func stop() throws(BusProblem) {
        try dialect.stop(&link)
        settings = ConfirmedSettings()
        motion = .stopped
    }

    // MARK: Readings

    /// True if the treadmill is known to have its newest command.
    private mutating func readBelt() throws(BusProblem) -> Bool {
        if !isGreeted {
            try dialect.greet(&link)
            isGreeted = true
        }
        let begin = MonotonicClock.now()
        let sample = try dialect.readBelt(&settings, in: motion, &link)
        motion.observe(sample.state)
        if round % Self.roundsPerGrade == 0 { grade = try dialect.readGrade(&settings, &link) }
        round &+= 1
        return publish(sample, at: begin)
    }

    private func publish(_ sample: TreadmillBeltSample, at instant: MonotonicInstant) -> Bool {
        guard let speedTenths = sample.speedTenths else {
            flagLastReading(.emergencyStop)
            return false
        }
        var status: DeviceStatus = .ready
        switch sample.state {
        case .stopped: status.insert(.watchdogVerified)
        case .running: status.formUnion([.watchdogVerified, .running])
        case .runningUnguarded: status.insert(.running)
        }
        switch motion {
        case .stopped, .slowing, .startRefused: if isToRun { status.insert(.commandUnconfirmed) }
        case .stoppedByItself: status.insert(.watchdogTripped)
        case .unknown: status.insert(.commandUnconfirmed)
        case .starting, .running: if !settings.isConfirmed { status.insert(.commandUnconfirmed) }
        }
        readings.put(
            BeltReading(
                sampledAt: instant, speedMeasured: speedCount.speed(tenths: speedTenths), inclineMeasured: grade,
                status: status))
        return !status.contains(.commandUnconfirmed)
    }

    private func flagLastReading(_ flag: DeviceStatus) {
        guard var last = readings.newest else { return }
        last.status.insert(flag)
        readings.put(last)
    }

    // MARK: Failures

    /// After a failure nothing that was set is believed, and what may still come in is thrown away.
    private mutating func failed(_ problem: BusProblem) throws(BusProblem) {
        settings.forget()
        motion = .unknown
        failures += 1
        flagLastReading(.commandUnconfirmed)
        if case .lineLost = problem { throw problem }
        // It may have understood something else, or not the last slower speed.
        if isToRun { settings.openSpeed() }
        if failures >= Self.mostFailures {
            clock.pause(for: TreadmillTimer.surelyOver)
            throw .lineLost("\(failures) failures in a row, the last: \(problem)")
        }
        note(problem)
        try link.settle()
    }

    private func note(_ problem: BusProblem) {
        if health.failed(problem, device: "belt", disconnected: false, at: MonotonicClock.now()) {
            report(.problem(bus: bus, device: "belt", problem))
        }
    }
}
