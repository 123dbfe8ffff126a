import FlightLog
import TreadmillControl

/// Sums up the ticks of a simulated session.
struct SimulationTally {
    /// How long setpoints must have stood still, and reached their targets, before a part counts as steady.
    static let settlingTime = TimeSpan.milliseconds(3000)

    private let setup: SessionSetup
    private var narrator: SessionNarrator
    private var intervals: [IntervalTally]
    private var events: [LogEvent] = []
    private var last: SimulatedSession.Tick?
    private var latched = InterlockSet.none
    private var unsteadyUntil = MonotonicInstant.zero
    private var squaredError = 0.0
    private var peakError = 0.0
    private var steadyTicks: UInt64 = 0

    init(setup: SessionSetup) {
        self.setup = setup
        narrator = SessionNarrator(plan: setup.plan)
        intervals = setup.plan.intervals.map { _ in IntervalTally() }
    }

    /// Adds a tick and returns what it had to tell.
    mutating func add(_ tick: SimulatedSession.Tick) -> [LogEvent] {
        let told = narrator.events(in: tick.outputs, at: tick.time)
        events += told
        latched = latched.union(tick.outputs.latchedInterlocks)
        if !isOnTarget(tick.outputs) { unsteadyUntil = tick.time + Self.settlingTime }
        let index = Int(tick.outputs.position.interval)
        if tick.outputs.position.isAdvancing, intervals.indices.contains(index) {
            intervals[index].ticks += 1
            if tick.time >= unsteadyUntil { addSteady(tick, interval: index) }
        }
        last = tick
        return told
    }

    func result(period: TimeSpan) -> SimulationResult {
        SimulationResult(
            intervals: zip(setup.plan.intervals, intervals).map { $1.result(for: $0) },
            finalState: last?.outputs.state ?? .idle, latchedInterlocks: latched,
            ticks: last.map { $0.number + 1 } ?? 0,
            duration: last.map { $0.time - SimulatedSession.start } ?? .zero,
            planTime: last?.outputs.position.elapsed ?? .zero,
            supportErrorRMS: .newtons(steadyTicks > 0 ? (squaredError / Double(steadyTicks)).squareRoot() : 0),
            supportErrorPeak: .newtons(peakError), events: events)
    }

    private func isOnTarget(_ outputs: ControlOutputs) -> Bool {
        outputs.state.phase == .running && isNearSetpoint(outputs)
            && outputs.bodyWeightCommanded == outputs.setpoints.bodyWeight
            && outputs.setpoints.beltSpeed == last?.outputs.setpoints.beltSpeed
            && outputs.setpoints.bodyWeight == last?.outputs.setpoints.bodyWeight
    }

    /// The command may differ from the setpoint by what the belt controller adds for a drive that is a little off.
    private func isNearSetpoint(_ outputs: ControlOutputs) -> Bool {
        let setpoint = outputs.setpoints.beltSpeed
        return (outputs.command.belt.speed - setpoint).magnitude <= max(setpoint * 0.05, .metersPerSecond(0.05))
    }

    private mutating func addSteady(_ tick: SimulatedSession.Tick, interval: Int) {
        guard let support = tick.inputs.loadCell?.supportForceMeasured, let speed = tick.inputs.belt?.speedMeasured
        else { return }
        intervals[interval].add(
            bodyWeight: BodyWeightPercent(underSupport: support, of: setup.runnerMass), speed: speed,
            setpoints: tick.outputs.setpoints)
        let error = (support - tick.outputs.setpoints.bodyWeight.supportForce(for: setup.runnerMass)).newtons
        squaredError += error * error
        peakError = max(peakError, error.magnitude)
        steadyTicks += 1
    }
}

/// Sums over one interval.
private struct IntervalTally {
    var ticks: UInt64 = 0
    private var steadyTicks: UInt64 = 0
    private var bodyWeight = 0.0
    private var speed = 0.0
    private var bodyWeightSetpoint = 0.0
    private var speedSetpoint = 0.0

    mutating func add(bodyWeight: BodyWeightPercent, speed: BeltSpeed, setpoints: Setpoints) {
        steadyTicks += 1
        self.bodyWeight += bodyWeight.percent
        self.speed += speed.metersPerSecond
        bodyWeightSetpoint += setpoints.bodyWeight.percent
        speedSetpoint += setpoints.beltSpeed.metersPerSecond
    }

    func result(for planned: PlannedInterval) -> SimulationResult.Interval {
        SimulationResult.Interval(
            planned: planned, ticks: ticks, steadyTicks: steadyTicks,
            meanBodyWeight: mean(bodyWeight).map(BodyWeightPercent.percent),
            meanBeltSpeed: mean(speed).map(BeltSpeed.metersPerSecond),
            meanBodyWeightSetpoint: mean(bodyWeightSetpoint).map(BodyWeightPercent.percent),
            meanBeltSpeedSetpoint: mean(speedSetpoint).map(BeltSpeed.metersPerSecond))
    }

    private func mean(_ sum: Double) -> Double? { steadyTicks > 0 ? sum / Double(steadyTicks) : nil }
}
