import StrictYAML
import TreadmillControl

/// Limits as YAML: the sections `belt`, `support`, `supervision` and `session` with the keys of
/// ``TreadmillControl/ControlLimits/figures``, each with its unit at the end. Every section and key may be left out;
/// the compiled-in default then holds. No value can leave its compiled-in bounds, and values that contradict each
/// other are refused.
public enum LimitsFile {
    /// Reads limits from text; `name` is what problems call it.
    public static func parse(text: String, name: String) throws(YAMLProblems) -> ControlLimits {
        try readYAML(text, file: name, limits)
    }

    /// Reads limits from a file.
    public static func load(path: String) throws(YAMLProblems) -> ControlLimits {
        try readYAMLFile(path: path, limits)
    }

    private static func limits(_ root: YAMLMapping) -> ControlLimits? {
        var limits = ControlLimits()
        var lines: [String: Int] = [:]
        for section in LimitFigure.Section.allCases {
            let figures = ControlLimits.figures.filter { $0.section == section }
            root.optional(group: section.rawValue) { mapping in
                read(figures, from: mapping, into: &limits, lines: &lines)
            }
        }
        for violation in limits.violations() {
            let line = violation.keys.compactMap { lines[$0] }.first
            let keys = violation.keys.joined(separator: ", ")
            root.note("\(keys): \(violation.reason)", remedy: violation.remedy, line: line)
        }
        return limits
    }

    private static func read(
        _ figures: [LimitFigure], from mapping: YAMLMapping, into limits: inout ControlLimits,
        lines: inout [String: Int]
    ) {
        for figure in figures {
            guard let value = value(of: figure, from: mapping) else { continue }
            limits[keyPath: figure.path] = value
            lines["\(figure.section.rawValue).\(figure.key)"] = mapping.line(of: figure.key)
        }
    }

    private static func value(of figure: LimitFigure, from mapping: YAMLMapping) -> Double? {
        guard figure.isWhole else { return mapping.optional(figure.key, .number(in: figure.bounds)) }
        let bounds = Int(figure.bounds.lowerBound)...Int(figure.bounds.upperBound)
        return mapping.optional(figure.key, .integer(in: bounds)).map(Double.init)
    }
}
