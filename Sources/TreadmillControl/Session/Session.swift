/// What a tick tells the session.
struct SessionTick: Equatable, Sendable {
    var now: MonotonicInstant
    var dt: TimeSpan
    var active: InterlockSet
    var standstillConfirmed: Bool
    var meanSupport: Force?
    /// The newest support force, `nil` unless fresh.
    var support: Force?
    /// The belt controller's ramped speed.
    var beltReference: BeltSpeed
}

/// What the session wants of the controllers.
struct SessionDemand: Equatable, Sendable {
    var belt: BeltDemand
    var support: SupportDemand
    var setpoints: Setpoints
}

/// The life of one session: checks, arming, countdown, the plan, pauses, stops and faults.
///
/// Nothing here resumes by itself: every way back to a moving belt leads through an operator's request, the checks, the
/// arming of the support and the announced countdown, and begins at the start speed.
struct Session: Equatable, Sendable {
    let limits: ControlLimits
    let plan: SessionPlan
    let mass: Mass?
    /// Instead of a plan: a drive to be put to the proof.
    let trial: MotionTrial?
    private let wantsOperator: Bool
    var state: SessionState
    var cursor = PlanCursor()
    var adjustment = PlanAdjustment()
    /// The BW% that the force loop regulates to: the setpoint after its slew limit.
    var bodyWeightCommanded = BodyWeightPercent.percent(100)
    /// How fast ``bodyWeightCommanded`` moves, points of BW% per second; negative when support grows.
    var bodyWeightRate = 0.0
    var latched = InterlockSet.none
    var lowering = SupportLowering()
    var stopRate: Acceleration
    /// A stop ran past its deadline; true until standstill is confirmed after all.
    var stopOverdue = false
    /// The belt has reached the plan's speed since the last start or resume.
    var hasReachedSpeed = false
    /// The belt has run in this session.
    var hasRun = false
    /// Why the session is to end, once that is decided: no fault on the way turns that into a pause.
    var ending: FinishReason?
    /// The rope is tight and ``bodyWeightCommanded`` has been taken over from it.
    var isTensioned = false
    /// The plan is over; the belt slows down to the start speed, with the force loop at work, and then stops.
    var isRunningOut = false
    /// Time spent winding up loose rope since the rope last carried something: attempts in one session add up.
    private var takenUpFor = TimeSpan.zero
    var good = ConditionTimer()
    /// What last kept the checks from passing.
    private var lastForbidding = InterlockSet.none

    init(limits: ControlLimits, setup: SessionSetup?, carried: InterlockSet = .none) {
        let idle = carried.isEmpty ? SessionState.idle : .faulted
        self.init(limits: limits, setup: setup, trial: nil, state: setup == nil ? idle : .checking(since: .zero))
        if case .faulted = state { latched = carried }
    }

    init(limits: ControlLimits, trial: MotionTrial) {
        self.init(limits: limits, setup: nil, trial: trial, state: .checking(since: .zero))
    }

    private init(limits: ControlLimits, setup: SessionSetup?, trial: MotionTrial?, state: SessionState) {
        self.limits = limits
        self.trial = trial
        self.state = state
        plan = setup?.plan ?? SessionPlan(title: "", intervals: [])
        mass = setup?.runnerMass
        wantsOperator = setup?.needsOperatorLink ?? false
        stopRate = limits.belt.controlledStop
    }

    /// Whether the operator must be there now: from the checks to the end of the run. Where the belt stands and support is
    /// held, or is on its way there, nobody is needed.
    var needsOperator: Bool {
        guard wantsOperator else { return false }
        switch state {
        case .checking, .armed, .countdown, .running: return true
        case .idle, .paused, .stopping, .finished, .faulted, .proving: return false
        }
    }

    /// Tells the session when its life begins, before its first tick.
    mutating func begin(at now: MonotonicInstant) {
        if case .checking = state { state = .checking(since: now) }
    }

    /// One tick.
    mutating func step(_ tick: SessionTick, request: OperatorRequest?) -> (demand: SessionDemand, RequestResult?) {
        if tick.standstillConfirmed { stopOverdue = false }
        react(to: tick)
        let result = request.map { RequestResult(id: $0.id, outcome: handle($0.action, tick)) }
        progress(tick)
        moveBodyWeight(tick)
        let believed = isForceBelieved(tick.active) ? tick.support : nil
        if lowering.step(force: believed, standstillConfirmed: tick.standstillConfirmed, dt: tick.dt) { lowered() }
        return (demand(tick), result)
    }

    /// The reaction in force: of causes present now and of those that wait for a person.
    func reaction(_ active: InterlockSet) -> Reaction { active.union(latched).reaction }

    /// Whether a force of nothing may be taken for a rope at rest.
    private func isForceBelieved(_ active: InterlockSet) -> Bool {
        let doubts: [Interlock] = [
            .loadCellReadingStale, .loadCellReadingFrozen, .loadCellReadingImpossible, .loadCellFault, .harnessSlack,
        ]
        let present = active.union(latched)
        return !doubts.contains(where: present.contains) && !hasTakenUpAll
    }

    /// All the rope that may be wound up without force has been: it hangs looser than anybody hooks it in, or the load
    /// cell does not say what it carries.
    var hasTakenUpAll: Bool { takenUpFor > Self.longestTakeUp }

    // MARK: Interlocks

    private mutating func react(to tick: SessionTick) {
        if tick.active.forbidsLowering { lowering.stop() }
        var grave = tick.active.atLeast(.controlledStop)
        // Checks wait for their operator to appear.
        if case .checking = state { grave.set(.operatorLinkLost, false) }
        guard !grave.isEmpty else { return }
        switch state {
        case .idle, .finished:
            return
        case .checking where !hasRun:
            // Somebody says no: that is not waited out.
            let spoken = [Interlock.emergencyStop, .lanyardPulled].filter(grave.contains)
            if !spoken.isEmpty { refuse(because: forbidding(tick.active), tick) }
        case .checking, .armed, .countdown, .running, .paused, .stopping, .proving:
            latched = latched.union(grave)
            lowering.stop()
            stop(towards: .faulted, rate: rate(for: grave.reaction), tick)
        case .faulted:
            latched = latched.union(grave)
        }
    }

    private func rate(for reaction: Reaction) -> Acceleration {
        switch reaction {
        case .none, .warn, .hold, .controlledStop: limits.belt.controlledStop
        case .protectiveStop: limits.belt.protectiveStop
        case .emergencyStop: limits.belt.emergencyStop
        }
    }

    /// Begins a stop, or makes the present one more severe; a stop is never softened.
    mutating func stop(towards destination: StopDestination, rate: Acceleration, _ tick: SessionTick) {
        let needed = TimeSpan.seconds(tick.beltReference.metersPerSecond / rate.metersPerSecondSquared)
        let deadline = tick.now + needed + limits.supervision.standstillMargin
        cursor.freeze()
        if case .finished(let reason) = destination { ending = reason }
        guard case .stopping(let present, let presentDeadline) = state else {
            stopRate = rate
            state = .stopping(destination, deadline: deadline)
            return
        }
        stopRate = max(stopRate, rate)
        state = .stopping(graver(present, destination), deadline: min(presentDeadline, deadline))
    }

    private func graver(_ a: StopDestination, _ b: StopDestination) -> StopDestination {
        func rank(_ destination: StopDestination) -> Int {
            switch destination {
            case .paused: 0
            case .finished: 1
            case .faulted: 2
            }
        }
        return rank(b) > rank(a) ? b : a
    }

    private mutating func lowered() {
        if case .finished = state { state = .idle }
    }

    // MARK: Progress

    private mutating func progress(_ tick: SessionTick) {
        switch state {
        case .idle, .paused, .finished, .faulted:
            return
        case .checking(let since):
            progressChecks(since: since, tick)
        case .armed(let since):
            progressArming(since: since, tick)
        case .countdown(let endsAt):
            progressCountdown(endsAt: endsAt, tick)
        case .running:
            progressPlan(tick)
        case .stopping(let destination, let deadline):
            progressStop(destination, deadline: deadline, tick)
        case .proving(let since):
            progressTrial(since: since, tick)
        }
    }

    private mutating func progressTrial(since: MonotonicInstant, _ tick: SessionTick) {
        guard let trial, tick.now - since < trial.duration else {
            return stop(towards: .finished(.completed), rate: limits.belt.controlledStop, tick)
        }
    }

    private mutating func progressChecks(since: MonotonicInstant, _ tick: SessionTick) {
        let present = forbidding(tick.active)
        let isGood = present.isEmpty && tick.standstillConfirmed
        // One that comes and goes is a reason too, even if it happens to be gone when the time is over.
        if !present.isEmpty { lastForbidding = present }
        let causes = present.isEmpty ? lastForbidding : present
        if good.update(isGood, dt: tick.dt, longerThan: limits.session.checkTime) {
            good.reset()
            lastForbidding = .none
            isTensioned = false
            state = trial == nil ? .armed(since: tick.now) : .proving(since: tick.now)
            return
        }
        // What is configured does not change by waiting.
        let isHopeless = present.contains(.configurationRefused)
        guard isHopeless || tick.now - since > limits.session.checkTimeout else { return }
        refuse(because: causes, tick)
    }

    /// The causes that keep this session from being armed. A proof that expires while a runner pauses does not end the
    /// session.
    private func forbidding(_ active: InterlockSet) -> InterlockSet {
        var causes = active.forbiddingArming
        if hasRun { causes.set(.proofMissing, false) }
        return causes
    }

    private mutating func refuse(because reasons: InterlockSet, _ tick: SessionTick) {
        var causes = reasons
        if !tick.standstillConfirmed { causes.insert(.standstillUnconfirmed) }
        latched = causes
        lastForbidding = .none
        state = hasRun ? .faulted : .finished(.checksFailed)
    }

    /// Raises the support to the interval's body weight; once it is there and steady, the countdown begins.
    private mutating func progressArming(since: MonotonicInstant, _ tick: SessionTick) {
        let target = setpoints.bodyWeight
        if !isTensioned {
            takenUpFor = takenUpFor + tick.dt
            takeOverTension(target: target, tick)
        }
        let error = (estimatedBodyWeight(tick) ?? .percent(100)) - bodyWeightCommanded
        let isThere =
            isTensioned && bodyWeightCommanded == target
            && error.magnitude.percent < limits.supervision.forceErrorWarning
        if good.update(isThere, dt: tick.dt, longerThan: .milliseconds(1000)) {
            good.reset()
            state = .countdown(endsAt: tick.now + limits.session.countdown)
        } else if isTensioned ? tick.now - since > Self.longestArming : hasTakenUpAll {
            latched.insert(isTensioned ? .supportForceError : .harnessSlack)
            stop(towards: .faulted, rate: limits.belt.controlledStop, tick)
        }
    }

    /// Support that has not reached its target by then never will.
    static let longestArming = TimeSpan.milliseconds(90_000)
    /// A rope that carries nothing after 15 cm hangs looser than anybody hooks it in, or the load cell does not say what
    /// it carries: winding on would lift the runner off the belt.
    static let longestTakeUp = TimeSpan.milliseconds(5000)

    private mutating func takeOverTension(target: BodyWeightPercent, _ tick: SessionTick) {
        guard let mass, let support = tick.meanSupport else { return }
        let needsNone = target.supportForce(for: mass) < UnloadingController.slackForce
        let isTight = support >= UnloadingController.slackForce
        guard isTight || needsNone else { return }
        if isTight { takenUpFor = .zero }
        isTensioned = true
        bodyWeightCommanded = min(.percent(100), BodyWeightPercent(underSupport: support, of: mass))
    }

    /// While anything holds, the countdown begins again: the belt never starts at an unannounced moment.
    private mutating func progressCountdown(endsAt: MonotonicInstant, _ tick: SessionTick) {
        if tick.active.reaction >= .hold {
            state = .countdown(endsAt: tick.now + limits.session.countdown)
        } else if tick.now >= endsAt {
            startBelt()
        }
    }

    private mutating func startBelt() {
        hasReachedSpeed = false
        hasRun = true
        state = .running
    }

    private mutating func progressPlan(_ tick: SessionTick) {
        guard !isRunningOut else {
            cursor.freeze()
            guard tick.beltReference <= limits.belt.startSpeed else { return }
            return stop(towards: .finished(.completed), rate: limits.belt.deceleration, tick)
        }
        if tick.beltReference == setpoints.beltSpeed { hasReachedSpeed = true }
        guard hasReachedSpeed, tick.active.reaction < .hold else {
            cursor.freeze()
            return
        }
        switch cursor.advance(in: plan, announcement: limits.session.announcement, dt: tick.dt) {
        case .within, .entered: return
        case .atEnd:
            isRunningOut = true
            ending = .completed
        }
    }

    private mutating func progressStop(
        _ destination: StopDestination, deadline: MonotonicInstant, _ tick: SessionTick
    ) {
        if tick.standstillConfirmed && tick.beltReference == .zero {
            switch destination {
            case .paused: state = .paused
            case .finished(let reason): state = .finished(reason)
            case .faulted: state = .faulted
            }
        } else if tick.now > deadline {
            // A belt that is seen to move is latched by its interlock, in the next tick; one that is not seen has
            // latched its own. No fault without a reason.
            stopOverdue = true
            stopRate = limits.belt.emergencyStop
            if tick.beltReference == .zero && !latched.isEmpty { state = .faulted }
        }
    }
}
