/// Something that a check of a plan found.
public struct PlanFinding: Equatable, Sendable, CustomStringConvertible {
    public enum Severity: Int, Comparable, Sendable {
        /// Worth a second look; the plan may run.
        case warning
        /// The plan must not run on this machine with this runner.
        case error

        public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
    }

    /// What a finding is about.
    public enum Rule: String, CaseIterable, Sendable {
        case planSize
        case speedRange
        case bodyWeightRange
        case supportForce
        case inclineRange
        case shortStep
        case unreachableSetpoint
        case gaitAgainstSpeed
        case twoVariablesRising
    }

    public var severity: Severity
    public var rule: Rule
    /// The line of the plan's file on which the step begins; `nil` for a plan made in code or the plan as a whole.
    public var line: Int?
    /// The name of the step; `nil` for the plan as a whole.
    public var step: String?
    public var reason: String
    public var remedy: String

    /// `line LINE: SEVERITY: step "NAME": reason; remedy`
    public var description: String {
        let place = line.map { "line \($0): " } ?? ""
        let name = step.map { "step \"\($0)\": " } ?? ""
        return "\(place)\(severity): \(name)\(reason); \(remedy)"
    }
}
