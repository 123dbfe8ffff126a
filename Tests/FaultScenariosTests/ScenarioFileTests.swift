import FaultScenarios
import RigSimulation
import StrictYAML
import Testing
import TreadmillControl

@Suite("Scenario files")
struct ScenarioFileTests {
    private static let whole = """
        title: A stuck load cell
        why: Because.
        mass_kg: 62.5
        operator_link: true
        plan:
          - {gait: run, duration_s: 30, speed_m_s: 2.5, body_weight_percent: 65, incline_percent: 1}
        rigs: [b]
        rigs_why: Only there.
        faults:
          - {at: 9.5, device: load-cell, fault: stuck, for: 2}
          - {at: 12, fault: lanyard}
        operator:
          - {at: 10, action: pause}
        expect:
          - {reaction: protective_stop, interlock: load_cell_reading_frozen, within_s: 1.2}
          - {after_fault: 2, belt_speed_m_s: 0.05, rope_stands: true, within_s: 4}
          - {support_never_below_n: 20, state: faulted}
        """

    @Test("a whole file is understood")
    func whole() throws {
        let scenario = try ScenarioFile.parse(text: Self.whole, name: "stuck.yaml")
        #expect(scenario.setup.runnerMass == .kilograms(62.5))
        #expect(scenario.setup.needsOperatorLink)
        #expect(scenario.setup.plan.intervals.map(\.bodyWeight) == [.percent(65)])
        #expect(scenario.rigs == [.b])
        #expect(scenario.origin == .firstMovement)
        #expect(
            scenario.faults == [
                TimedFault(
                    at: .milliseconds(9500), duration: .milliseconds(2000), fault: .rig(.reading(.loadCell, .stuck)),
                    name: "load-cell stuck"),
                TimedFault(at: .milliseconds(12_000), fault: .rig(.lanyard), name: "rig lanyard"),
            ])
        #expect(scenario.actions == [TimedOperatorAction(at: .milliseconds(10_000), action: .pause)])
        #expect(
            scenario.expectations == [
                Expectation(
                    fault: 0, within: .milliseconds(1200),
                    claims: [.reaction(.protectiveStop), .interlock(.loadCellReadingFrozen)]),
                Expectation(
                    fault: 1, within: .milliseconds(4000),
                    claims: [.beltSpeedAtMost(.metersPerSecond(0.05)), .ropeStands]),
                Expectation(fault: 0, within: nil, claims: [.supportNeverBelow(.newtons(20)), .state(.faulted)]),
            ])
        // Five seconds after the last deadline.
        #expect(scenario.end == .milliseconds(21_000))
    }

    @Test("what is left out is a walk and a run of a runner of 70 kg, on both rigs")
    func defaults() throws {
        let scenario = try ScenarioFile.parse(
            text: """
                title: T
                why: W
                faults: [{at: 1, fault: e-stop}]
                expect: [{state: faulted}]
                """, name: "short.yaml")
        #expect(scenario.setup.plan.intervals.map(\.gait) == [.walk, .run])
        #expect(scenario.setup.runnerMass == .kilograms(70))
        #expect(!scenario.setup.needsOperatorLink)
        #expect(scenario.rigs == [.a, .b])
    }

    @Test(
        "mistakes are named with their line, their key and what to do",
        arguments: [
            ("faults:", "fautls:", "did you mean \"faults\"?"),
            ("fault: stuck", "fault: stcuk", "is no fault of this device; use one of: off, disconnect"),
            ("device: load-cell", "device: loadcell", "did you mean \"load-cell\"?"),
            ("fault: stuck", "fault: slip", "is no fault of this device"),
            ("fault: stuck", "fault: wrong", "give one of: offset_n, factor, value_n, drift_n_s"),
            ("fault: stuck", "fault: wrong, offset_n: 3, factor: 2", "wrong in one way"),
            ("fault: stuck", "fault: stuck, every_ms: 3", "every_ms: is not a known key"),
            ("fault: stuck", "fault: slow", "\"every_ms\" is missing"),
            ("fault: stuck", "fault: intermittent, period_ms: 100, off_ms: 100", "not shorter than the period"),
            ("fault: stuck", "fault: delayed, by_ms: 5000", "out of bounds"),
            ("at: 9.5", "at: soon", "\"soon\" is not a number"),
            ("device: load-cell, fault: stuck", "device: loop, fault: overrun, stall_ms: 60", "has its own length"),
            ("device: load-cell, fault: stuck", "device: station, fault: power", "cannot be made on wires"),
            ("rigs_why: Only there.", "", "a rig is left out without a reason"),
            ("rigs: [b]", "rigs: [b, c]", "\"c\" is not known here"),
            ("rigs: [b]", "rigs: b", "is \"b\", not a list"),
            ("reaction: protective_stop", "reaction: protectiveStop", "is not a reaction"),
            ("load_cell_reading_frozen", "load_cell_broken", "is not an interlock"),
            ("rope_stands: true", "rope_stands: false", "use one of: true"),
            ("belt_speed_m_s: 0.05, rope_stands: true, within_s: 4", "rope_stands: true", "add within_s"),
            ("state: faulted}", "state: faulted, within_s: 3}", "nothing here has a deadline"),
            ("after_fault: 2", "after_fault: 3", "out of bounds"),
            ("action: pause", "action: dance", "\"dance\" is not known here"),
            ("{support_never_below_n: 20, state: faulted}", "{after_fault: 1}", "nothing is expected"),
            ("mass_kg: 62.5", "mass_kg: 625", "use a number of 20 to 200 kg"),
        ])
    func mistakes(right: String, wrong: String, told: String) {
        let text = Self.whole.replacing(right, with: wrong, maxReplacements: 1)
        #expect(text != Self.whole)
        do {
            _ = try ScenarioFile.parse(text: text, name: "stuck.yaml")
            Issue.record("accepted: \(wrong)")
        } catch {
            #expect("\(error)".contains("stuck.yaml:"))
            #expect("\(error)".contains(told), "\(error)")
        }
    }

    @Test("a scenario without faults or without expectations is none")
    func nothing() {
        for text in [
            "title: T\nwhy: W\nexpect: [{state: faulted}]", "title: T\nwhy: W\nfaults: [{at: 1, fault: e-stop}]",
        ] {
            #expect(throws: YAMLProblems.self) { try ScenarioFile.parse(text: text, name: "t.yaml") }
        }
    }
}

@Suite("Faults in one line of text")
struct FaultTextTests {
    private func read(_ text: String) throws -> TimedFault { try FaultText.fault(text, name: "--fault") }

    @Test(
        "each kind is understood",
        arguments: [
            ("at=20 device=belt fault=disconnect for=5", RigFault.disconnect(.belt)),
            ("fault=e-stop at=1", .emergencyStop),
            ("at=1 device=rig fault=lanyard", .lanyard),
            ("at=1 device=rig fault=power-loss", .powerLoss),
            ("at=1 device=hoist fault=off", .off(.hoist)),
            ("at=1 device=load-cell fault=fault", .fault(.loadCell)),
            ("at=1 device=belt fault=stuck", .reading(.belt, .stuck)),
            ("at=1 device=belt fault=frozen", .reading(.belt, .frozen)),
            ("at=1 device=belt fault=garbage", .reading(.belt, .garbage)),
            ("at=1 device=belt fault=replayed", .reading(.belt, .replayed)),
            ("at=1 device=belt fault=wrong factor=0.5", .reading(.belt, .factor(0.5))),
            ("at=1 device=belt fault=wrong drift_m_s2=-0.5", .reading(.belt, .drift(perSecond: -0.5))),
            ("at=1 device=hoist fault=wrong offset_m=0.2", .reading(.hoist, .offset(0.2))),
            ("at=1 device=load-cell fault=wrong value_n=-40", .reading(.loadCell, .value(-40))),
            ("at=1 device=load-cell fault=slow every_ms=80", .reading(.loadCell, .slow(every: .milliseconds(80)))),
            ("at=1 device=load-cell fault=delayed by_ms=80", .reading(.loadCell, .delayed(by: .milliseconds(80)))),
            (
                "at=1 device=belt fault=intermittent period_ms=200 off_ms=50",
                .intermittent(.belt, period: .milliseconds(200), silence: .milliseconds(50))
            ),
            ("at=1 device=belt fault=deaf", .deaf(.belt)),
            ("at=1 device=belt fault=slip share=0.2", .beltSlip(share: 0.2)),
            ("at=1 device=hoist fault=slip speed_m_s=0.1", .hoistSlip(speed: 0.1)),
            ("at=1 device=belt fault=watchdog-lost", .watchdogLost(.belt)),
            ("at=1 device=hoist fault=watchdog-tripped", .watchdogTripped(.hoist)),
            ("at=1 device=runner fault=fall", .fall),
            ("at=1 device=runner fault=unclipped", .unclipped),
        ])
    func kinds(text: String, fault: RigFault) throws {
        #expect(try read(text).fault == .rig(fault))
    }

    @Test("times are seconds")
    func times() throws {
        let fault = try read("at=20 device=belt fault=disconnect for=0.5")
        #expect(fault.at == .seconds(20))
        #expect(fault.duration == .milliseconds(500))
        #expect(try read("at=0 fault=e-stop").duration == nil)
    }

    @Test(
        "what is not understood is named",
        arguments: [
            ("device=belt fault=off", "\"at\" is missing"), ("at=-1 device=belt fault=off", "out of bounds"),
            ("at=1 device=belt fault=explode", "\"explode\""), ("at=1 device=belt", "\"fault\" is missing"),
            ("at=1 device=deck fault=off", "\"deck\""), ("at=1 fault=off", "\"off\""),
            ("at=1 device=load-cell fault=deaf", "\"deaf\""), ("at=1 at=2 fault=e-stop", "at"),
            ("at=1 hello fault=e-stop", "\"hello\""), ("at=1 how=1 fault=e-stop", "how: is not a known key"),
            ("at=1 fault={a: b}", "is not understood"), ("at=1 fault=&a", "is not understood"),
            ("at=1 fault=e-stop:x", "is not understood"), ("=1", "is not understood"), ("", "--fault"),
        ])
    func mistakes(text: String, naming words: String) {
        do {
            _ = try read(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect("\(error)".contains(words), "\(error)")
        }
    }
}
