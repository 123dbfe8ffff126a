import FaultScenarios
import RigConfiguration
import RigSimulation
import RigTestKit
import StrictYAML
import TrainingPlans
import TreadmillControl

/// Problems are for people: their text must stay in proportion to the file.
private func requireReadable(_ problems: YAMLProblems, for text: String) throws(FuzzFinding) {
    try require(!problems.problems.isEmpty, "a refusal without a problem")
    let size = problems.problems.reduce(0) { $0 + $1.description.utf8.count }
    try require(size <= 8192 + 64 * text.utf8.count, "\(size) bytes of problems for \(text.utf8.count) bytes of file")
}

/// What `parse` accepts of `text`; `nil` for what it refuses in a way that people can read.
func accepted<Value>(
    _ text: String, _ parse: (String, String) throws(YAMLProblems) -> Value
) throws(FuzzFinding) -> Value? {
    let problems: YAMLProblems
    do throws(YAMLProblems) { return try parse(text, "input.yaml") } catch { problems = error }
    try requireReadable(problems, for: text)
    return nil
}

func checkPlan(_ text: String) throws(FuzzFinding) {
    guard let plan = try accepted(text, PlanFile.parse(text:name:)) else { return }
    try require(PlanExtent(of: plan.blocks).isWithinBounds, "a plan beyond its bounds is accepted")
    let intervals = plan.flattened().intervals
    try require(intervals.count <= PlanBounds.mostIntervals, "\(intervals.count) intervals")
    for interval in intervals {
        try require(
            interval.duration > .zero && interval.duration <= PlanBounds.longestDuration, "\(interval.duration)")
        try require(interval.beltSpeed > .zero && interval.beltSpeed.isFinite, "\(interval.beltSpeed)")
        try require((1...100).contains(interval.bodyWeight.percent), "\(interval.bodyWeight)")
        try require((-30...30).contains(interval.incline.percentGrade), "\(interval.incline)")
    }
    let limits = ControlLimits()
    let findings = PlanLint.findings(for: plan, limits: limits, mass: .kilograms(70))
    if findings.contains(where: { $0.severity == .error }) { return }
    for interval in intervals {
        try require(interval.beltSpeed <= limits.belt.planSpeed, "a plan of \(interval.beltSpeed) passes the checks")
        try require(interval.bodyWeight >= limits.support.lowestBodyWeight, "\(interval.bodyWeight) passes the checks")
    }
}

func checkLimits(_ text: String) throws(FuzzFinding) {
    guard let limits = try accepted(text, LimitsFile.parse(text:name:)) else { return }
    try require(limits.violations().isEmpty, "limits that contradict each other are accepted: \(limits.violations())")
    var written = ""
    for section in LimitFigure.Section.allCases {
        written += "\(section.rawValue):\n"
        for figure in ControlLimits.figures where figure.section == section {
            let value = limits[keyPath: figure.path]
            try require(figure.bounds.contains(value), "\(figure.key) \(value) is accepted")
            written += "  \(figure.key): \(figure.isWhole ? "\(Int(value))" : "\(value)")\n"
        }
    }
    try requireSame(limits, try accepted(written, LimitsFile.parse(text:name:)), "limits")
}

func checkRig(_ text: String) throws(FuzzFinding) {
    guard
        let rig = try accepted(
            text,
            { (text: String, name: String) throws(YAMLProblems) -> RigConfiguration in
                try RigFile.parse(text: text, name: name, profiles: ShippedDevices.shelf)
            })
    else { return }
    let names = Set(rig.buses.map(\.name))
    try require(names.count == rig.buses.count, "two buses of one name")
    for bus in [rig.belt.bus, rig.hoist.bus, rig.loadCell.bus] {
        try require(names.contains(bus), "no bus \(bus)")
    }
    for bus in rig.buses {
        try require(
            bus.responseTimeout > .zero && bus.responseTimeout <= .seconds(5), "a timeout of \(bus.responseTimeout)")
    }
    try require((1...247).contains(rig.hoist.unit), "hoist of unit \(rig.hoist.unit)")
    try require((1...247).contains(rig.loadCell.unit), "load cell of unit \(rig.loadCell.unit)")
    try require(rig.hoist.watchdog > .zero, "a hoist without a watchdog")
    if case .modbus(let drive) = rig.belt {
        try require((1...247).contains(drive.unit), "belt of unit \(drive.unit)")
        try require(drive.watchdog > .zero, "a belt without a watchdog")
    }
}

func checkDaemon(_ text: String) throws(FuzzFinding) {
    guard let daemon = try accepted(text, DaemonFile.parse(text:name:)) else { return }
    try require((10...200).contains(daemon.loopRate), "a loop of \(daemon.loopRate) Hz")
    try require(daemon.logFreeSpace >= 16 << 20, "\(daemon.logFreeSpace) bytes free")
    for path in [daemon.rigFile, daemon.limitsFile, daemon.socketPath(environment: [:])] {
        try require(!path.isEmpty && !path.utf8.contains(0), "the path \"\(path)\"")
    }
}

func checkScenario(_ text: String) throws(FuzzFinding) {
    guard let scenario = try accepted(text, ScenarioFile.parse(text:name:)) else { return }
    for fault in scenario.faults { try requireSound(fault) }
    for action in scenario.actions { try require(action.at.seconds < 1e6, "an action at \(action.at)") }
    try require((20...200).contains(scenario.setup.runnerMass.kilograms), "\(scenario.setup.runnerMass)")
    try require(scenario.end > .zero && scenario.end.seconds < 1e6, "an end at \(scenario.end)")
}

func checkFault(_ text: String) throws(FuzzFinding) {
    guard let fault = try accepted(text, FaultText.fault(_:name:)) else { return }
    try requireSound(fault)
}

private func requireSound(_ fault: TimedFault) throws(FuzzFinding) {
    try require(fault.at.seconds < 1e6 && fault.at.seconds > -1e6, "a fault at \(fault.at)")
    if let duration = fault.duration { try require(duration > .zero, "a fault for \(duration)") }
    guard let onRig = fault.fault.onRig else { return }
    var rig = VirtualRig(runnerMass: .kilograms(70), seed: 1)
    rig.begin(onRig)
    for millisecond in [Int64(0), 30, 60] {
        let readings = rig.advance(
            to: MonotonicInstant(nanoseconds: 0) + .milliseconds(millisecond), belt: .stopped, hoist: .hold)
        try require(readings.belt?.speedMeasured.isFinite ?? true, "a belt at \(String(describing: readings.belt))")
    }
}

func checkQuantity(_ text: String) throws(FuzzFinding) {
    if let speed = try? QuantityText.speed(text) {
        try require(speed > .zero && speed.isFinite, "the speed \(speed) is accepted")
    }
    if let duration = try? QuantityText.duration(text) {
        try require(
            duration > .zero && duration <= PlanBounds.longestDuration, "the duration \(duration) is accepted")
    }
    if let percent = try? QuantityText.percent(text) {
        try require(percent.isFinite, "the percentage \(percent) is accepted")
    }
}
