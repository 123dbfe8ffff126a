/// One figure of ``ControlLimits``: what configuration calls it and the bounds that no configuration can cross.
public struct LimitFigure: Sendable {
    public enum Section: String, CaseIterable, Sendable {
        case belt, support, supervision, session
    }

    public let section: Section
    /// The key within its section; it ends with the unit.
    public let key: String
    /// The floor and the ceiling, in the unit of the key.
    public let bounds: ClosedRange<Double>
    /// Whether only whole numbers make sense.
    public let isWhole: Bool
    /// Where the figure stands in the limits.
    public let path: any WritableKeyPath<ControlLimits, Double> & Sendable

    init(
        _ section: Section, _ key: String, _ bounds: ClosedRange<Double>,
        _ path: any WritableKeyPath<ControlLimits, Double> & Sendable, isWhole: Bool = false
    ) {
        self.section = section
        self.key = key
        self.bounds = bounds
        self.isWhole = isWhole
        self.path = path
    }
}

extension ControlLimits {
    /// Every figure with its floor and ceiling. They are compiled in, so that no file can lift them.
    ///
    /// All are design choices of this project. Where a reason is not evident, it stands beside the figure.
    public static let figures: [LimitFigure] =
        beltFigures + supportFigures + supervisionFigures + sessionFigures

    private static let beltFigures = [
        // 6.7 m/s, 24 km/h, is faster than any return to running asks for.
        LimitFigure(.belt, "machine_speed_m_s", 0.5...6.7, \.belt.machineSpeed.metersPerSecond),
        LimitFigure(.belt, "plan_speed_m_s", 0.5...6.7, \.belt.planSpeed.metersPerSecond),
        // From below what a drive can hold steadily to what a standing person can still step onto.
        LimitFigure(.belt, "start_speed_m_s", 0.05...0.3, \.belt.startSpeed.metersPerSecond),
        LimitFigure(.belt, "acceleration_m_s2", 0.05...0.5, \.belt.acceleration.metersPerSecondSquared),
        // The floors keep each stop within its purpose: from 6.7 m/s a controlled stop takes at most 33.5 s.
        LimitFigure(.belt, "deceleration_m_s2", 0.1...1.0, \.belt.deceleration.metersPerSecondSquared),
        LimitFigure(.belt, "controlled_stop_m_s2", 0.2...1.5, \.belt.controlledStop.metersPerSecondSquared),
        LimitFigure(.belt, "protective_stop_m_s2", 0.5...2.0, \.belt.protectiveStop.metersPerSecondSquared),
        // Loss of balance is provoked in studies from 3 m/s² up (BMC Geriatrics 2020, s12877-020-01944-7).
        LimitFigure(.belt, "emergency_stop_m_s2", 0.8...2.5, \.belt.emergencyStop.metersPerSecondSquared),
        // 25 % is the steepest deck in common use on treadmills for rehabilitation; downhill loads the tibia more.
        LimitFigure(.belt, "lowest_incline_percent", -5...0, \.belt.lowestIncline),
        LimitFigure(.belt, "highest_incline_percent", 0...25, \.belt.highestIncline),
        // A deck that tilts faster than this is felt as a stumble.
        LimitFigure(.belt, "incline_slew_percent_s", 0.1...1.0, \.belt.inclineSlew),
    ]

    private static let supportFigures = [
        // Treadmills with body-weight support in clinical use go down to 20 % and no further.
        LimitFigure(.support, "lowest_body_weight_percent", 20...100, \.support.lowestBodyWeight.percent),
        // Half the weight of the heaviest runner (200 kg); harness and frame of a given rig may bear less.
        LimitFigure(.support, "largest_force_n", 50...1000, \.support.largestForce.newtons),
        LimitFigure(.support, "body_weight_slew_percent_s", 0.1...5, \.support.bodyWeightSlew),
        // A hoist for this use reaches 1 m/s. A rope that hardly moves still supports, on the spring alone.
        LimitFigure(.support, "hoist_velocity_m_s", 0.05...1, \.support.hoistVelocity.metersPerSecond),
        // Twice what a runner's centre of mass has at an easy run.
        LimitFigure(.support, "hoist_acceleration_m_s2", 0.5...25, \.support.hoistAcceleration),
        // A runner rises and falls by 8 cm; a fifth of a metre leaves no room to lift anybody off the belt.
        LimitFigure(.support, "hoist_travel_m", 0.02...0.2, \.support.hoistTravel),
        // Beyond a fifth of a second the rope would move against the step that it is meant to follow.
        LimitFigure(.support, "hoist_response_s", 0.005...0.2, \.support.hoistResponse.figure),
        // Letting down faster than 0.1 m/s sets a tired runner on the deck with a jolt.
        LimitFigure(.support, "lowering_velocity_m_s", 0.01...0.1, \.support.loweringVelocity.metersPerSecond),
        // From soft elastic cord to a spring so stiff that a step would jerk the rope.
        LimitFigure(.support, "spring_stiffness_n_m", 200...10000, \.support.springStiffness),
    ]

    // Floors keep noise and a lost message from ending sessions; ceilings keep a fault from lasting a step too long.
    private static let supervisionFigures = [
        LimitFigure(.supervision, "load_cell_age_s", 0.02...0.1, \.supervision.loadCellAge.figure),
        LimitFigure(.supervision, "load_cell_loss_s", 0.02...0.25, \.supervision.loadCellLoss.figure),
        LimitFigure(.supervision, "hoist_age_s", 0.02...0.25, \.supervision.hoistAge.figure),
        // 500 ms is when a treadmill's own communication timer stops the belt.
        LimitFigure(.supervision, "belt_age_s", 0.05...0.5, \.supervision.beltAge.figure),
        LimitFigure(.supervision, "force_error_warning_percent", 1...5, \.supervision.forceErrorWarning),
        LimitFigure(.supervision, "force_error_warning_time_s", 1...10, \.supervision.forceErrorWarningTime.figure),
        LimitFigure(.supervision, "force_error_stop_percent", 3...15, \.supervision.forceErrorStop),
        LimitFigure(.supervision, "force_error_stop_time_s", 0.1...1, \.supervision.forceErrorStopTime.figure),
        LimitFigure(.supervision, "over_force_percent", 5...20, \.supervision.overForce),
        LimitFigure(.supervision, "over_force_least_n", 50...200, \.supervision.overForceLeast.newtons),
        LimitFigure(.supervision, "over_force_time_s", 0.02...0.5, \.supervision.overForceTime.figure),
        LimitFigure(.supervision, "tracking_share", 0.02...0.1, \.supervision.trackingShare),
        LimitFigure(.supervision, "tracking_speed_m_s", 0.05...0.3, \.supervision.trackingSpeed.metersPerSecond),
        LimitFigure(.supervision, "tracking_time_s", 0.2...2, \.supervision.trackingTime.figure),
        LimitFigure(.supervision, "over_speed_share", 0.01...0.1, \.supervision.overSpeedShare),
        LimitFigure(.supervision, "loop_lateness_s", 0.002...0.05, \.supervision.loopLateness.figure),
        LimitFigure(.supervision, "loop_overruns", 1...20, \.supervision.loopOverrunsFigure, isWhole: true),
        LimitFigure(.supervision, "standstill_margin_s", 0.5...5, \.supervision.standstillMargin.figure),
        // Long enough for a connection to come back, short enough not to run on in the unknown.
        LimitFigure(.supervision, "command_settling_s", 0.5...5, \.supervision.commandSettling.figure),
        LimitFigure(.supervision, "operator_link_s", 0.5...5, \.supervision.operatorLink.figure),
    ]

    // Announcements need time to be heard and a hand to reach the rail; nobody should wait half a minute for one.
    private static let sessionFigures = [
        LimitFigure(.session, "countdown_s", 2...30, \.session.countdown.figure),
        LimitFigure(.session, "announcement_s", 2...30, \.session.announcement.figure),
        LimitFigure(.session, "check_time_s", 0.2...5, \.session.checkTime.figure),
        LimitFigure(.session, "check_timeout_s", 1...60, \.session.checkTimeout.figure),
        LimitFigure(.session, "body_weight_adjustment_percent", 0...30, \.session.bodyWeightAdjustment),
        LimitFigure(.session, "speed_adjustment_m_s", 0...1.5, \.session.speedAdjustment.metersPerSecond),
    ]
}

extension TimeSpan {
    /// Seconds, to read and to set.
    fileprivate var figure: Double {
        get { seconds }
        set { self = .seconds(newValue) }
    }
}

extension SupervisionLimits {
    /// The number of overruns; set to a whole number of at least 0, or to the nearest one.
    fileprivate var loopOverrunsFigure: Double {
        get { Double(loopOverruns) }
        set { loopOverruns = UInt32(exactly: newValue.rounded()) ?? (newValue.sign == .minus ? 0 : .max) }
    }
}

extension BeltLimits {
    // The bounds of the two ends meet at 0, so values within them always make a range. A value that is not finite
    // makes none and changes nothing.

    fileprivate var lowestIncline: Double {
        get { incline.lowerBound.percentGrade }
        set {
            guard newValue.isFinite else { return }
            incline = .percentGrade(newValue)...max(incline.upperBound, .percentGrade(newValue))
        }
    }

    fileprivate var highestIncline: Double {
        get { incline.upperBound.percentGrade }
        set {
            guard newValue.isFinite else { return }
            incline = min(incline.lowerBound, .percentGrade(newValue))...(.percentGrade(newValue))
        }
    }
}
