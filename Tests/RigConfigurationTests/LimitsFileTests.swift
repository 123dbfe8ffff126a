import RigConfiguration
import StrictYAML
import Testing
import TreadmillControl

@Suite struct LimitsFileTests {
    private func problems(_ text: String) -> [YAMLProblem] {
        do throws(YAMLProblems) {
            _ = try LimitsFile.parse(text: text, name: "limits.yaml")
            return []
        } catch {
            return error.problems
        }
    }

    @Test func whatIsLeftOutKeepsItsDefault() throws {
        var expected = ControlLimits()
        expected.belt.planSpeed = .metersPerSecond(2.5)
        expected.supervision.loadCellAge = .milliseconds(40)
        expected.supervision.loopOverruns = 7
        let limits = try LimitsFile.parse(
            text: "belt: {plan_speed_m_s: 2.5}\nsupervision: {load_cell_age_s: 0.04, loop_overruns: 7}",
            name: "limits.yaml")
        #expect(limits == expected)
    }

    @Test(arguments: ControlLimits.figures.indices)
    func noFigureCanBeSetBeyondItsCompiledInBounds(index: Int) {
        let figure = ControlLimits.figures[index]
        let span = figure.bounds.upperBound - figure.bounds.lowerBound
        let margin = figure.isWhole ? 1 : span / 100
        for value in [figure.bounds.lowerBound - margin, figure.bounds.upperBound + margin] {
            let text = figure.isWhole ? "\(Int(value))" : "\(value)"
            let found = problems("\(figure.section.rawValue):\n  \(figure.key): \(text)")
            #expect(found.first?.keyPath == "\(figure.section.rawValue).\(figure.key)")
            #expect(found.first?.reason.hasSuffix("is out of bounds") == true)
            #expect(found.first?.line == 2)
        }
    }

    @Test(arguments: ControlLimits.figures.indices)
    func everyFigureThatIsSetArrivesWhereItBelongs(index: Int) throws {
        // A figure halfway between default and bound changes nothing but itself.
        let figure = ControlLimits.figures[index]
        let standard = ControlLimits()[keyPath: figure.path]
        let room = figure.bounds.upperBound - standard
        let value = (standard + (room > 0 ? room : figure.bounds.lowerBound - standard) / 2).rounded(figure.isWhole)
        var changed = ControlLimits()
        changed[keyPath: figure.path] = value
        #expect(abs(changed[keyPath: figure.path] - value) < 1e-9)
        #expect(changed != ControlLimits())
        for other in ControlLimits.figures where other.key != figure.key {
            #expect(changed[keyPath: other.path] == ControlLimits()[keyPath: other.path])
        }
    }

    struct Contradiction: CustomTestStringConvertible {
        var text: String
        var key: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Contradiction(text: "belt: {machine_speed_m_s: 3}", key: "belt.plan_speed_m_s"),
        Contradiction(text: "belt: {plan_speed_m_s: 5.5}", key: "belt.plan_speed_m_s"),
        Contradiction(text: "belt: {controlled_stop_m_s2: 0.25}", key: "belt.controlled_stop_m_s2"),
        Contradiction(text: "belt: {protective_stop_m_s2: 0.55}", key: "belt.protective_stop_m_s2"),
        Contradiction(text: "belt: {emergency_stop_m_s2: 0.9}", key: "belt.emergency_stop_m_s2"),
        Contradiction(
            text: "support: {lowering_velocity_m_s: 0.08, hoist_velocity_m_s: 0.07}",
            key: "support.lowering_velocity_m_s"),
        Contradiction(
            text: "support: {spring_stiffness_n_m: 200, hoist_velocity_m_s: 0.1}",
            key: "support.body_weight_slew_percent_s"),
        Contradiction(
            text: "support: {spring_stiffness_n_m: 200, hoist_travel_m: 0.05}",
            key: "support.body_weight_slew_percent_s"),
        Contradiction(
            text: "supervision: {force_error_warning_percent: 4, force_error_stop_percent: 4}",
            key: "supervision.force_error_warning_percent"),
        Contradiction(text: "supervision: {over_force_percent: 8}", key: "supervision.over_force_percent"),
        Contradiction(
            text: "supervision: {force_error_stop_time_s: 0.1, over_force_time_s: 0.2}",
            key: "supervision.over_force_time_s"),
        Contradiction(text: "supervision: {over_force_time_s: 0.03}", key: "supervision.over_force_time_s"),
        Contradiction(
            text: "supervision: {belt_age_s: 0.4, tracking_time_s: 0.3}", key: "supervision.tracking_time_s"),
        Contradiction(text: "session: {check_time_s: 3, check_timeout_s: 2}", key: "session.check_timeout_s"),
    ])
    func limitsThatContradictEachOtherAreRefused(contradiction: Contradiction) {
        let found = problems(contradiction.text)
        #expect(found.count == 1)
        #expect(found.first?.reason.hasPrefix(contradiction.key) == true)
        #expect(found.first?.line == 1)
    }

    @Test func theBuiltInLimitsAreSound() {
        #expect(ControlLimits().violations().isEmpty)
    }

    @Test func limitsFromElsewhereThatAreNoNumbersAreNotSound() {
        var limits = ControlLimits()
        limits.belt.acceleration = .metersPerSecondSquared(.nan)
        limits.support.largestForce = .newtons(.infinity)
        #expect(limits.violations().map(\.keys) == [["belt.acceleration_m_s2"], ["support.largest_force_n"]])
    }

    @Test func aSlipInASectionIsNoSilentDefault() {
        #expect(problems("blet: {plan_speed_m_s: 2}").first?.remedy == #"did you mean "belt"?"#)
        #expect(problems("belt: {plan_speed: 2}").first?.remedy == #"did you mean "plan_speed_m_s"?"#)
        #expect(problems("belt: {plan_sped_m_s: 2}").first?.remedy == #"did you mean "plan_speed_m_s"?"#)
    }

    @Test func theShippedLimitsAreTheBuiltInOnesAllSpelledOut() throws {
        let path = repositoryFile("config/limits.yaml")
        #expect(try LimitsFile.load(path: path) == ControlLimits())
        let text = try textOfFile(path: path)
        for figure in ControlLimits.figures {
            #expect(text.contains("\n  \(figure.key): "), "\(figure.key) is not in limits.yaml")
        }
    }
}

extension Double {
    fileprivate func rounded(_ toWhole: Bool) -> Double { toWhole ? rounded() : self }
}
