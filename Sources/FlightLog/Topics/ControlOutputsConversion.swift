import TreadmillControl

extension ControlOutputsRecord {
    /// The record of what the core yielded at `time`, in tick number `tick`.
    public init(tick: UInt64, at time: MonotonicInstant, _ outputs: ControlOutputs) {
        self.init(tick: tick, at: time)
        store(outputs.state)
        store(outputs.position)
        if let span = outputs.announcedChangeIn {
            hasAnnouncedChange = true
            announcedChangeIn = span.nanoseconds
        }
        beltSpeedSetpoint = outputs.setpoints.beltSpeed.metersPerSecond
        bodyWeightSetpoint = outputs.setpoints.bodyWeight.percent
        inclineSetpoint = outputs.setpoints.incline.percentGrade
        bodyWeightCommanded = outputs.bodyWeightCommanded.percent
        store(outputs.command)
        store(outputs.estimates)
        activeInterlockBits = outputs.activeInterlocks.bits
        latchedInterlockBits = outputs.latchedInterlocks.bits
        reactionCode = outputs.reaction.rawValue
        if let result = outputs.requestResult {
            hasRequestResult = true
            requestResultID = result.id
            requestOutcome = result.outcome.rawValue
        }
    }

    private mutating func store(_ sessionState: SessionState) {
        state = sessionState.phase.rawValue
        switch sessionState {
        case .idle, .running, .paused, .faulted: break
        case .checking(let since), .armed(let since), .proving(let since): store(stateTime: since)
        case .countdown(let end): store(stateTime: end)
        case .stopping(let destination, let deadline):
            store(stateTime: deadline)
            store(destination)
        case .finished(let reason): store(reason)
        }
    }

    private mutating func store(stateTime instant: MonotonicInstant) {
        hasStateTime = true
        stateTime = instant.nanoseconds
    }

    private mutating func store(_ destination: StopDestination) {
        hasStopDestination = true
        switch destination {
        case .paused: stopDestination = StopDestinationCode.paused.rawValue
        case .finished(let reason):
            stopDestination = StopDestinationCode.finished.rawValue
            store(reason)
        case .faulted: stopDestination = StopDestinationCode.faulted.rawValue
        }
    }

    private mutating func store(_ reason: FinishReason) {
        hasFinishReason = true
        finishReasonCode = reason.rawValue
    }

    private mutating func store(_ position: PlanPosition) {
        planInterval = position.interval
        planIntervalElapsed = position.elapsedInInterval.nanoseconds
        planElapsed = position.elapsed.nanoseconds
        planIsAdvancing = position.isAdvancing
    }

    private mutating func store(_ command: AdmittedCommand) {
        beltIsRunningCommanded = command.belt.isRunning
        beltSpeedCommanded = command.belt.speed.metersPerSecond
        inclineCommanded = command.belt.incline.percentGrade
        switch command.hoist {
        case .hold:
            hoistIsMovingCommanded = false
            hoistVelocityCommanded = 0
        case .move(let velocity):
            hoistIsMovingCommanded = true
            hoistVelocityCommanded = velocity.metersPerSecond
        }
    }

    private mutating func store(_ estimates: Estimates) {
        if let support = estimates.meanSupport {
            hasMeanSupport = true
            meanSupportEstimated = support.newtons
        }
        if let bodyWeight = estimates.bodyWeight {
            hasBodyWeight = true
            bodyWeightEstimated = bodyWeight.percent
        }
        if let speed = estimates.meanBeltSpeed {
            hasMeanBeltSpeed = true
            meanBeltSpeedEstimated = speed.metersPerSecond
        }
        if let cadence = estimates.cadence {
            hasCadence = true
            cadenceEstimated = cadence
        }
        standstillConfirmed = estimates.standstillConfirmed
    }
}

extension ControlOutputsRecord {
    /// The instant that the core was given for this tick.
    public var time: MonotonicInstant { MonotonicInstant(nanoseconds: timeNanoseconds) }

    /// The session's state without its payload; `nil` for a damaged record.
    public var phase: SessionPhase? { SessionPhase(rawValue: state) }

    /// Why the session ended, or will end with the stop under way.
    public var finishReason: FinishReason? { hasFinishReason ? FinishReason(rawValue: finishReasonCode) : nil }

    public var activeInterlocks: InterlockSet { InterlockSet(bits: activeInterlockBits) }
    public var latchedInterlocks: InterlockSet { InterlockSet(bits: latchedInterlockBits) }

    /// The reaction in force; `nil` for a number that no reaction has.
    public var reaction: Reaction? { Reaction(rawValue: reactionCode) }

    /// Plan time spent altogether.
    public var planTime: TimeSpan { TimeSpan(nanoseconds: planElapsed) }

    /// Index of the plan's interval, from zero.
    public var intervalIndex: Int { Int(planInterval) }

    /// Plan time spent in that interval.
    public var timeInInterval: TimeSpan { TimeSpan(nanoseconds: planIntervalElapsed) }

    /// Whether plan time ran in this tick.
    public var isPlanAdvancing: Bool { planIsAdvancing }

    /// Whether the rope was held, not moved.
    public var isSupportHeld: Bool { !hoistIsMovingCommanded }

    /// What the belt was commanded to do; zero when stopped.
    public var beltCommanded: BeltSpeed {
        beltIsRunningCommanded ? .metersPerSecond(beltSpeedCommanded) : .zero
    }
}
