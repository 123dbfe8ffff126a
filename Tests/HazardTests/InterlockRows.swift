import Foundation
import OperatorAPI
import TreadmillControl

/// The table of docs/hazards.md as the code has it.
enum InterlockRows {
    static let header = "| bit | interlock | cause | noticed within | reaction | clears | by | arming |"

    static var all: [String] { Interlock.allCases.map(row) }

    private static func row(_ interlock: Interlock) -> String {
        let cells = [
            "\(interlock.rawValue)", "\(interlock)", interlock.cause, detection(interlock),
            reaction(interlock.reaction),
            clearing(interlock.clearCondition), clearer(interlock.clearedBy),
            interlock.forbidsArming ? "refused" : "allowed",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func detection(_ interlock: Interlock) -> String {
        let time = interlock.detectionTime(under: ControlLimits())
        return time == .zero ? "a tick" : String(format: "%.2f s", time.seconds)
    }

    private static func reaction(_ reaction: Reaction) -> String {
        reaction.wireName.replacingOccurrences(of: "_", with: " ")
    }

    private static func clearing(_ condition: ClearCondition) -> String {
        switch condition {
        case .whenCleared: "with its cause"
        case .onAcknowledge: "acknowledged; may resume"
        case .onRearm: "acknowledged; new session"
        }
    }

    private static func clearer(_ clearer: Clearer) -> String {
        switch clearer {
        case .itself: "itself"
        case .operator: "operator"
        case .configurator: "configurator"
        }
    }
}
