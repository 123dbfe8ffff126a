import TreadmillControl

/// A shift of the plan from here on. Exactly one of the two is given.
public struct AdjustmentRequest: Codable, Equatable, Sendable {
    /// Points of BW%; positive puts more weight on the legs.
    @Nullable public var bodyWeightPoints: Double?
    /// m/s; positive is faster.
    @Nullable public var beltSpeed: Double?

    enum CodingKeys: String, CodingKey {
        case bodyWeightPoints = "body_weight_points"
        case beltSpeed = "belt_speed_m_s"
    }

    public init(bodyWeightPoints: Double) {
        _bodyWeightPoints = Nullable(wrappedValue: bodyWeightPoints)
        _beltSpeed = Nullable(wrappedValue: nil)
    }

    public init(beltSpeed: BeltSpeed) {
        _bodyWeightPoints = Nullable(wrappedValue: nil)
        _beltSpeed = Nullable(wrappedValue: beltSpeed.metersPerSecond)
    }

    /// - Throws: ``Problem`` of status 400 when both are given, none is, or the number is not finite.
    public func action() throws(Problem) -> OperatorAction {
        switch (bodyWeightPoints, beltSpeed) {
        case (.some(let points), .none) where points.isFinite:
            return .adjustBodyWeight(byPoints: points)
        case (.none, .some(let speed)) where speed.isFinite:
            return .adjustSpeed(by: .metersPerSecond(speed))
        case (.some, .some), (.none, .none), (.some, .none), (.none, .some):
            throw Problem(
                status: 400, title: "The adjustment is not clear",
                detail: "exactly one of body_weight_points and belt_speed_m_s must be a number",
                remedy: "Send one adjustment at a time.")
        }
    }
}
