/// Watches every interlock's cause. It says what is present now; latching is the session's business.
struct InterlockMonitor: Equatable, Sendable {
    private let limits: ControlLimits
    private var lateCell = ConditionTimer()
    private var unconfirmed = ConditionTimer()
    private var tracking = TrackingMonitor()
    private var hoistTracking = HoistTracking()
    private var frozen = FrozenReadings()
    private var support = SupportMonitor()
    private var overruns = OverrunCounter()

    init(limits: ControlLimits) { self.limits = limits }

    /// One tick: the interlocks whose cause is present. `inputs` are as far as they can be believed.
    mutating func update(
        _ inputs: ControlInputs, _ context: MonitorContext, at now: MonotonicInstant, dt: TimeSpan
    ) -> InterlockSet {
        var present = InterlockSet.none
        checkAges(inputs, now: now, dt: dt, into: &present)
        checkDevices(inputs, dt: dt, into: &present)
        checkBelt(inputs, context, dt: dt, into: &present)
        checkHoist(inputs, context, dt: dt, into: &present)
        checkStation(inputs.station, context, now: now, into: &present)
        let judged = Fresh(inputs, limits: limits.supervision, now: now)
        present = present.union(support.update(inputs, judged, context, limits: limits, dt: dt))
        let evidence = FrozenReadings.Evidence(
            beltExpected: tracking.expected, hoistCommanded: context.commanded.hoist.velocity)
        present = present.union(frozen.update(inputs, evidence, dt: dt))
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

    private mutating func checkAges(
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

    private mutating func checkDevices(_ inputs: ControlInputs, dt: TimeSpan, into present: inout InterlockSet) {
        let belt = inputs.belt?.status ?? []
        let hoist = inputs.hoist?.status ?? []
        let cell = inputs.loadCell?.status ?? []
        let either = belt.union(hoist)
        present.set(.emergencyStop, either.contains(.emergencyStop))
        present.set(.lanyardPulled, either.contains(.lanyardPulled))
        present.set(.beltFault, belt.contains(.fault))
        present.set(.hoistFault, hoist.contains(.fault))
        present.set(.loadCellFault, !cell.isDisjoint(with: [.fault, .overload]))
        present.set(.driveWatchdogTripped, either.contains(.watchdogTripped))
        present.set(.deviceNotReady, !belt.contains(.ready) || !hoist.contains(.ready))
        present.set(.beltWatchdogUnverified, !belt.contains(.watchdogVerified))
        present.set(.hoistWatchdogUnverified, !hoist.contains(.watchdogVerified))
        let isUnconfirmed = either.contains(.commandUnconfirmed)
        present.set(.commandUnconfirmed, isUnconfirmed)
        let settling = limits.supervision.commandSettling
        present.set(.commandUnsettled, unconfirmed.update(isUnconfirmed, dt: dt, longerThan: settling))
    }

    private mutating func checkBelt(
        _ inputs: ControlInputs, _ context: MonitorContext, dt: TimeSpan, into present: inout InterlockSet
    ) {
        // A speed that is no longer believed proves nothing, neither now nor once the next one has come.
        let believed = present.contains(.beltReadingStale) ? nil : inputs.belt?.speedMeasured
        let isOff = tracking.update(
            commanded: context.commanded.belt.speed, measured: believed, judging: context.isTracking,
            limits: limits.supervision, dt: dt)
        present.set(.beltTracking, isOff)
        guard let reading = inputs.belt else { return }
        let fastest = limits.belt.machineSpeed * (1 + limits.supervision.overSpeedShare)
        present.set(.beltOverSpeed, reading.speedMeasured.magnitude > fastest)
    }

    private mutating func checkHoist(
        _ inputs: ControlInputs, _ context: MonitorContext, dt: TimeSpan, into present: inout InterlockSet
    ) {
        let force = inputs.loadCell?.supportForceMeasured ?? .zero
        let isOff = hoistTracking.update(
            position: inputs.hoist?.positionMeasured, commanded: context.commanded.hoist,
            isLoose: force < UnloadingController.slackForce, response: limits.support.hoistResponse, dt: dt)
        present.set(.hoistTracking, isOff)
    }

    private func checkStation(
        _ station: StationHealth, _ context: MonitorContext, now: MonotonicInstant, into present: inout InterlockSet
    ) {
        let conditions = station.conditions
        present.set(.powerTrouble, conditions.contains(.powerTrouble))
        present.set(.storageTrouble, conditions.contains(.storageTrouble))
        present.set(.proofMissing, conditions.contains(.proofMissing) && !context.isProving)
        present.set(.clockAnomaly, conditions.contains(.clockAnomaly) || context.timeIsBroken)
        present.set(.configurationRefused, !context.isConfigurationSound)
        let isSeen = Freshness.isFresh(station.operatorSeenAt, limit: limits.supervision.operatorLink, now: now)
        present.set(.operatorLinkLost, context.needsOperator && !isSeen)
    }
}

/// The readings of rope and force that are young enough to compare with each other.
struct Fresh: Equatable, Sendable {
    var force: Force?
    var position: HoistPosition?

    init(_ inputs: ControlInputs, limits: SupervisionLimits, now: MonotonicInstant) {
        if let cell = inputs.loadCell, Freshness.isFresh(cell.sampledAt, limit: limits.loadCellAge, now: now) {
            force = cell.supportForceMeasured
        }
        if let hoist = inputs.hoist, Freshness.isFresh(hoist.sampledAt, limit: limits.hoistAge, now: now) {
            position = hoist.positionMeasured
        }
    }
}
