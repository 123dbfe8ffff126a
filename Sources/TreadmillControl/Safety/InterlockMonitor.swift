/// What the monitor must know of the session to judge the readings.
struct MonitorContext: Equatable, Sendable {
    /// The belt is meant to follow its command (not while it is being stopped).
    var isTracking: Bool
    /// The force loop is at work on `supportTarget`.
    var isRegulating: Bool
    /// What the belt was last commanded to do.
    var beltCommanded: BeltSpeed
    var supportTarget: Force
    var meanSupport: Force?
    var runnerWeight: Force
    /// A stop has run past its deadline without the belt being confirmed at standstill.
    var stopOverdue: Bool
}

/// Watches every interlock's cause. It says what is present now; latching is the session's business.
struct InterlockMonitor: Equatable, Sendable {
    private let limits: ControlLimits
    private var tracking = TrackingMonitor()
    private var warning = ConditionTimer()
    private var errorStop = ConditionTimer()
    private var overForce = ConditionTimer()
    private var overruns = OverrunCounter()
    private var meanError = LowPass(timeConstant: 2.0)
    private var rope = RopeConsistency()
    private var lateCell = ConditionTimer()

    init(limits: ControlLimits) { self.limits = limits }

    /// One tick: the interlocks whose cause is present.
    mutating func update(
        _ inputs: ControlInputs, _ context: MonitorContext, at now: MonotonicInstant, dt: TimeSpan
    ) -> InterlockSet {
        var present = InterlockSet.none
        checkReadings(inputs, now: now, dt: dt, into: &present)
        checkDevices(inputs, into: &present)
        checkBelt(inputs, context, dt: dt, into: &present)
        checkSupport(inputs, context, dt: dt, into: &present)
        checkRope(inputs, context, dt: dt, into: &present)
        let isOverrun = overruns.update(inputs.loop, limits: limits.supervision, dt: dt)
        present.set(.loopOverrun, isOverrun)
        present.set(.standstillUnconfirmed, context.stopOverdue && isSeenMoving(inputs, present))
        return present
    }

    /// A belt that is not seen at all has its own interlock.
    private func isSeenMoving(_ inputs: ControlInputs, _ present: InterlockSet) -> Bool {
        guard let belt = inputs.belt, !present.contains(.beltReadingStale) else { return false }
        return belt.speedMeasured.magnitude >= StandstillDetector.threshold
    }

    private mutating func checkReadings(
        _ inputs: ControlInputs, now: MonotonicInstant, dt: TimeSpan, into present: inout InterlockSet
    ) {
        let ages = limits.supervision
        present.set(.beltReadingStale, !Freshness.isFresh(inputs.belt?.sampledAt, limit: ages.beltAge, now: now))
        present.set(.hoistReadingStale, !Freshness.isFresh(inputs.hoist?.sampledAt, limit: ages.hoistAge, now: now))
        let sampledAt = inputs.loadCell?.sampledAt
        let isLost = !Freshness.isFresh(sampledAt, limit: ages.loadCellLoss, now: now)
        // Readings that are always a little too old leave the rope held for ever: that is a loss too.
        let isLate = lateCell.update(
            !Freshness.isFresh(sampledAt, limit: ages.loadCellAge, now: now), dt: dt,
            longerThan: ages.loadCellLoss - ages.loadCellAge)
        present.set(.loadCellReadingStale, isLost || isLate)
    }

    private func checkDevices(_ inputs: ControlInputs, into present: inout InterlockSet) {
        let belt = inputs.belt?.status ?? []
        let hoist = inputs.hoist?.status ?? []
        let cell = inputs.loadCell?.status ?? []
        present.set(.emergencyStop, belt.contains(.emergencyStop) || hoist.contains(.emergencyStop))
        present.set(.beltFault, belt.contains(.fault))
        present.set(.hoistFault, hoist.contains(.fault))
        present.set(.loadCellFault, !cell.isDisjoint(with: [.fault, .overload]))
        present.set(.driveWatchdogTripped, belt.contains(.watchdogTripped) || hoist.contains(.watchdogTripped))
        present.set(.deviceNotReady, !belt.contains(.ready) || !hoist.contains(.ready))
        present.set(.beltWatchdogUnverified, !belt.contains(.watchdogVerified))
        present.set(.hoistWatchdogUnverified, !hoist.contains(.watchdogVerified))
        present.set(
            .commandUnconfirmed, belt.contains(.commandUnconfirmed) || hoist.contains(.commandUnconfirmed))
    }

    private mutating func checkBelt(
        _ inputs: ControlInputs, _ context: MonitorContext, dt: TimeSpan, into present: inout InterlockSet
    ) {
        guard let reading = inputs.belt else { return }
        let isOff = tracking.update(
            commanded: context.beltCommanded, measured: reading.speedMeasured, judging: context.isTracking,
            limits: limits.supervision, dt: dt)
        present.set(.beltTracking, isOff)
        let fastest = limits.belt.machineSpeed * (1 + limits.supervision.overSpeedShare)
        present.set(.beltOverSpeed, reading.speedMeasured.magnitude > fastest)
    }

    private mutating func checkSupport(
        _ inputs: ControlInputs, _ context: MonitorContext, dt: TimeSpan, into present: inout InterlockSet
    ) {
        guard let cell = inputs.loadCell, context.runnerWeight > .zero else { return }
        let point = context.runnerWeight.newtons / 100
        let supervision = limits.supervision
        let above = cell.supportForceMeasured - context.supportTarget
        let isOver = context.isRegulating && above > supervision.overForceMargin(weight: context.runnerWeight)
        present.set(.supportOverForce, overForce.update(isOver, dt: dt, longerThan: supervision.overForceTime))

        let target = context.supportTarget.newtons
        let error = (context.meanSupport?.newtons ?? target) - target
        let isFar = context.isRegulating && error.magnitude > supervision.forceErrorStop * point
        present.set(.supportForceError, errorStop.update(isFar, dt: dt, longerThan: supervision.forceErrorStopTime))

        if !context.isRegulating { meanError.reset() }
        let mean = context.isRegulating ? meanError.update(error, dt: dt.seconds) : 0
        let isDrifting = mean.magnitude > supervision.forceErrorWarning * point
        present.set(
            .supportForceDrift, warning.update(isDrifting, dt: dt, longerThan: supervision.forceErrorWarningTime))
    }

    /// A load cell that the hoist contradicts is as good as a broken one.
    private mutating func checkRope(
        _ inputs: ControlInputs, _ context: MonitorContext, dt: TimeSpan, into present: inout InterlockSet
    ) {
        guard context.isRegulating else { return rope.reset() }
        guard let cell = inputs.loadCell, let hoist = inputs.hoist else { return }
        let isContradicted = rope.update(
            force: cell.supportForceMeasured, position: hoist.positionMeasured,
            springStiffness: limits.support.springStiffness, dt: dt)
        if isContradicted { present.insert(.loadCellFault) }
    }
}
