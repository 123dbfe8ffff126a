extension Session {
    /// Carries out what an operator asks for, or says why not.
    mutating func handle(_ action: OperatorAction, _ tick: SessionTick) -> RequestOutcome {
        switch action {
        case .pause: pause(tick)
        case .resume: resume(tick)
        case .stop: stopByOperator(tick)
        case .adjustBodyWeight(let points): adjustBodyWeight(by: points)
        case .adjustSpeed(let change): adjustSpeed(by: change)
        case .lowerSupport: lowerSupport(tick)
        case .acknowledge: acknowledge(tick)
        }
    }

    private mutating func pause(_ tick: SessionTick) -> RequestOutcome {
        if lowering.isActive {
            lowering.stop()
            return .accepted
        }
        switch state {
        case .checking, .armed, .countdown, .running:
            stop(towards: .paused, rate: limits.belt.controlledStop, tick)
            return .accepted
        case .paused, .stopping(.paused, _):
            return .accepted
        case .proving:
            return stopByOperator(tick)
        case .idle, .stopping, .finished, .faulted:
            return .notInThisState
        }
    }

    private mutating func resume(_ tick: SessionTick) -> RequestOutcome {
        guard case .paused = state else { return .notInThisState }
        guard tick.active.atLeast(.hold).isEmpty else { return .interlockActive }
        lowering.stop()
        good.reset()
        state = .checking(since: tick.now)
        return .accepted
    }

    private mutating func stopByOperator(_ tick: SessionTick) -> RequestOutcome {
        if lowering.isActive {
            lowering.stop()
            return .accepted
        }
        switch state {
        case .checking, .armed, .countdown, .running, .paused, .stopping, .proving:
            stop(towards: .finished(.stoppedByOperator), rate: limits.belt.controlledStop, tick)
            return .accepted
        case .finished:
            return .accepted
        case .idle, .faulted:
            return .notInThisState
        }
    }

    private mutating func adjustBodyWeight(by points: Double) -> RequestOutcome {
        guard mayAdjust else { return .notInThisState }
        let shifted = adjustment.bodyWeight + points
        guard shifted.isFinite, shifted.magnitude <= limits.session.bodyWeightAdjustment else { return .beyondLimit }
        let interval = plan.intervals[cursor.index]
        let result = interval.bodyWeight + .percent(shifted)
        guard result >= lowestBodyWeight, result <= .percent(100) else { return .beyondLimit }
        adjustment.bodyWeight = shifted
        return .accepted
    }

    private mutating func adjustSpeed(by change: BeltSpeed) -> RequestOutcome {
        guard mayAdjust else { return .notInThisState }
        let shifted = adjustment.beltSpeed + change
        guard shifted.isFinite, shifted.magnitude <= limits.session.speedAdjustment else { return .beyondLimit }
        let result = plan.intervals[cursor.index].beltSpeed + shifted
        guard result >= limits.belt.startSpeed, result <= limits.belt.planSpeed else { return .beyondLimit }
        adjustment.beltSpeed = shifted
        return .accepted
    }

    private var mayAdjust: Bool {
        switch state {
        case .armed, .countdown, .running, .paused: cursor.index < plan.intervals.count
        case .idle, .checking, .stopping, .finished, .faulted, .proving: false
        }
    }

    private mutating func lowerSupport(_ tick: SessionTick) -> RequestOutcome {
        switch state {
        case .idle, .paused, .finished, .faulted:
            guard tick.standstillConfirmed else { return .beltNotAtStandstill }
            guard !tick.active.forbidsLowering else { return .interlockActive }
            lowering.start()
            return .accepted
        case .checking, .armed, .countdown, .running, .stopping, .proving:
            return .notInThisState
        }
    }

    private mutating func acknowledge(_ tick: SessionTick) -> RequestOutcome {
        guard case .faulted = state else { return .notInThisState }
        guard tick.active.atLeast(.controlledStop).isEmpty else { return .interlockActive }
        guard tick.standstillConfirmed else { return .beltNotAtStandstill }
        let needsRearm = latched.interlocks.contains { $0.clearCondition == .onRearm } || hasTakenUpAll
        latched = .none
        state = needsRearm ? .finished(.interlock) : ending.map(SessionState.finished) ?? .paused
        return .accepted
    }
}
