import DeviceProtocols
import RigConfiguration
import TreadmillControl

/// Drives a TrackMaster treadmill on a serial line.
///
/// The protocol has no checksum, so every set value is read back; the treadmill stops by itself when nothing arrives for
/// 500 ms, so something is said in every round, and rounds are far shorter than that. When the loop falls silent the
/// belt is told to stop.
struct TrackMasterConversation<Line: SerialLine & ~Copyable>: BusConversation, ~Copyable {
    /// However long the rig would wait for an answer, something is said again by then: the treadmill stops after
    /// 500 ms without a byte.
    static var longestAnswer: TimeSpan { .milliseconds(150) }
    /// Failed exchanges in a row after which the line is opened anew.
    static var mostFailures: Int { 5 }
    /// Rounds between readings of the grade, which moves slowly.
    static var roundsPerGrade: Int { 8 }

    private var line: Line
    private let bus: String
    private let speedCount: SpeedCount
    /// An answer that has not come by then will not come. The longest exchange is 12.5 ms on the wire.
    private let answerTimeout: TimeSpan
    private let post: CommandPost
    private let readings: Mailbox<BeltReading?>
    private let health: BusHealthRecord
    private let report: @Sendable (BusEvent) -> Void
    private var settings = ConfirmedSettings()
    private var motion = TrackMasterMotion.unknown
    /// What the belt was last meant to do, whether it was told so or not.
    private var isToRun = false
    private var grade: Incline?
    private var round = 0
    private var failures = 0

    init(
        bus: String, line: consuming Line, speedUnit: TreadmillSpeedUnit, responseTimeout: TimeSpan, post: CommandPost,
        readings: Mailbox<BeltReading?>, health: BusHealthRecord, report: @escaping @Sendable (BusEvent) -> Void
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
        self.report = report
    }

    mutating func exchange() throws(BusProblem) -> Bool {
        do throws(BusProblem) {
            if let command = post.command(at: MonotonicClock.now()) { try obey(command.belt) }
            try readBelt()
            failures = 0
            health.recovered("belt")
            return true
        } catch {
            try failed(error)
            return false
        }
    }

    // MARK: Commands

    private mutating func obey(_ command: BeltCommand) throws(BusProblem) {
        isToRun = command.isRunning
        guard isToRun else {
            if motion != .stopped { try stop() }
            return
        }
        switch motion {
        case .unknown, .stoppedByItself:
            // Settings could set a belt in motion of which nothing is known; its status comes first.
            return
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

    private mutating func set(speed tenths: Int) throws(BusProblem) {
        guard settings.speedTenths != tenths else { return }
        settings.speedTenths = nil
        _ = try ask(.setSpeed(tenths: tenths))
        if try readNumber(.readSetSpeed) == tenths { settings.speedTenths = tenths }
    }

    private mutating func set(grade tenths: Int) throws(BusProblem) {
        guard settings.gradeTenths != tenths else { return }
        settings.gradeTenths = nil
        _ = try ask(.setGrade(tenths: tenths))
        if try readNumber(.readSetGrade) == tenths { settings.gradeTenths = tenths }
    }

    // MARK: Readings

    private mutating func readBelt() throws(BusProblem) {
        let begin = MonotonicClock.now()
        let payload = try ask(.readStatus)
        guard let state = payload.first.flatMap(TrackMaster.BeltState.init(rawValue:)) else {
            throw .badFrame("belt status \(payload)")
        }
        motion.observe(state)
        let speed = try readNumber(.readSpeed)
        if round % Self.roundsPerGrade == 0 { grade = try readGrade() }
        round &+= 1
        publish(state, speedTenths: speed, at: begin)
    }

    private mutating func readGrade() throws(BusProblem) -> Incline? {
        let tenths = try readNumber(.readGrade)
        return tenths == TrackMaster.invalidTenths ? nil : .percentGrade(Double(tenths) / 10)
    }

    private mutating func publish(_ state: TrackMaster.BeltState, speedTenths: Int, at instant: MonotonicInstant) {
        guard speedTenths != TrackMaster.invalidTenths else {
            flagLastReading(.emergencyStop)
            return
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
        try line.write(command.bytes, before: deadline)
        var reply = try line.read(1, before: deadline)
        if let refusal = reply.first.flatMap(TrackMaster.Refusal.init(rawValue:)) { throw .refused(refusal) }
        guard reply.first == command.acknowledgement else {
            throw .badFrame("answer \(reply) to \(command)")
        }
        if command.replyLength > 1 { reply += try line.read(command.replyLength - 1, before: deadline) }
        health.succeeded(in: MonotonicClock.now() - begin)
        return try decoding { () throws(DecodingProblem) in try TrackMaster.payload(of: reply, to: command) }
    }

    /// After a failure nothing that was set is believed, and what may still come in is thrown away.
    private mutating func failed(_ problem: BusProblem) throws(BusProblem) {
        settings = ConfirmedSettings()
        motion = .unknown
        failures += 1
        flagLastReading(.commandUnconfirmed)
        if case .lineLost = problem { throw problem }
        if failures >= Self.mostFailures { throw .lineLost("\(failures) failures in a row, the last: \(problem)") }
        if health.failed(problem, device: "belt", disconnected: false) {
            report(.problem(bus: bus, device: "belt", problem))
        }
        MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(20))
        try line.discardInput()
    }
}
