import DeviceProtocols
import RigConfiguration
import TreadmillControl

/// Drives a TrackMaster treadmill on a serial line.
///
/// The treadmill stops by itself when nothing arrives for 500 ms, so something is said in every round, and rounds are far
/// shorter than that. When the loop falls silent the belt is told to stop.
///
/// The protocol has no checksum, and a set speed is in force before anybody can look at it. A damaged digit cannot be
/// kept out; it is found and put right:
/// - Every set value is read back at once. One that differs is said again at once, before anything else: a wrong speed
///   stands for the 25 ms that two exchanges take on the wire.
/// - After any lost or wrong answer the speed is in doubt, and is said again first thing in the next round: after
///   `answerTimeout` and ``pause``, 120 ms by default. A stop that is underway gets through as soon.
/// - A read-back that was itself damaged into the right number is found by the next one, within ``roundsPerCheck``.
/// - A treadmill that is not understood ``mostFailures`` times in a row is left alone for longer than its own timer, so
///   that it stops by itself: our bytes must not keep running a belt that does not obey them.
/// Until a speed is read back the reading says ``DeviceStatus/commandUnconfirmed``. While it is wrong, the treadmill's own
/// ramp is what bounds the belt: set its top speed and acceleration no higher than the runners need.
struct TrackMasterConversation<Line: SerialLine & ~Copyable>: BusConversation, ~Copyable {
    /// However long the rig would wait for an answer, something is said again by then: the treadmill stops after
    /// 500 ms without a byte.
    static var longestAnswer: TimeSpan { .milliseconds(150) }
    /// Failed exchanges in a row after which the line is opened anew.
    static var mostFailures: Int { 5 }
    /// After a failure, for what may still come in.
    static var pause: TimeSpan { .milliseconds(20) }
    /// Longer than the 500 ms after which the treadmill stops by itself.
    static var silence: TimeSpan { .milliseconds(600) }
    /// Rounds between readings of the grade, which moves slowly.
    static var roundsPerGrade: Int { 8 }
    /// Rounds between readings of the set speed that was confirmed before.
    static var roundsPerCheck: Int { 8 }

    private var line: Line
    private let bus: String
    private let speedCount: SpeedCount
    /// An answer that has not come by then will not come. The longest exchange is 12.5 ms on the wire.
    private let answerTimeout: TimeSpan
    private let post: CommandPost
    private let readings: Mailbox<BeltReading?>
    private let health: BusHealthRecord
    private let silence: ImposedSilence
    private let report: @Sendable (BusEvent) -> Void
    private var settings = ConfirmedSettings()
    private var motion = TrackMasterMotion.unknown
    /// What the belt was last meant to do, whether it was told so or not.
    private var isToRun = false
    private var lastState: TrackMaster.BeltState?
    private var grade: Incline?
    private var round = 0
    private var failures = 0

    init(
        bus: String, line: consuming Line, speedUnit: TreadmillSpeedUnit, responseTimeout: TimeSpan, post: CommandPost,
        readings: Mailbox<BeltReading?>, health: BusHealthRecord, silence: ImposedSilence = ImposedSilence(),
        report: @escaping @Sendable (BusEvent) -> Void
    ) {
        self.bus = bus
        self.line = line
        speedCount =
            switch speedUnit {
            case .milesPerHour: .tenthsOfMilesPerHour
            case .kilometersPerHour: .tenthsOfKilometersPerHour
            }
        answerTimeout = min(responseTimeout, Self.longestAnswer)
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

    /// A refusal is a whole answer on a sound line: nothing that was set counts, and the belt is read all the same.
    private mutating func obey(_ command: BeltCommand) throws(BusProblem) {
        do throws(BusProblem) {
            isToRun = command.isRunning
            try carryOut(command)
        } catch {
            guard case .refused = error else { throw error }
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
            // something else for its set speed, or missed a slower one: that must not stand. No set speed starts a belt.
            if settings.isSpeedInDoubt { try set(speed: speedCount.tenths(for: command.speed)) }
        case .slowing:
            try stop()
        case .stopped, .starting, .running:
            // The speed first, so that the belt does not start at whatever was set before.
            try set(speed: speedCount.tenths(for: command.speed))
            try set(grade: TrackMaster.gradeTenths(for: command.incline))
            guard motion == .stopped, settings.isConfirmed else { return }
            _ = try ask(.start)
            motion = .starting
        }
    }

    private mutating func stop() throws(BusProblem) {
        _ = try ask(.stop)
        settings = ConfirmedSettings()
        motion = .stopped
    }

    /// Sets the speed and reads it back; if something else was understood, once more.
    private mutating func set(speed tenths: Int) throws(BusProblem) {
        let isToBeChecked = round % Self.roundsPerCheck == Self.roundsPerCheck / 2
        if settings.speedTenths == tenths {
            if !isToBeChecked { return }
            settings.openSpeed()
            if try readNumber(.readSetSpeed) == tenths { return settings.confirm(speed: tenths) }
        }
        for _ in 0..<2 {
            settings.openSpeed()
            _ = try ask(.setSpeed(tenths: tenths))
            if try readNumber(.readSetSpeed) == tenths { return settings.confirm(speed: tenths) }
        }
    }

    /// A damaged command for the grade may have been taken for one for the speed; its acknowledgement tells.
    private mutating func set(grade tenths: Int) throws(BusProblem) {
        guard settings.gradeTenths != tenths else { return }
        settings.gradeTenths = nil
        let speed = settings.speedTenths
        settings.openSpeed()
        _ = try ask(.setGrade(tenths: tenths))
        if let speed { settings.confirm(speed: speed) }
        if try readNumber(.readSetGrade) == tenths { settings.gradeTenths = tenths }
    }

    // MARK: Readings

    /// True if the treadmill is known to have its newest command.
    private mutating func readBelt() throws(BusProblem) -> Bool {
        let begin = MonotonicClock.now()
        let state = try readState()
        motion.observe(state)
        let speed = try readNumber(.readSpeed)
        if round % Self.roundsPerGrade == 0 { grade = try readGrade() }
        round &+= 1
        return publish(state, speedTenths: speed, at: begin)
    }

    /// What the belt does. One damaged bit turns a guarded belt into one without its guard, so a change is believed when
    /// it was read twice.
    private mutating func readState() throws(BusProblem) -> TrackMaster.BeltState {
        for _ in 0..<2 {
            let payload = try ask(.readStatus)
            guard let state = payload.first.flatMap(TrackMaster.BeltState.init(rawValue:)) else {
                throw .badFrame("belt status \(payload)")
            }
            if state == lastState { return state }
            lastState = state
        }
        throw .badFrame("belt states that contradict each other")
    }

    private mutating func readGrade() throws(BusProblem) -> Incline? {
        let tenths = try readNumber(.readGrade)
        return tenths == TrackMaster.invalidTenths ? nil : .percentGrade(Double(tenths) / 10)
    }

    private func publish(_ state: TrackMaster.BeltState, speedTenths: Int, at instant: MonotonicInstant) -> Bool {
        guard speedTenths != TrackMaster.invalidTenths else {
            flagLastReading(.emergencyStop)
            return false
        }
        var status: DeviceStatus = .ready
        switch state {
        case .stopped: status.insert(.watchdogVerified)
        case .running: status.formUnion([.watchdogVerified, .running])
        case .runningUnguarded: status.insert(.running)
        }
        switch motion {
        case .stopped, .slowing: if isToRun { status.insert(.commandUnconfirmed) }
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

    // MARK: Exchanges

    private mutating func readNumber(_ command: TrackMaster.Command) throws(BusProblem) -> Int {
        let payload = try ask(command)
        return try decoding { () throws(DecodingProblem) in try TrackMaster.number(payload) }
    }

    /// One command and its whole answer.
    private mutating func ask(_ command: TrackMaster.Command) throws(BusProblem) -> [UInt8] {
        let begin = MonotonicClock.now()
        let deadline = begin + answerTimeout
        // It speaks only when spoken to: whatever is there before is a late answer or noise.
        try line.discardInput()
        silence.speak(at: begin)
        try line.write(command.bytes, before: deadline)
        var reply = try line.read(1, before: deadline)
        if let refusal = reply.first.flatMap(TrackMaster.Refusal.init(rawValue:)) { throw .refused(refusal) }
        guard reply.first == command.acknowledgement else {
            // Its echo can be switched on by a damaged byte, and its state cannot be asked.
            let hint = reply.first == command.bytes.first ? "; it echoes: switch the treadmill off and on" : ""
            throw .badFrame("answer \(reply) to \(command)\(hint)")
        }
        if command.replyLength > 1 { reply += try line.read(command.replyLength - 1, before: deadline) }
        health.succeeded(in: MonotonicClock.now() - begin)
        return try decoding { () throws(DecodingProblem) in try TrackMaster.payload(of: reply, to: command) }
    }

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
            MonotonicClock.sleep(until: MonotonicClock.now() + Self.silence)
            throw .lineLost("\(failures) failures in a row, the last: \(problem)")
        }
        note(problem)
        MonotonicClock.sleep(until: MonotonicClock.now() + Self.pause)
        try line.discardInput()
    }

    private func note(_ problem: BusProblem) {
        if health.failed(problem, device: "belt", disconnected: false, at: MonotonicClock.now()) {
            report(.problem(bus: bus, device: "belt", problem))
        }
    }
}
