import TreadmillControl

/// One interval of the loaded plan.
public struct IntervalReport: Codable, Equatable, Sendable {
    /// From 0.
    public var index: Int
    public var name: String
    public var gait: Gait
    /// s
    public var duration: Double
    /// m/s, as the plan has it, without an operator's adjustment.
    public var beltSpeed: Double
    /// BW%, as the plan has it.
    public var bodyWeight: Double
    /// % grade
    public var incline: Double

    enum CodingKeys: String, CodingKey {
        case index, name, gait
        case duration = "duration_s"
        case beltSpeed = "belt_speed_m_s"
        case bodyWeight = "body_weight_percent"
        case incline = "incline_percent"
    }

    public init(
        index: Int, name: String, gait: Gait, duration: Double, beltSpeed: Double, bodyWeight: Double, incline: Double
    ) {
        self.index = index
        self.name = name
        self.gait = gait
        self.duration = duration
        self.beltSpeed = beltSpeed
        self.bodyWeight = bodyWeight
        self.incline = incline
    }

    public init(_ interval: PlannedInterval, index: Int) {
        self.init(
            index: index, name: interval.name, gait: interval.gait, duration: interval.duration.seconds,
            beltSpeed: interval.beltSpeed.metersPerSecond, bodyWeight: interval.bodyWeight.percent,
            incline: interval.incline.percentGrade)
    }
}

extension SessionPlan {
    /// The interval at `index`, or `nil` outside the plan.
    public func intervalReport(at index: Int) -> IntervalReport? {
        intervals.indices.contains(index) ? IntervalReport(intervals[index], index: index) : nil
    }
}

/// The answer to `GET /v1/plan`: the loaded plan, repeats unrolled.
public struct PlanReport: Codable, Equatable, Sendable {
    public var title: String
    /// s
    public var duration: Double
    public var intervals: [IntervalReport]

    enum CodingKeys: String, CodingKey {
        case title, intervals
        case duration = "duration_s"
    }

    public init(_ plan: SessionPlan) {
        title = plan.title
        duration = plan.duration.seconds
        intervals = plan.intervals.enumerated().map { IntervalReport($1, index: $0) }
    }
}
