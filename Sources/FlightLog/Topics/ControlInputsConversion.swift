import TreadmillControl

extension ControlInputsRecord {
    /// The record of what the core was told at `time`, in tick number `tick`.
    public init(tick: UInt64, at time: MonotonicInstant, _ inputs: ControlInputs) {
        self.init(tick: tick, at: time)
        if let belt = inputs.belt { store(belt) }
        if let hoist = inputs.hoist { store(hoist) }
        if let loadCell = inputs.loadCell { store(loadCell) }
        if let request = inputs.request { store(request) }
        loopLateness = inputs.loop.lateness.nanoseconds
        loopMissedTicks = inputs.loop.missedTicks
        stationConditions = inputs.station.conditions.rawValue
        if let seen = inputs.station.operatorSeenAt {
            hasOperator = true
            operatorSeenAt = seen.nanoseconds
        }
    }

    /// What the core was told, exactly.
    ///
    /// - Throws: ``FlightLogError/unknownCode(topic:field:value:tick:)`` when the record is damaged.
    public func controlInputs() throws(FlightLogError) -> ControlInputs {
        ControlInputs(
            belt: beltReading, hoist: hoistReading, loadCell: loadCellReading, request: try operatorRequest(),
            loop: LoopHealth(lateness: TimeSpan(nanoseconds: loopLateness), missedTicks: loopMissedTicks),
            station: StationHealth(
                conditions: StationConditions(rawValue: stationConditions),
                operatorSeenAt: hasOperator ? MonotonicInstant(nanoseconds: operatorSeenAt) : nil))
    }

    private mutating func store(_ belt: BeltReading) {
        hasBelt = true
        beltSampledAt = belt.sampledAt.nanoseconds
        beltSpeedMeasured = belt.speedMeasured.metersPerSecond
        if let incline = belt.inclineMeasured {
            hasBeltIncline = true
            beltInclineMeasured = incline.percentGrade
        }
        beltStatus = belt.status.rawValue
    }

    private mutating func store(_ hoist: HoistReading) {
        hasHoist = true
        hoistSampledAt = hoist.sampledAt.nanoseconds
        hoistPositionMeasured = hoist.positionMeasured.meters
        hoistVelocityMeasured = hoist.velocityMeasured.metersPerSecond
        hoistStatus = hoist.status.rawValue
    }

    private mutating func store(_ loadCell: LoadCellReading) {
        hasLoadCell = true
        loadCellSampledAt = loadCell.sampledAt.nanoseconds
        supportForceMeasured = loadCell.supportForceMeasured.newtons
        loadCellStatus = loadCell.status.rawValue
    }

    private mutating func store(_ request: OperatorRequest) {
        hasRequest = true
        requestID = request.id
        switch request.action {
        case .pause: store(.pause)
        case .resume: store(.resume)
        case .stop: store(.stop)
        case .adjustBodyWeight(let points): store(.adjustBodyWeight, amount: points)
        case .adjustSpeed(let difference): store(.adjustSpeed, amount: difference.metersPerSecond)
        case .lowerSupport: store(.lowerSupport)
        case .acknowledge: store(.acknowledge)
        }
    }

    private mutating func store(_ code: RequestActionCode, amount: Double? = nil) {
        requestAction = code.rawValue
        if let amount {
            hasRequestAmount = true
            requestAmount = amount
        }
    }

    private var beltReading: BeltReading? {
        guard hasBelt else { return nil }
        return BeltReading(
            sampledAt: MonotonicInstant(nanoseconds: beltSampledAt),
            speedMeasured: .metersPerSecond(beltSpeedMeasured),
            inclineMeasured: hasBeltIncline ? .percentGrade(beltInclineMeasured) : nil,
            status: DeviceStatus(rawValue: beltStatus))
    }

    private var hoistReading: HoistReading? {
        guard hasHoist else { return nil }
        return HoistReading(
            sampledAt: MonotonicInstant(nanoseconds: hoistSampledAt),
            positionMeasured: .meters(hoistPositionMeasured),
            velocityMeasured: .metersPerSecond(hoistVelocityMeasured),
            status: DeviceStatus(rawValue: hoistStatus))
    }

    private var loadCellReading: LoadCellReading? {
        guard hasLoadCell else { return nil }
        return LoadCellReading(
            sampledAt: MonotonicInstant(nanoseconds: loadCellSampledAt),
            supportForceMeasured: .newtons(supportForceMeasured),
            status: DeviceStatus(rawValue: loadCellStatus))
    }

    private func operatorRequest() throws(FlightLogError) -> OperatorRequest? {
        guard hasRequest else { return nil }
        guard let code = RequestActionCode(rawValue: requestAction) else {
            throw .unknownCode(
                topic: Self.topicName, field: "request_action", value: requestAction, tick: tick)
        }
        let action: OperatorAction =
            switch code {
            case .pause: .pause
            case .resume: .resume
            case .stop: .stop
            case .adjustBodyWeight: .adjustBodyWeight(byPoints: requestAmount)
            case .adjustSpeed: .adjustSpeed(by: .metersPerSecond(requestAmount))
            case .lowerSupport: .lowerSupport
            case .acknowledge: .acknowledge
            }
        return OperatorRequest(id: requestID, action: action)
    }
}
