import StrictYAML
import TreadmillControl

/// Scenarios as YAML; docs/scenarios.md describes them.
public enum ScenarioFile {
    /// Reads a scenario from text; `name` is what problems call it.
    public static func parse(text: String, name: String) throws(YAMLProblems) -> FaultScenario {
        try readYAML(text, file: name, scenario)
    }

    /// Reads a scenario from a file.
    public static func load(path: String) throws(YAMLProblems) -> FaultScenario {
        try readYAMLFile(path: path, scenario)
    }

    private static func scenario(_ root: YAMLMapping) -> FaultScenario? {
        let title = root.required("title", .text(atMost: 100))
        let why = root.required("why", .text(atMost: 400))
        let mass = root.optional("mass_kg", .number(in: 20...200, unit: "kg"), default: 70)
        let needsLink = root.optional("operator_link", .choice(["true": true, "false": false]), default: false)
        let origin = root.optional(
            "from", .choice(["movement": FaultScenario.TimeOrigin.firstMovement, "start": .start]),
            default: .firstMovement)
        let steps = root.list("plan", step)
        let rigs = root.list("rigs", of: rig) ?? FaultScenario.Rig.allCases
        let rigsReason = root.optional("rigs_why", .text(atMost: 300))
        let faults = root.list("faults", FaultReading.fault)
        let actions = root.list("operator", action)
        let expectations = root.list("expect") { ExpectationReading(keys: $0, faults: faults.count).expectation }
        let end = root.optional("end", .number(in: 1...FaultReading.longest, unit: "s"))
        noteGaps(root, faults: faults, expectations: expectations, rigs: rigs, rigsReason: rigsReason)
        guard let title, let why, let mass, let needsLink, let origin else { return nil }
        return FaultScenario(
            title: title, why: why,
            setup: SessionSetup(
                plan: SessionPlan(title: title, intervals: steps.isEmpty ? standardPlan : steps),
                runnerMass: .kilograms(mass), needsOperatorLink: needsLink),
            origin: origin, rigs: rigs, rigsReason: rigsReason, faults: faults, actions: actions,
            expectations: expectations,
            end: end.map(TimeSpan.seconds) ?? standardEnd(faults: faults, actions: actions, expectations))
    }

    private static func noteGaps(
        _ root: YAMLMapping, faults: [TimedFault], expectations: [Expectation], rigs: [FaultScenario.Rig],
        rigsReason: String?
    ) {
        for (key, isMissing) in [("faults", faults.isEmpty), ("expect", expectations.isEmpty)]
        where isMissing && !root.has(key) {
            root.note("the key \"\(key)\" is missing", remedy: "add \"\(key)\" with at least one item")
        }
        let isComplete = Set(rigs).count == FaultScenario.Rig.allCases.count
        if !isComplete, rigsReason == nil {
            root.note("a rig is left out without a reason", remedy: "add \"rigs_why\"", key: "rigs")
        }
        if rigs.isEmpty { return }
        for timed in faults where timed.fault.onRig == nil {
            root.note(
                "\"\(timed.name)\" cannot be made on wires", remedy: "add \"rigs: []\" and \"rigs_why\"", key: "faults")
        }
    }

    /// A walk and a run, at seven tenths of the body weight.
    static let standardPlan = [
        PlannedInterval(
            name: "Walk", gait: .walk, duration: .seconds(8), beltSpeed: .metersPerSecond(1.2),
            bodyWeight: .percent(70)),
        PlannedInterval(
            name: "Run", gait: .run, duration: .seconds(14), beltSpeed: .metersPerSecond(2.5), bodyWeight: .percent(70)),
    ]

    /// Five seconds after the last thing that is to happen.
    private static func standardEnd(
        faults: [TimedFault], actions: [TimedOperatorAction], _ expectations: [Expectation]
    ) -> TimeSpan {
        var last = TimeSpan.zero
        for timed in faults { last = max(last, timed.at + (timed.duration ?? .zero)) }
        for timed in actions { last = max(last, timed.at) }
        for expectation in expectations where faults.indices.contains(expectation.fault) {
            last = max(last, faults[expectation.fault].at + (expectation.within ?? .zero))
        }
        return last + .seconds(5)
    }

    // MARK: Items

    private static var rig: YAMLScalar<FaultScenario.Rig> { .choice(["a": .a, "b": .b]) }

    private static func step(_ keys: YAMLMapping) -> PlannedInterval? {
        let gait = keys.required("gait", .choice(["walk": Gait.walk, "run": .run]))
        let duration = keys.required("duration_s", .number(in: 1...3600, unit: "s"))
        let speed = keys.required("speed_m_s", .number(in: 0.05...6.7, unit: "m/s"))
        let bodyWeight = keys.required("body_weight_percent", .number(in: 20...100, unit: "%"))
        let incline = keys.optional("incline_percent", .number(in: -5...25, unit: "%"), default: 0)
        guard let gait, let duration, let speed, let bodyWeight, let incline else { return nil }
        return PlannedInterval(
            name: gait == .walk ? "Walk" : "Run", gait: gait, duration: .seconds(duration),
            beltSpeed: .metersPerSecond(speed), bodyWeight: .percent(bodyWeight), incline: .percentGrade(incline))
    }

    private static func action(_ keys: YAMLMapping) -> TimedOperatorAction? {
        let at = keys.required("at", .number(in: 0...FaultReading.longest, unit: "s"))
        let action = keys.required(
            "action",
            .choice([
                "pause": OperatorAction.pause, "resume": .resume, "stop": .stop, "acknowledge": .acknowledge,
                "lower": .lowerSupport,
            ]))
        guard let at, let action else { return nil }
        return TimedOperatorAction(at: .seconds(at), action: action)
    }
}
