import TreadmillControl

/// The limits and the session as text, without loss: what a replay builds its controller from.
///
/// One `key=value` a line. The limits are those of ``ControlLimits/figures`` under the same keys as in configuration. A
/// number is the shortest decimal that reads back to the same bits; text has line feeds, carriage returns and
/// backslashes escaped.
package enum SetupText {
    /// More intervals than any plan has; guards a reader's memory.
    package static let mostIntervals: UInt32 = 10_000

    package static func encode(limits: ControlLimits, setup: SessionSetup?) -> String {
        var writer = SetupWriter()
        var limits = limits
        visit(&limits, with: &writer)
        var hasSetup = setup != nil
        writer.visit("session_present", &hasSetup)
        if var setup {
            visit(&setup, with: &writer)
        }
        return writer.text
    }

    /// - Throws: ``FlightLogError/invalidSetup(key:reason:)`` for a key that is missing, unknown, given twice or
    ///   without a meaningful value.
    package static func decode(_ text: String) throws(FlightLogError) -> (limits: ControlLimits, setup: SessionSetup?) {
        var reader = try SetupReader(text)
        var limits = ControlLimits()
        visit(&limits, with: &reader)
        var hasSetup = false
        reader.visit("session_present", &hasSetup)
        var setup: SessionSetup?
        if hasSetup {
            var read = SessionSetup(plan: SessionPlan(title: "", intervals: []), runnerMass: .zero)
            visit(&read, with: &reader)
            setup = read
        }
        try reader.finish()
        return (limits, setup)
    }

    private static func visit<Visitor: SetupVisitor>(_ limits: inout ControlLimits, with visitor: inout Visitor) {
        for figure in ControlLimits.figures {
            visitor.visitFigure("\(figure.section.rawValue).\(figure.key)", &limits[keyPath: figure.path])
        }
    }

    private static func visit<Visitor: SetupVisitor>(_ setup: inout SessionSetup, with visitor: inout Visitor) {
        visitor.visit("runner_mass_kg", &setup.runnerMass)
        visitor.visit("needs_operator_link", &setup.needsOperatorLink)
        visitor.visitText("plan.title", &setup.plan.title)
        var count = UInt32(clamping: setup.plan.intervals.count)
        visitor.visit("plan.interval_count", &count)
        guard count <= mostIntervals else {
            visitor.reject("plan.interval_count", "more than \(mostIntervals) intervals")
            return
        }
        let blank = PlannedInterval(name: "", gait: .walk, duration: .zero, beltSpeed: .zero, bodyWeight: .zero)
        for index in 0..<Int(count) where !visitor.hasFailed {
            if index == setup.plan.intervals.count { setup.plan.intervals.append(blank) }
            visitor.prefix = "plan.interval.\(index)."
            visit(&setup.plan.intervals[index], with: &visitor)
        }
        visitor.prefix = ""
    }

    private static func visit<Visitor: SetupVisitor>(_ interval: inout PlannedInterval, with visitor: inout Visitor) {
        visitor.visitText("name", &interval.name)
        var gait = interval.gait.rawValue
        visitor.visit("gait", &gait)
        if let known = Gait(rawValue: gait) {
            interval.gait = known
        } else {
            visitor.reject("gait", "\(gait) is no gait")
        }
        visitor.visit("duration_ns", &interval.duration)
        visitor.visit("belt_speed_m_s", &interval.beltSpeed)
        visitor.visit("body_weight_percent", &interval.bodyWeight)
        visitor.visit("incline_percent", &interval.incline)
    }
}

/// A field visitor that also takes text and keys below a common prefix.
protocol SetupVisitor: FieldVisitor {
    /// Comes before every name.
    var prefix: String { get set }
    /// Nothing that follows matters any more.
    var hasFailed: Bool { get }
    mutating func visitFigure(_ key: String, _ value: inout Double)
    mutating func visitText(_ name: StaticString, _ value: inout String)
}
