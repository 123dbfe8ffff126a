import RigConfiguration
import StrictYAML
import TrainingPlans
import TreadmillControl

/// A plan as it is on disk and as it was understood.
struct PlanText {
    var text: String
    var plan: TrainingPlan

    /// - Throws: ``CommandFailure`` with ``ProgramExit/unusableFile``; its message names file, line and remedy.
    static func read(path: String) throws(CommandFailure) -> PlanText {
        try usable { () throws(YAMLProblems) in
            let text = try textOfFile(path: path)
            return PlanText(text: text, plan: try PlanFile.parse(text: text, name: path))
        }
    }
}

/// The limits of a machine, from a file or as compiled in.
enum LimitsChoice {
    /// - Throws: ``CommandFailure`` with ``ProgramExit/unusableFile``.
    static func read(path: String?) throws(CommandFailure) -> ControlLimits {
        guard let path else { return ControlLimits() }
        return try usable { () throws(YAMLProblems) in try LimitsFile.load(path: path) }
    }
}

/// What `read` gives; problems of a file become the failure that ends the program.
func usable<Value>(_ read: () throws(YAMLProblems) -> Value) throws(CommandFailure) -> Value {
    do throws(YAMLProblems) {
        return try read()
    } catch {
        throw CommandFailure(message: "a file cannot be used\n\(error.description)", exit: .unusableFile)
    }
}
