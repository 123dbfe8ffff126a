import TreadmillControl

extension ControlLimits {
    /// Shows every limit to `visitor`: the one list from which logs write and read them.
    package mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        belt.visit(&visitor)
        support.visit(&visitor)
        supervision.visit(&visitor)
        session.visit(&visitor)
    }
}

extension BeltLimits {
    fileprivate mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("belt.machine_speed_m_s", &machineSpeed)
        visitor.visit("belt.plan_speed_m_s", &planSpeed)
        visitor.visit("belt.start_speed_m_s", &startSpeed)
        visitor.visit("belt.acceleration_m_s2", &acceleration)
        visitor.visit("belt.deceleration_m_s2", &deceleration)
        visitor.visit("belt.controlled_stop_m_s2", &controlledStop)
        visitor.visit("belt.protective_stop_m_s2", &protectiveStop)
        visitor.visit("belt.emergency_stop_m_s2", &emergencyStop)
        var lowest = incline.lowerBound
        var highest = incline.upperBound
        visitor.visit("belt.incline_lowest_percent", &lowest)
        visitor.visit("belt.incline_highest_percent", &highest)
        if lowest.value <= highest.value {
            incline = lowest...highest
        } else {
            visitor.reject("belt.incline_highest_percent", "it is below the lowest incline")
        }
        visitor.visit("belt.incline_slew_percent_s", &inclineSlew)
    }
}

extension SupportLimits {
    fileprivate mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("support.lowest_body_weight_percent", &lowestBodyWeight)
        visitor.visit("support.largest_force_n", &largestForce)
        visitor.visit("support.body_weight_slew_percent_s", &bodyWeightSlew)
        visitor.visit("support.hoist_velocity_m_s", &hoistVelocity)
        visitor.visit("support.hoist_acceleration_m_s2", &hoistAcceleration)
        visitor.visit("support.lowering_velocity_m_s", &loweringVelocity)
        visitor.visit("support.spring_stiffness_n_m", &springStiffness)
    }
}

extension SupervisionLimits {
    fileprivate mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("supervision.load_cell_age_ns", &loadCellAge)
        visitor.visit("supervision.hoist_age_ns", &hoistAge)
        visitor.visit("supervision.belt_age_ns", &beltAge)
        visitor.visit("supervision.force_error_warning_percent", &forceErrorWarning)
        visitor.visit("supervision.force_error_warning_time_ns", &forceErrorWarningTime)
        visitor.visit("supervision.force_error_stop_percent", &forceErrorStop)
        visitor.visit("supervision.force_error_stop_time_ns", &forceErrorStopTime)
        visitor.visit("supervision.over_force_percent", &overForce)
        visitor.visit("supervision.over_force_time_ns", &overForceTime)
        visitor.visit("supervision.tracking_share", &trackingShare)
        visitor.visit("supervision.tracking_speed_m_s", &trackingSpeed)
        visitor.visit("supervision.tracking_time_ns", &trackingTime)
        visitor.visit("supervision.over_speed_share", &overSpeedShare)
        visitor.visit("supervision.loop_lateness_ns", &loopLateness)
        visitor.visit("supervision.loop_overruns", &loopOverruns)
        visitor.visit("supervision.standstill_margin_ns", &standstillMargin)
    }
}

extension SessionLimits {
    fileprivate mutating func visit<Visitor: FieldVisitor>(_ visitor: inout Visitor) {
        visitor.visit("session.countdown_ns", &countdown)
        visitor.visit("session.announcement_ns", &announcement)
        visitor.visit("session.check_time_ns", &checkTime)
        visitor.visit("session.check_timeout_ns", &checkTimeout)
        visitor.visit("session.body_weight_adjustment_percent", &bodyWeightAdjustment)
        visitor.visit("session.speed_adjustment_m_s", &speedAdjustment)
    }
}
