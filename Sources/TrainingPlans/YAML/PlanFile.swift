import StrictYAML
import TreadmillControl

/// Plans as YAML.
///
/// ```yaml
/// title: Run 1 min, walk 2 min
/// source: where the plan comes from      # optional
/// notes: what the runner should know     # optional
/// warm_up:                               # optional
///   - name: Easy walk
///     gait: walk                         # walk or run
///     duration: 5 min                    # 90 s, 1:30, 1 min 30 s
///     speed: 4.5 km/h                    # km/h, m/s, mph, min/km, min/mi
///     body_weight: 80 %                  # what the legs carry; 100 % is no support
///     incline: 1 %                       # optional, 0 % otherwise
/// main:
///   - repeat: 7
///     steps:
///       - {name: Run, gait: run, duration: 1 min, speed: 8 km/h, body_weight: 80 %}
///       - {name: Walk, gait: walk, duration: 2 min, speed: 4.5 km/h, body_weight: 80 %}
/// cool_down:                             # optional
///   - {name: Easy walk, gait: walk, duration: 5 min, speed: 4 km/h, body_weight: 80 %}
/// ```
///
/// Reading checks the form and ``PlanBounds``. Whether a machine may run the plan is for ``PlanLint`` to say.
public enum PlanFile {
    /// Reads a plan from text; `name` is what problems call it.
    public static func parse(text: String, name: String) throws(YAMLProblems) -> TrainingPlan {
        try readYAML(text, file: name, plan)
    }

    /// Reads a plan from a file.
    public static func load(path: String) throws(YAMLProblems) -> TrainingPlan {
        try readYAMLFile(path: path, plan)
    }

    private static func plan(_ root: YAMLMapping) -> TrainingPlan? {
        let title = root.required("title", .text(atMost: 100))
        let source = root.optional("source", .text())
        let notes = root.optional("notes", .text())
        let warmUp = root.list("warm_up") { block($0, depth: 0) }
        let main = root.list("main") { block($0, depth: 0) }
        let coolDown = root.list("cool_down") { block($0, depth: 0) }
        if !root.has("main") {
            root.note("the key \"main\" is missing", remedy: "add \"main\" with the steps of the session")
        }
        guard let title else { return nil }
        let plan = TrainingPlan(
            title: title, source: source, notes: notes, warmUp: warmUp, main: main, coolDown: coolDown)
        noteExtent(of: plan, root)
        return plan
    }

    private static func noteExtent(of plan: TrainingPlan, _ root: YAMLMapping) {
        let extent = PlanExtent(of: plan.blocks)
        if extent.intervals > PlanBounds.mostIntervals {
            root.note(
                "the plan has more than \(PlanBounds.mostIntervals) steps with its repeats unrolled",
                remedy: "repeat less", key: "main")
        }
        if extent.duration > PlanBounds.longestDuration {
            root.note(
                "the plan is longer than \((PlanBounds.longestDuration.seconds / 3600).plain) h",
                remedy: "shorten it", key: "main")
        }
    }

    private static func block(_ mapping: YAMLMapping, depth: Int) -> PlanBlock? {
        mapping.has("repeat") || mapping.has("steps") ? repetition(mapping, depth: depth) : step(mapping)
    }

    private static func repetition(_ mapping: YAMLMapping, depth: Int) -> PlanBlock? {
        let count = mapping.required("repeat", .integer(in: 1...PlanBounds.mostRepeats))
        if !mapping.has("steps") {
            mapping.note("the key \"steps\" is missing", remedy: "add \"steps\" with what is to be repeated")
        }
        guard depth < PlanBounds.deepestRepeats else {
            mapping.note(
                "repeats stand more than \(PlanBounds.deepestRepeats) deep in each other", remedy: "flatten them")
            return nil
        }
        let blocks = mapping.list("steps") { block($0, depth: depth + 1) }
        return count.map { .repeating(count: $0, blocks: blocks) }
    }

    private static func step(_ mapping: YAMLMapping) -> PlanBlock? {
        let name = mapping.required("name", .text(atMost: 60))
        let gait = mapping.required("gait", .choice(["walk": Gait.walk, "run": Gait.run]))
        let duration = mapping.required("duration", .duration)
        let speed = mapping.required("speed", .beltSpeed)
        let bodyWeight = mapping.required("body_weight", .percent(in: 1...100))
        let incline = mapping.optional("incline", .percent(in: -30...30), default: 0)
        guard let name, let gait, let duration, let speed, let bodyWeight, let incline else { return nil }
        return .step(
            PlanStep(
                name: name, gait: gait, duration: duration, speed: speed, bodyWeight: .percent(bodyWeight),
                incline: .percentGrade(incline), sourceLine: mapping.line))
    }
}

extension YAMLScalar where Value == TimeSpan {
    fileprivate static var duration: YAMLScalar<TimeSpan> {
        YAMLScalar(expectation: QuantityText.durationExpectation) { (text: String) throws(YAMLRefusal) -> TimeSpan in
            try QuantityText.duration(text)
        }
    }
}

extension YAMLScalar where Value == BeltSpeed {
    fileprivate static var beltSpeed: YAMLScalar<BeltSpeed> {
        YAMLScalar(expectation: QuantityText.speedExpectation) { (text: String) throws(YAMLRefusal) -> BeltSpeed in
            try QuantityText.speed(text)
        }
    }
}

extension YAMLScalar where Value == Double {
    fileprivate static func percent(in range: ClosedRange<Double>) -> YAMLScalar<Double> {
        YAMLScalar(expectation: QuantityText.percentExpectation) { (text: String) throws(YAMLRefusal) -> Double in
            let value = try QuantityText.percent(text)
            guard range.contains(value) else {
                throw YAMLRefusal(
                    reason: "\(value.plain) % is out of bounds",
                    remedy: "use \(range.lowerBound.plain) % to \(range.upperBound.plain) %")
            }
            return value
        }
    }
}
