import Testing
import TreadmillControl

@Suite("Limits at the edge of what they contradict")
struct LimitEdgeTests {
    /// Limits in which two figures just agree or just do not.
    struct Edge: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The figure to change first; `nil` where the limits are sound.
        var key: String?
        var apply: @Sendable (inout ControlLimits) -> Void

        init(_ description: String, _ key: String?, _ apply: @escaping @Sendable (inout ControlLimits) -> Void) {
            testDescription = description
            self.key = key
            self.apply = apply
        }
    }

    private static let belt = [
        Edge("plans as fast as the machine", nil) { $0.belt.machineSpeed = .metersPerSecond(3.6) },
        Edge("plans faster than the machine", "belt.plan_speed_m_s") { $0.belt.machineSpeed = .metersPerSecond(3.599) },
        Edge("slowing down like a stop", nil) { $0.belt.deceleration = .metersPerSecondSquared(0.6) },
        Edge("slowing down harder than a stop", "belt.controlled_stop_m_s2") {
            $0.belt.deceleration = .metersPerSecondSquared(0.601)
        },
        Edge("two stops alike", nil) { $0.belt.controlledStop = .metersPerSecondSquared(1) },
        Edge("a softer protective stop", "belt.protective_stop_m_s2") {
            $0.belt.controlledStop = .metersPerSecondSquared(1.001)
        },
        Edge("an emergency like a protective stop", nil) { $0.belt.emergencyStop = .metersPerSecondSquared(1) },
        Edge("a softer emergency stop", "belt.emergency_stop_m_s2") {
            $0.belt.emergencyStop = .metersPerSecondSquared(0.999)
        },
    ]

    /// A spring with which the support of 200 kg at 2 %BW/s needs just this rope speed.
    @Sendable private static func stiffness(for velocity: Double) -> Double {
        2.0 / 100 * Mass.kilograms(200).weight.newtons / velocity
    }

    private static let slow = "support.body_weight_slew_percent_s"

    private static let support = [
        Edge("lowering as fast as the hoist", nil) {
            $0.support.loweringVelocity = .metersPerSecond(0.1)
            $0.support.hoistVelocity = .metersPerSecond(0.1)
        },
        Edge("lowering faster than the hoist", "support.lowering_velocity_m_s") {
            $0.support.loweringVelocity = .metersPerSecond(0.1)
            $0.support.hoistVelocity = .metersPerSecond(0.099)
        },
        Edge("a hoist as fast as the setpoint", nil) {
            $0.support.springStiffness = 500
            $0.support.hoistVelocity = .metersPerSecond(2.0 / 100 * Mass.kilograms(200).weight.newtons / 500)
        },
        Edge("a hoist slower than the setpoint", slow) {
            $0.support.hoistVelocity = .metersPerSecond(0.05)
            $0.support.springStiffness = stiffness(for: 0.0501)
        },
        Edge("a hoist faster than the setpoint", nil) {
            $0.support.hoistVelocity = .metersPerSecond(0.05)
            $0.support.springStiffness = stiffness(for: 0.0499)
        },
        Edge("travel for less than the setpoint", slow) {
            $0.support.hoistTravel = 0.03
            $0.support.springStiffness = stiffness(for: 0.0601)
        },
        Edge("travel for the setpoint", nil) {
            $0.support.hoistTravel = 0.03
            $0.support.springStiffness = stiffness(for: 0.0599)
        },
    ]

    private static let supervision = [
        Edge("warning at the stop", "supervision.force_error_warning_percent") { $0.supervision.forceErrorStop = 3 },
        Edge("warning before the stop", nil) { $0.supervision.forceErrorStop = 3.001 },
        Edge("too much where it is off", nil) { $0.supervision.overForce = 10 },
        Edge("too much before it is off", "supervision.over_force_percent") { $0.supervision.overForce = 9.999 },
        Edge("too much for as long as off", nil) { $0.supervision.overForceTime = .milliseconds(500) },
        Edge("too much for longer than off", "supervision.over_force_time_s") {
            $0.supervision.overForceTime = .milliseconds(500)
            $0.supervision.forceErrorStopTime = .milliseconds(499)
        },
        Edge("one reading's age of too much", nil) { $0.supervision.overForceTime = .milliseconds(50) },
        Edge("less than one reading's age", "supervision.over_force_time_s") {
            $0.supervision.overForceTime = .milliseconds(49)
        },
        Edge("lost when old", nil) { $0.supervision.loadCellLoss = .milliseconds(50) },
        Edge("lost before old", "supervision.load_cell_loss_s") { $0.supervision.loadCellLoss = .milliseconds(49) },
        Edge("one belt reading's age", nil) { $0.supervision.trackingTime = .milliseconds(200) },
        Edge("less than one belt reading's age", "supervision.tracking_time_s") {
            $0.supervision.trackingTime = .milliseconds(200)
            $0.supervision.beltAge = .milliseconds(201)
        },
        Edge("checks just in time", nil) {
            $0.session.checkTime = .milliseconds(1999)
            $0.session.checkTimeout = .milliseconds(2000)
        },
        Edge("checks as long as their time", "session.check_timeout_s") {
            $0.session.checkTime = .milliseconds(2000)
            $0.session.checkTimeout = .milliseconds(2000)
        },
    ]

    @Test("Where two figures meet they are sound, or not, to the last digit", arguments: belt + support + supervision)
    func contradiction(edge: Edge) {
        var limits = ControlLimits()
        edge.apply(&limits)
        #expect(limits.violations().compactMap(\.keys.first) == [edge.key].compactMap { $0 })
    }

    @Test(
        "A number of overruns that is none becomes the nearest one, and is refused",
        arguments: [(-5.0, 0.0), (-0.6, 0), (5e9, 4_294_967_295), (.infinity, 4_294_967_295), (-.infinity, 0)])
    func overruns(figure: Double, becomes: Double) throws {
        let path = try #require(ControlLimits.figures.first { $0.key == "loop_overruns" }).path
        var limits = ControlLimits()
        limits[keyPath: path] = figure
        #expect(limits[keyPath: path] == becomes)
        #expect(!limits.violations().isEmpty)
    }

    @Test("An end of the deck's range that is not a number changes nothing", arguments: [Double.nan, .infinity])
    func incline(figure: Double) {
        for key in ["lowest_incline_percent", "highest_incline_percent"] {
            for figure in [figure, -figure] {
                var limits = ControlLimits()
                let paths = ControlLimits.figures.filter { $0.key == key }.map(\.path)
                for path in paths { limits[keyPath: path] = figure }
                #expect(limits == ControlLimits() && paths.count == 1)
            }
        }
    }
}
