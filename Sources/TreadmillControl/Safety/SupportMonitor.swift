/// Watches what the rope does to the runner: too much, too little, gone, or not what the load cell says.
struct SupportMonitor: Equatable, Sendable {
    /// A rope that carries less than this, and less than half of what it should, carries nothing: noise and drift of a
    /// load cell.
    static let nothing = Force.newtons(10)
    /// For so long: the rise of a slow walk's step takes less.
    static let slackTime = TimeSpan.milliseconds(600)
    /// While a drive is put to the proof nobody may hang in the rope: harness and hook weigh less than this.
    static let emptyRope = Force.newtons(30)

    /// Nobody walks this fast without steps that show in a rope which carries this much.
    static let steppingSpeed = BeltSpeed.metersPerSecond(0.8)
    static let steppingForce = Force.newtons(30)
    /// For so long: getting into step, and what the step detector takes to be sure.
    static let steplessTime = TimeSpan.milliseconds(5000)

    private var warning = ConditionTimer()
    private var stepless = ConditionTimer()
    private var errorStop = ConditionTimer()
    private var overForce = ConditionTimer()
    private var slack = ConditionTimer()
    /// The rope has carried something since support was asked for.
    private var hasBeenTight = false
    private var meanError = LowPass(timeConstant: 2.0)
    private var rope = RopeConsistency()
    private var fall = FallDetector()

    /// One tick. `fresh` holds what is young enough to be compared.
    mutating func update(
        _ inputs: ControlInputs, _ fresh: Fresh, _ context: MonitorContext, limits: ControlLimits, dt: TimeSpan
    ) -> InterlockSet {
        var present = InterlockSet.none
        checkForce(inputs.loadCell, context, limits.supervision, dt: dt, into: &present)
        checkMean(context, limits.supervision, dt: dt, into: &present)
        checkRope(inputs, context, limits.support, dt: dt, into: &present)
        if isStepless(inputs.belt, context, dt: dt) { present.insert(.loadCellReadingImpossible) }
        let moves = context.commanded.belt.isRunning || isMoving(inputs.belt)
        let hasFallen = fall.update(
            force: fresh.force, position: fresh.position, target: context.supportTarget,
            weight: context.runnerWeight, springStiffness: limits.support.springStiffness,
            beltMoves: moves && context.runnerWeight > .zero, dt: dt)
        present.set(.fall, hasFallen)
        return present
    }

    private func isMoving(_ belt: BeltReading?) -> Bool {
        belt.map { $0.speedMeasured.magnitude >= StandstillDetector.threshold } ?? false
    }

    private mutating func checkForce(
        _ cell: LoadCellReading?, _ context: MonitorContext, _ limits: SupervisionLimits, dt: TimeSpan,
        into present: inout InterlockSet
    ) {
        guard let force = cell?.supportForceMeasured else { return }
        let margin = context.isProving ? Self.emptyRope : limits.overForceMargin(weight: context.runnerWeight)
        let isOver = (context.isRegulating || context.isProving) && force - context.supportTarget > margin
        present.set(.supportOverForce, overForce.update(isOver, dt: dt, longerThan: limits.overForceTime))
        present.set(.harnessSlack, isSlack(force, context, dt: dt))
    }

    /// A rope that has hung loose, as it does at full weight, must first be wound up.
    private mutating func isSlack(_ force: Force, _ context: MonitorContext, dt: TimeSpan) -> Bool {
        let isWanted = context.isRegulating && context.supportTarget >= UnloadingController.slackForce
        let isTight = (context.meanSupport ?? .zero) >= UnloadingController.slackForce
        hasBeenTight = isWanted && (hasBeenTight || isTight)
        let carriesNothing = force < min(Self.nothing, context.supportTarget * 0.5)
        let patience = hasBeenTight ? Self.slackTime : Session.longestTakeUp
        return slack.update(isWanted && carriesNothing, dt: dt, longerThan: patience)
    }

    private mutating func checkMean(
        _ context: MonitorContext, _ limits: SupervisionLimits, dt: TimeSpan, into present: inout InterlockSet
    ) {
        let point = context.runnerWeight.newtons / 100
        let target = context.supportTarget.newtons
        let error = (context.meanSupport?.newtons ?? target) - target
        let isFar = context.isRegulating && error.magnitude > limits.forceErrorStop * point
        present.set(.supportForceError, errorStop.update(isFar, dt: dt, longerThan: limits.forceErrorStopTime))

        if !context.isRegulating { meanError.reset() }
        let mean = context.isRegulating ? meanError.update(error, dt: dt.seconds) : 0
        let isDrifting = mean.magnitude > limits.forceErrorWarning * point
        present.set(.supportForceDrift, warning.update(isDrifting, dt: dt, longerThan: limits.forceErrorWarningTime))
    }

    /// A force without steps on a moving belt is not that of a rope which carries the one who runs there: a reading that
    /// has drifted until the rope hangs loose, or a harness on a hook.
    private mutating func isStepless(_ belt: BeltReading?, _ context: MonitorContext, dt: TimeSpan) -> Bool {
        let isWalking = belt.map { $0.speedMeasured > Self.steppingSpeed } ?? false
        let isCarried = context.isRegulating && context.supportTarget >= Self.steppingForce
        return stepless.update(
            isWalking && isCarried && !context.seesSteps, dt: dt, longerThan: Self.steplessTime)
    }

    /// A load cell that the hoist contradicts does not tell the truth.
    private mutating func checkRope(
        _ inputs: ControlInputs, _ context: MonitorContext, _ limits: SupportLimits, dt: TimeSpan,
        into present: inout InterlockSet
    ) {
        guard context.isRegulating else { return rope.reset() }
        guard let cell = inputs.loadCell, let hoist = inputs.hoist else { return }
        let isContradicted = rope.update(
            force: cell.supportForceMeasured, position: hoist.positionMeasured,
            springStiffness: limits.springStiffness, dt: dt)
        if isContradicted { present.insert(.loadCellReadingImpossible) }
    }
}
