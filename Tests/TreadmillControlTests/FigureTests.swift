import Testing
import TreadmillControl

/// The figures themselves, written down a second time: none may change unnoticed, by a slip of the hand or otherwise.
@Suite("Every figure of the limits")
struct FigureTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var key: String
        var floor: Double
        var ceiling: Double
        var standard: Double
        var testDescription: String { key }

        init(_ key: String, _ floor: Double, _ ceiling: Double, _ standard: Double) {
            self.key = key
            self.floor = floor
            self.ceiling = ceiling
            self.standard = standard
        }
    }

    @Test(
        "Floor, ceiling and default are what has been decided",
        arguments: [
            Row("belt.machine_speed_m_s", 0.5, 6.7, 5.0),
            Row("belt.plan_speed_m_s", 0.5, 6.7, 3.6),
            Row("belt.start_speed_m_s", 0.05, 0.3, 0.14),
            Row("belt.acceleration_m_s2", 0.05, 0.5, 0.25),
            Row("belt.deceleration_m_s2", 0.1, 1.0, 0.3),
            Row("belt.controlled_stop_m_s2", 0.2, 1.5, 0.6),
            Row("belt.protective_stop_m_s2", 0.5, 2.0, 1.0),
            Row("belt.emergency_stop_m_s2", 0.8, 2.5, 2.0),
            Row("belt.lowest_incline_percent", -5, 0, 0),
            Row("belt.highest_incline_percent", 0, 25, 15),
            Row("belt.incline_slew_percent_s", 0.1, 1.0, 0.5),
            Row("support.lowest_body_weight_percent", 20, 100, 50),
            Row("support.largest_force_n", 50, 1000, 650),
            Row("support.body_weight_slew_percent_s", 0.1, 5, 2.0),
            Row("support.hoist_velocity_m_s", 0.05, 1, 0.9),
            Row("support.hoist_acceleration_m_s2", 0.5, 25, 16),
            Row("support.hoist_travel_m", 0.02, 0.2, 0.12),
            Row("support.hoist_response_s", 0.005, 0.2, 0.03),
            Row("support.lowering_velocity_m_s", 0.01, 0.1, 0.05),
            Row("support.spring_stiffness_n_m", 200, 10000, 2000),
            Row("supervision.load_cell_age_s", 0.02, 0.1, 0.05),
            Row("supervision.load_cell_loss_s", 0.02, 0.25, 0.1),
            Row("supervision.hoist_age_s", 0.02, 0.25, 0.1),
            Row("supervision.belt_age_s", 0.05, 0.5, 0.2),
            Row("supervision.force_error_warning_percent", 1, 5, 3),
            Row("supervision.force_error_warning_time_s", 1, 10, 5),
            Row("supervision.force_error_stop_percent", 3, 15, 10),
            Row("supervision.force_error_stop_time_s", 0.1, 1, 0.5),
            Row("supervision.over_force_percent", 5, 20, 15),
            Row("supervision.over_force_least_n", 50, 200, 150),
            Row("supervision.over_force_time_s", 0.02, 0.5, 0.1),
            Row("supervision.tracking_share", 0.02, 0.1, 0.05),
            Row("supervision.tracking_speed_m_s", 0.05, 0.3, 0.1),
            Row("supervision.tracking_time_s", 0.2, 2, 1.0),
            Row("supervision.over_speed_share", 0.01, 0.1, 0.05),
            Row("supervision.loop_lateness_s", 0.002, 0.05, 0.02),
            Row("supervision.loop_overruns", 1, 20, 10),
            Row("supervision.standstill_margin_s", 0.5, 5, 3.0),
            Row("supervision.command_settling_s", 0.5, 5, 2.0),
            Row("supervision.operator_link_s", 0.5, 5, 1.0),
            Row("session.countdown_s", 2, 30, 3),
            Row("session.announcement_s", 2, 30, 5),
            Row("session.check_time_s", 0.2, 5, 0.5),
            Row("session.check_timeout_s", 1, 60, 10),
            Row("session.body_weight_adjustment_percent", 0, 30, 20),
            Row("session.speed_adjustment_m_s", 0, 1.5, 1.0),
        ])
    func decided(row: Row) throws {
        let figure = try #require(
            ControlLimits.figures.first { "\($0.section.rawValue).\($0.key)" == row.key })
        #expect(figure.bounds == row.floor...row.ceiling)
        #expect((ControlLimits()[keyPath: figure.path] - row.standard).magnitude < 1e-9)
        #expect(figure.isWhole == (row.key == "supervision.loop_overruns"))
    }

    @Test("There is no figure beside these")
    func complete() { #expect(ControlLimits.figures.count == 46) }
}
