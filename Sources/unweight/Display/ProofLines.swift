import OperatorAPI

/// The doctor's findings as lines of text. Pure.
enum ProofLines {
    /// One item, with what to do below it when it failed.
    static func lines(_ item: ProofItem) -> [StyledLine] {
        let finding = StyledLine("  \(item.check.title): \(TerminalText.harmless(item.finding))")
        let remedy = item.remedy.map { [StyledLine("      \(TerminalText.harmless($0))", .alarm)] } ?? []
        switch item.outcome {
        case .pass: return [StyledLine("pass", .good) + finding]
        case .fail: return [StyledLine("FAIL", .alarm) + finding] + remedy
        case .notApplicable: return [StyledLine("  - ", .faint) + finding]
        }
    }

    /// What came of a run.
    static func summary(_ report: ProofReport) -> [StyledLine] {
        let time = "\(Figures.fixed(report.duration, decimals: 0)) s"
        let reason = report.cutShort.map {
            [StyledLine("Not everything was looked at: \(TerminalText.harmless($0)).", .caution)]
        }
        guard !report.passed else { return [StyledLine("PASSED", .good) + StyledLine(" in \(time)")] }
        let failures = report.items.count { $0.outcome == .fail }
        return (reason ?? [])
            + [StyledLine("NOT PASSED", .alarm) + StyledLine(": \(failures) of \(report.items.count) failed, \(time)")]
    }

    /// The last proof and what it is worth.
    static func lines(_ answer: ProofAnswer) -> [StyledLine] {
        let report = answer.report
        let head = "rig \(report.rig), software \(report.softwareVersion), examined \(report.startedAt)"
        return [StyledLine(TerminalText.harmless(head))] + report.items.flatMap(lines) + summary(report)
            + [standing(answer.standing), StyledLine(answer.standing.explanation)]
    }

    /// One line on what the last proof is worth.
    static func standing(_ standing: ProofStanding) -> StyledLine {
        let age = standing.age.map { ", \(hours($0)) old" } ?? ""
        let need = standing.required ? "; sessions need it" : ""
        let style: TextStyle =
            switch standing.validity {
            case .valid: .good
            case .missing: standing.required ? .alarm : .plain
            case .failed, .machineFailed: .alarm
            case .expired, .configurationChanged, .softwareChanged, .clockWentBack:
                standing.required ? .alarm : .caution
            }
        return StyledLine("proof: ") + StyledLine(standing.validity.title, style)
            + StyledLine("\(age), holds for \(hours(standing.lifetime))\(need)")
    }

    private static func hours(_ seconds: Double) -> String {
        seconds < 3600
            ? "\(Figures.fixed(seconds / 60, decimals: 0)) min" : "\(Figures.fixed(seconds / 3600, decimals: 1)) h"
    }
}

extension ProofStanding.Validity {
    fileprivate var title: String {
        switch self {
        case .valid: "valid"
        case .missing: "none yet"
        case .failed: "FAILED"
        case .machineFailed: "FAILED, the machine is at fault"
        case .expired: "too old"
        case .configurationChanged: "of another configuration"
        case .softwareChanged: "of another version of the software"
        case .clockWentBack: "of a later time of day"
        }
    }
}
