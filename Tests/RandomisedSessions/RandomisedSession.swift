import ControlTestKit
import FlightLog
import Glibc
import RigSimulation
import TreadmillControl

/// One session in which everything is left to chance: limits, runner, plan, operator, and what goes wrong and when. The
/// same seed gives the same session.
public struct RandomisedSession: Sendable {
    /// What one tick saw and did.
    struct Tick: Sendable {
        var time: MonotonicInstant
        var inputs: ControlInputs
        var outputs: ControlOutputs
    }

    public let seed: UInt64
    private let script: SessionScript
    private var dice: Dice
    private var rig: FaultyRig
    private var operatorAtWork: RandomOperator
    private var controller: Controller
    private var session: SessionRules
    private var stops: StopRules
    private var truth: TruthRules
    private var inForce: [(fault: RandomFault, end: MonotonicInstant)] = []
    private var now = MonotonicInstant(nanoseconds: 5_000_000_000)
    private var ticks: [Tick] = []
    private var finishedAt: TimeSpan?
    private var record: SessionRecord

    public init(seed: UInt64) {
        self.seed = seed
        var dice = Dice(seed: seed)
        let script = SessionScript(&dice)
        self.script = script
        rig = FaultyRig(runnerMass: script.mass, seed: dice.seed())
        operatorAtWork = RandomOperator(whims: script.whimRate * script.period.seconds)
        controller = script.controller
        session = SessionRules(
            limits: script.limits, plan: script.setup?.plan ?? SessionPlan(title: "", intervals: []))
        stops = StopRules(limits: script.limits)
        truth = TruthRules(limits: script.limits, mass: script.mass)
        record = SessionRecord(seed: seed)
        self.dice = dice
    }

    /// Runs the session to its end, then again over its own inputs, and says what became of it.
    /// - Parameter throughFile: whether to take the second run through a log file on disk.
    public mutating func run(throughFile: Bool) -> SessionRecord {
        let count = Int(script.duration.seconds / script.period.seconds)
        ticks.reserveCapacity(count)
        while ticks.count < count, record.broken.isEmpty, !isLongOver { step() }
        record.longestStop = truth.longestStop
        record.largestExcess = truth.largestExcess
        let repetition = Repetition(script: script, ticks: ticks)
        record.broken += repetition.differences()
        if throughFile {
            record.isThroughFile = true
            record.broken += repetition.differencesThroughFile()
        }
        return record
    }

    private mutating func step() {
        changeFaults()
        var inputs = rig.advance(to: now, applying: ticks.last?.outputs.command ?? .safeState)
        inputs.request = operatorAtWork.request(
            &dice, after: ticks.last?.outputs.state.phase, ticksASecond: 1 / script.period.seconds)
        let tick = Tick(time: now, inputs: inputs, outputs: controller.step(inputs, at: now))
        ticks.append(tick)
        if tick.outputs.state.phase != .idle { finishedAt = nil } else if finishedAt == nil { finishedAt = elapsed }
        judge(tick)
        now = now + script.period
        // The loop stalls, or its clock does.
        if elapsed > script.calmTime, script.faultRate > 0, dice.happens(0.0003) {
            now = now + .seconds(dice.number(-1...3))
        }
    }

    /// Time of the session, stalls not counted.
    private var elapsed: TimeSpan { .seconds(Double(ticks.count) * script.period.seconds) }

    /// Nothing is left that could move: the session is over and the support down for some seconds.
    private var isLongOver: Bool {
        guard let finishedAt, script.setup != nil else { return false }
        return elapsed - finishedAt > .seconds(3)
    }

    private mutating func judge(_ tick: Tick) {
        session.watch(tick.inputs, tick.outputs, at: tick.time)
        let broken =
            session.broken + stops.broken(by: tick.outputs, at: tick.time)
            + truth.broken(rig.rig, tick.outputs, at: tick.time)
        record.add(tick.outputs, lasting: script.period)
        record.broken += broken.map { "after \(elapsed.seconds) s: \($0)" }
    }

    private mutating func changeFaults() {
        for (fault, end) in inForce where end <= now { rig.end(fault) }
        inForce.removeAll { $0.end <= now }
        guard elapsed > script.calmTime, inForce.count < 3, dice.happens(script.faultRate * script.period.seconds)
        else { return }
        let fault = dice.fault()
        guard !inForce.contains(where: { $0.fault == fault }) else { return }
        rig.begin(fault)
        inForce.append((fault, now + dice.time(upTo: .seconds(10))))
        record.faults[fault.kind, default: 0] += 1
    }
}
