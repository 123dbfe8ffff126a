/// The control core: readings and requests in, an admitted command out.
///
/// A value with all its state inside. It knows no clock, no device and no file, so that the daemon, a simulation and a
/// replay run exactly the same code: the same inputs at the same instants give the same outputs, bit for bit.
public struct Controller: Sendable {
    public let limits: ControlLimits
    /// `nil` while no session is loaded: the belt is kept stopped and support held.
    public let setup: SessionSetup?

    private var session: Session
    private var believed = BelievedReadings()
    private var monitor: InterlockMonitor
    private var envelope: SafetyEnvelope
    private var belt = BeltController()
    private var unloading = UnloadingController()
    private var support = SupportEstimator()
    private var meanBeltSpeed = LowPass(timeConstant: 0.5)
    private var standstill = StandstillDetector()
    private var lastTick: MonotonicInstant?
    private var lastCommand = AdmittedCommand.safeState

    private let isConfigurationSound: Bool

    /// A controller for one session, which begins with its checks; or, without a setup, one that only supervises.
    ///
    /// - Parameter carried: interlocks that an earlier controller left behind when it died. Where there are any, and no
    ///   setup, everything begins with them latched, and only an operator's acknowledgement ends that.
    public init(limits: ControlLimits, setup: SessionSetup?, carried: InterlockSet = .none) {
        let session = Session(limits: limits, setup: setup, carried: carried)
        self.init(limits: limits, setup: setup, session: session, isSound: setup?.isSound(under: limits) ?? true)
    }

    /// A controller that moves one drive slowly, with nobody on the machine, so that its watchdog can be put to the proof.
    public init(limits: ControlLimits, trial: MotionTrial) {
        self.init(limits: limits, setup: nil, session: Session(limits: limits, trial: trial), isSound: true)
    }

    private init(limits: ControlLimits, setup: SessionSetup?, session: Session, isSound: Bool) {
        self.limits = limits
        self.setup = setup
        self.session = session
        monitor = InterlockMonitor(limits: limits)
        envelope = SafetyEnvelope(limits: limits, runnerMass: setup?.runnerMass)
        isConfigurationSound = isSound && limits.violations().isEmpty
    }

    /// Between two ticks lies a hundredth of a second; with more than this the machine was suspended, or its clock is not
    /// one.
    static let longestGap = TimeSpan.milliseconds(1000)

    /// One tick of the loop. Allocates nothing.
    public mutating func step(_ rawInputs: ControlInputs, at now: MonotonicInstant) -> ControlOutputs {
        if lastTick == nil { session.begin(at: now) }
        let passed = lastTick.map { now - $0 } ?? .zero
        // A stall must not count as time in which anything was seen to be good, nor move a ramp or the plan ahead.
        let dt = min(max(passed, .zero), SafetyEnvelope.longestStep)
        lastTick = now
        let (inputs, impossible) = believed.take(
            rawInputs, springStiffness: limits.support.springStiffness, at: now, dt: dt)
        let estimates = estimate(inputs, now: now, dt: dt)
        let timeIsBroken = passed < .zero || passed > Self.longestGap
        let context = monitorContext(estimates, timeIsBroken: timeIsBroken)
        let active = monitor.update(inputs, context, at: now, dt: dt).union(impossible)
        let tick = SessionTick(
            now: now, dt: dt, active: active, standstillConfirmed: estimates.standstillConfirmed,
            meanSupport: estimates.meanSupport, support: freshSupport(inputs, now: now),
            beltReference: belt.reference)
        let (demand, result) = session.step(tick, request: inputs.request)
        let reaction = session.reaction(active)
        let request = motionRequest(demand, inputs: inputs, estimates: estimates, now: now, dt: dt)
        lastCommand = envelope.admit(request, inputs: inputs, reaction: reaction, at: now, dt: dt)
        unloading.admitted(lastCommand.hoist, insteadOf: request.hoist, dt: dt)
        return ControlOutputs(
            state: session.state, position: session.cursor.position, announcedChangeIn: announcedChange(now),
            setpoints: demand.setpoints, bodyWeightCommanded: session.bodyWeightCommanded, command: lastCommand,
            estimates: estimates, activeInterlocks: active, latchedInterlocks: session.latched, reaction: reaction,
            requestResult: result)
    }

    private mutating func estimate(_ inputs: ControlInputs, now: MonotonicInstant, dt: TimeSpan) -> Estimates {
        let beltIsFresh = Freshness.isFresh(inputs.belt?.sampledAt, limit: limits.supervision.beltAge, now: now)
        standstill.update(inputs.belt, isFresh: beltIsFresh, dt: dt)
        if let force = freshSupport(inputs, now: now) {
            let position = freshPosition(inputs, now: now) ?? .zero
            let added = Force.newtons(position.meters * limits.support.springStiffness)
            support.update(force, addedByHoist: added, dt: dt)
        }
        if let reading = inputs.belt, beltIsFresh {
            meanBeltSpeed.update(reading.speedMeasured.metersPerSecond, dt: dt.seconds)
        } else {
            meanBeltSpeed.reset()
        }
        let mean = freshSupport(inputs, now: now) == nil ? nil : support.meanSupport
        var bodyWeight: BodyWeightPercent?
        if let mean, let mass = setup?.runnerMass { bodyWeight = BodyWeightPercent(underSupport: mean, of: mass) }
        return Estimates(
            meanSupport: mean, bodyWeight: bodyWeight,
            meanBeltSpeed: meanBeltSpeed.value.map(BeltSpeed.metersPerSecond), cadence: support.cadence,
            standstillConfirmed: standstill.isConfirmed)
    }

    private func freshSupport(_ inputs: ControlInputs, now: MonotonicInstant) -> Force? {
        guard let cell = inputs.loadCell,
            Freshness.isFresh(cell.sampledAt, limit: limits.supervision.loadCellAge, now: now)
        else { return nil }
        return cell.supportForceMeasured
    }

    private func freshPosition(_ inputs: ControlInputs, now: MonotonicInstant) -> HoistPosition? {
        guard let hoist = inputs.hoist,
            Freshness.isFresh(hoist.sampledAt, limit: limits.supervision.hoistAge, now: now)
        else { return nil }
        return hoist.positionMeasured
    }

    private func supportState(_ inputs: ControlInputs, _ estimates: Estimates, now: MonotonicInstant) -> SupportState {
        SupportState(
            meanSupport: support.meanSupport, cadence: estimates.cadence, support: freshSupport(inputs, now: now),
            position: freshPosition(inputs, now: now),
            age: inputs.loadCell.map { max(now - $0.sampledAt, .zero) } ?? .zero)
    }

    private func monitorContext(_ estimates: Estimates, timeIsBroken: Bool) -> MonitorContext {
        MonitorContext(
            isTracking: session.isTracking, isRegulating: session.isRegulating, isProving: session.trial != nil,
            needsOperator: session.needsOperator, commanded: lastCommand, supportTarget: session.supportTarget,
            meanSupport: estimates.meanSupport, seesSteps: estimates.cadence != nil,
            runnerWeight: session.mass?.weight ?? .zero,
            stopOverdue: session.stopOverdue, isConfigurationSound: isConfigurationSound, timeIsBroken: timeIsBroken)
    }

    private mutating func motionRequest(
        _ demand: SessionDemand, inputs: ControlInputs, estimates: Estimates, now: MonotonicInstant, dt: TimeSpan
    ) -> MotionRequest {
        let isFresh = Freshness.isFresh(inputs.belt?.sampledAt, limit: limits.supervision.beltAge, now: now)
        let measured = isFresh ? inputs.belt?.speedMeasured : nil
        let (isRunning, speed) = belt.step(demand.belt, measured: measured, limits: limits.belt, dt: dt)
        let incline = isRunning ? demand.setpoints.incline : lastCommand.belt.incline
        return MotionRequest(
            belt: BeltCommand(isRunning: isRunning, speed: speed, incline: incline),
            hoist: unloading.step(
                demand.support, supportState(inputs, estimates, now: now), limits: limits.support, dt: dt))
    }

    private func announcedChange(_ now: MonotonicInstant) -> TimeSpan? {
        if case .countdown(let endsAt) = session.state { return endsAt - now }
        return session.cursor.announcedChangeIn
    }
}
