import Testing
import TreadmillControl

@testable import ControlDaemon

/// A drive that is put to the proof, in virtual time: what it does when nobody talks to it is the test's choice.
private struct TrialBench {
    /// What the drive does once it has heard nothing for its watchdog's time.
    enum Watchdog { case stopsAndSays, stopsSilently, deaf, slow }

    var trial: WatchdogTrial
    var watchdog = Watchdog.stopsAndSays
    /// Whether the drive obeys a stop.
    var obeys = true
    /// Whether it answers after the silence.
    var answers = true
    /// Whether it becomes ready after a trip.
    var recovers = true
    var phase = SessionState.proving(since: .zero)
    private(set) var orders: [WatchdogTrial.Order] = []
    private(set) var fastestWhileSilent = 0.0

    private var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    private var lastSpokenAt = MonotonicInstant(nanoseconds: 1_000_000_000)
    private var silentUntil = MonotonicInstant.zero
    private var lookUntil = MonotonicInstant.zero
    private var reading: DriveView
    private var speed = 0.0
    private var isTripped = false
    private var isStopped = false
    private let drive: MotionTrial.Part
    private let outputs: ControlOutputs
    /// What the drive reports of its speed, times what it is.
    private let reported: Double

    init(
        _ drive: MotionTrial.Part, watchdog: Watchdog = .stopsAndSays, reporting reported: Double = 1,
        saysTripped: Bool = true
    ) {
        self.drive = drive
        self.reported = reported
        self.watchdog = watchdog
        var ticks = HandmadeTicks(session: 1, setup: nil)
        outputs = ticks.next().outputs
        trial = WatchdogTrial(
            drive: drive, watchdog: .milliseconds(500), saysTripped: saysTripped, limits: BeltLimits())
        reading = DriveView(sampledAt: now, velocity: 0, status: [.ready, .watchdogVerified])
    }

    /// Runs until the trial has found something, at most half a minute.
    mutating func run() -> WatchdogTrial.Finding? {
        for _ in 0..<3000 where trial.finding == nil { tick() }
        return trial.finding
    }

    mutating func tick() {
        now = now + .milliseconds(10)
        move()
        talk()
        var outputs = outputs
        outputs.state = phase
        outputs.command = Self.startSpeed
        let order = trial.observe(inputs, outputs, lastSpokenAt: lastSpokenAt, at: now)
        obey(order)
    }

    /// A belt that is told its start speed, as the core's envelope admits it.
    private static let startSpeed: AdmittedCommand = {
        var envelope = SafetyEnvelope(limits: ControlLimits(), runnerMass: .kilograms(70))
        let command = BeltCommand(isRunning: true, speed: .metersPerSecond(0.14), incline: .zero)
        var admitted = AdmittedCommand.safeState
        var now = MonotonicInstant.zero
        for _ in 0..<500 where admitted.belt != command {
            now = now + .milliseconds(10)
            let inputs = ControlInputs(
                belt: BeltReading(sampledAt: now, speedMeasured: admitted.belt.speed, status: .ready),
                hoist: HoistReading(sampledAt: now, positionMeasured: .zero, velocityMeasured: .zero, status: .ready),
                loadCell: LoadCellReading(sampledAt: now, supportForceMeasured: .zero, status: .ready))
            admitted = envelope.admit(
                MotionRequest(belt: command, hoist: .hold), inputs: inputs, reaction: .none, at: now,
                dt: .milliseconds(10))
        }
        return admitted
    }()

    private mutating func move() {
        let top = drive == .belt ? 0.14 : 0.02
        let hasHeardNothing = now - lastSpokenAt > .milliseconds(500)
        switch watchdog {
        case .stopsAndSays: if hasHeardNothing { isTripped = true }
        case .stopsSilently: if hasHeardNothing { isStopped = true }
        case .deaf: break
        case .slow: if now - lastSpokenAt > .milliseconds(2500) { isTripped = true }
        }
        let isToMove = !isTripped && !isStopped
        speed = isToMove ? min(top, speed + 0.0014) : max(0, speed - 0.01)
    }

    private mutating func talk() {
        if now < silentUntil {
            fastestWhileSilent = max(fastestWhileSilent, speed)
            return
        }
        let isLook = now < lookUntil
        guard answers || silentUntil == .zero else { return }
        if !isLook {
            lastSpokenAt = now
            // The core has commanded a stop by now; the driver resets a watchdog that tripped.
            if silentUntil != .zero {
                if recovers { isTripped = false }
                isStopped = isStopped || obeys
            }
        }
        var status: DeviceStatus = isTripped ? [.watchdogVerified, .watchdogTripped] : [.ready, .watchdogVerified]
        if speed > 0 { status.insert(.running) }
        reading = DriveView(sampledAt: now, velocity: speed * reported, status: status)
    }

    private mutating func obey(_ order: WatchdogTrial.Order) {
        switch order {
        case .none: return
        case .beSilent(let silence, let look):
            silentUntil = now + silence
            lookUntil = silentUntil + look
        case .speak: lookUntil = now
        }
        orders.append(order)
    }

    private var inputs: ControlInputs {
        switch drive {
        case .belt:
            ControlInputs(
                belt: BeltReading(
                    sampledAt: reading.sampledAt, speedMeasured: .metersPerSecond(reading.velocity),
                    status: reading.status))
        case .hoist:
            ControlInputs(
                hoist: HoistReading(
                    sampledAt: reading.sampledAt, positionMeasured: .zero,
                    velocityMeasured: .metersPerSecond(reading.velocity), status: reading.status))
        }
    }
}

@Suite("A drive's watchdog put to the proof")
struct WatchdogTrialTests {
    @Test("a drive that stops by itself, says so and becomes ready again passes", arguments: MotionTrial.Part.allCases)
    func passes(drive: MotionTrial.Part) throws {
        var bench = TrialBench(drive)
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.remedy == nil, "\(finding.text)")
        #expect(!finding.isDangerous)
        let stopped = try #require(finding.stoppedAfter)
        #expect(stopped > .milliseconds(500), "no watchdog of 500 ms was waited for in \(stopped.milliseconds) ms")
        #expect(stopped < .milliseconds(1500))
        #expect(bench.fastestWhileSilent >= bench.trial.moving, "it was at rest before the silence began")
    }

    @Test("a drive that goes on is found, and is spoken to again at once", arguments: MotionTrial.Part.allCases)
    func deaf(drive: MotionTrial.Part) throws {
        var bench = TrialBench(drive, watchdog: .deaf)
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.isDangerous)
        #expect(finding.remedy?.hasPrefix("DO NOT USE THE MACHINE") == true)
        #expect(finding.text.contains("it stopped when it was commanded to"), "\(finding.text)")
        #expect(bench.orders.count == 2)
        #expect(bench.orders.last == .speak)
    }

    @Test("a drive that does not even stop on command is said to need the emergency stop")
    func runaway() throws {
        var bench = TrialBench(.belt, watchdog: .deaf)
        bench.obeys = false
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.isDangerous)
        #expect(finding.remedy?.hasPrefix("PRESS THE EMERGENCY STOP") == true)
    }

    @Test("a watchdog that takes five times its time has failed")
    func slow() throws {
        var bench = TrialBench(.belt, watchdog: .slow)
        let found = bench.run()
        #expect(try #require(found).isDangerous)
    }

    @Test("a belt that stands for another reason than its watchdog proves nothing")
    func stoodForAnotherReason() throws {
        var bench = TrialBench(.belt, watchdog: .stopsSilently)
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.remedy != nil)
        #expect(finding.text.contains("does not say that its watchdog tripped"))
    }

    @Test("an axis that ends each of its moves by itself need not say why; one that goes on is found all the same")
    func shortMoves() throws {
        var ends = TrialBench(.hoist, watchdog: .stopsSilently, saysTripped: false)
        let good = ends.run()
        #expect(try #require(good).remedy == nil)
        var goesOn = TrialBench(.hoist, watchdog: .deaf, saysTripped: false)
        let bad = goesOn.run()
        #expect(try #require(bad).isDangerous)
    }

    @Test("a drive that never answers again counts as one that may move")
    func gone() throws {
        var bench = TrialBench(.belt)
        bench.answers = false
        let found = bench.run()
        #expect(try #require(found).isDangerous)
    }

    @Test("a drive that does not become ready again fails, but is no danger")
    func notReady() throws {
        var bench = TrialBench(.belt)
        bench.recovers = false
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.remedy != nil)
        #expect(!finding.isDangerous)
    }

    @Test(
        "nothing falls silent before the drive is seen to move",
        arguments: [SessionState.finished(.checksFailed), .faulted])
    func neverMoved(phase: SessionState) throws {
        var bench = TrialBench(.belt)
        bench.phase = phase
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.remedy != nil)
        #expect(bench.orders.isEmpty)
    }

    // A mile is 1.609 km; 10 is a decimal place.
    @Test(
        "a belt that measures another speed than it is told fails before anything falls silent",
        arguments: [1.609, 0.7, 10])
    func anotherSpeed(factor: Double) throws {
        var bench = TrialBench(.belt, reporting: factor)
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.text.contains("told 0.14 m/s and measured"), "\(finding.text)")
        #expect(finding.remedy?.contains("speed_unit or calibration") == true)
        #expect(!finding.isDangerous)
        #expect(bench.orders.isEmpty)
    }

    @Test("a belt that shows a tenth of its speed is never seen to move, and the remedy names that, too")
    func tenthOfTheSpeed() throws {
        var bench = TrialBench(.belt, reporting: 0.1)
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.text.contains("was not seen to move"))
        #expect(finding.remedy?.contains("speed_unit or calibration") == true)
        #expect(bench.orders.isEmpty)
    }

    @Test(
        "a drive that measures the other way round is named before anybody trusts it",
        arguments: [MotionTrial.Part.belt, .hoist])
    func reversed(drive: MotionTrial.Part) throws {
        var bench = TrialBench(drive, reporting: -1)
        let found = bench.run()
        let finding = try #require(found)
        #expect(finding.text.contains(drive == .belt ? "it goes backwards" : "it goes down"))
        #expect(finding.remedy?.contains("the sign of what the drive measures") == true)
        #expect(bench.orders.isEmpty, "nothing was put to silence")
    }

    @Test("a command that never settles says nothing of the belt's speed")
    func neverSettles() {
        var now = MonotonicInstant(nanoseconds: 1_000_000_000)
        var comparison = SpeedComparison(beginning: now)
        var verdict: SpeedComparison.Verdict?
        for tick in 0..<1000 where verdict == nil {
            now = now + .milliseconds(10)
            let view = DriveView(sampledAt: now, velocity: 0.14, status: [.ready, .running])
            comparison.take(view, commanded: tick / 50 % 2 == 0 ? 0.14 : 0.13, at: now)
            verdict = comparison.verdict(at: now)
        }
        guard case .differs(let finding) = verdict else {
            Issue.record("\(String(describing: verdict))")
            return
        }
        #expect(finding.text.hasPrefix("the trial ended before"))
        #expect(finding.remedy?.contains("speed_unit") == false)
    }

    @Test("a belt that is off by as much as belts are passes", arguments: [0.93, 1.07])
    func offByLittle(factor: Double) throws {
        var bench = TrialBench(.belt, reporting: factor)
        let found = bench.run()
        #expect(try #require(found).remedy == nil)
    }

    @Test("the core's own checks are waited for")
    func checks() {
        var bench = TrialBench(.belt)
        bench.phase = .checking(since: .zero)
        for _ in 0..<1000 { bench.tick() }
        #expect(bench.trial.finding == nil)
        #expect(bench.orders.isEmpty)
    }
}
