/// A reason why limits must not be used.
public struct LimitViolation: Error, Equatable, Sendable, CustomStringConvertible {
    /// The figures concerned, as `section.key`; the one to change first comes first.
    public var keys: [String]
    public var reason: String
    public var remedy: String

    /// `keys: reason; remedy`
    public var description: String { "\(keys.joined(separator: ", ")): \(reason); \(remedy)" }
}

extension ControlLimits {
    /// Everything that forbids running a machine under these limits; empty when they are sound.
    ///
    /// Each figure must lie within its ``LimitFigure/bounds``, and figures must not contradict each other. Limits
    /// that come from anywhere but this source code go through here before a ``Controller`` gets them.
    public func violations() -> [LimitViolation] {
        let outOfBounds = Self.figures.compactMap { boundsViolation(of: $0) }
        // Comparing figures that are already wrong would only repeat it.
        return outOfBounds.isEmpty ? contradictions() : outOfBounds
    }

    private func boundsViolation(of figure: LimitFigure) -> LimitViolation? {
        let value = self[keyPath: figure.path]
        guard !figure.bounds.contains(value) else { return nil }
        return LimitViolation(
            keys: ["\(figure.section.rawValue).\(figure.key)"], reason: "\(value) is out of bounds",
            remedy: "use \(figure.bounds.lowerBound) to \(figure.bounds.upperBound)")
    }

    /// Pairs of figures each within its bounds that make no sense together.
    private func contradictions() -> [LimitViolation] {
        beltContradictions() + supportContradictions() + supervisionContradictions()
    }

    private func beltContradictions() -> [LimitViolation] {
        [
            Self.require(
                belt.planSpeed <= belt.machineSpeed, ["belt.plan_speed_m_s", "belt.machine_speed_m_s"],
                "plans may ask for more speed than the machine may run"),
            Self.require(
                belt.deceleration <= belt.controlledStop, ["belt.controlled_stop_m_s2", "belt.deceleration_m_s2"],
                "a controlled stop would be gentler than slowing down by plan"),
            Self.require(
                belt.controlledStop <= belt.protectiveStop,
                ["belt.protective_stop_m_s2", "belt.controlled_stop_m_s2"],
                "a protective stop would be gentler than a controlled one"),
            Self.require(
                belt.protectiveStop <= belt.emergencyStop,
                ["belt.emergency_stop_m_s2", "belt.protective_stop_m_s2"],
                "an emergency stop would be gentler than a protective one"),
        ].compactMap { $0 }
    }

    private func supportContradictions() -> [LimitViolation] {
        let heaviest = Mass.kilograms(200)
        // Rope speed that moves the support of the heaviest runner as fast as the setpoint may move.
        let steadyRopeSpeed = min(
            support.hoistVelocity.metersPerSecond, support.hoistTravel / TravelBudget.memory)
        let ropeSpeedNeeded =
            support.bodyWeightSlew / 100 * heaviest.weight.newtons / support.springStiffness
        return [
            Self.require(
                support.loweringVelocity <= support.hoistVelocity,
                ["support.lowering_velocity_m_s", "support.hoist_velocity_m_s"],
                "support would be let down faster than the hoist may move"),
            Self.require(
                ropeSpeedNeeded <= steadyRopeSpeed,
                [
                    "support.body_weight_slew_percent_s", "support.hoist_velocity_m_s", "support.hoist_travel_m",
                    "support.spring_stiffness_n_m",
                ],
                "the hoist cannot follow the setpoint of a runner of 200 kg"),
        ].compactMap { $0 }
    }

    private func supervisionContradictions() -> [LimitViolation] {
        [
            Self.require(
                supervision.forceErrorWarning < supervision.forceErrorStop,
                ["supervision.force_error_warning_percent", "supervision.force_error_stop_percent"],
                "the warning would come no sooner than the stop"),
            Self.require(
                supervision.overForce >= supervision.forceErrorStop,
                ["supervision.over_force_percent", "supervision.force_error_stop_percent"],
                "the protective stop would come before the controlled one"),
            Self.require(
                supervision.overForceTime <= supervision.forceErrorStopTime,
                ["supervision.over_force_time_s", "supervision.force_error_stop_time_s"],
                "the larger error would be borne for longer than the smaller one"),
            Self.require(
                supervision.overForceTime >= supervision.loadCellAge,
                ["supervision.over_force_time_s", "supervision.load_cell_age_s"],
                "one old reading could fill the whole time"),
            Self.require(
                supervision.loadCellLoss >= supervision.loadCellAge,
                ["supervision.load_cell_loss_s", "supervision.load_cell_age_s"],
                "the belt would be stopped before the rope is held"),
            Self.require(
                supervision.trackingTime >= supervision.beltAge,
                ["supervision.tracking_time_s", "supervision.belt_age_s"],
                "one old reading could fill the whole time"),
            Self.require(
                session.checkTime < session.checkTimeout, ["session.check_timeout_s", "session.check_time_s"],
                "checks would time out before they can pass"),
        ].compactMap { $0 }
    }

    private static func require(_ isSound: Bool, _ keys: [String], _ reason: String) -> LimitViolation? {
        guard !isSound, let first = keys.first else { return nil }
        let others = keys.dropFirst().joined(separator: ", ")
        return LimitViolation(keys: keys, reason: reason, remedy: "bring \(first) in line with \(others)")
    }
}
