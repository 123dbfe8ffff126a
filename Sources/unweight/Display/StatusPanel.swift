import OperatorAPI
import TreadmillControl

/// The display of a session on a terminal: what is now, what comes next, what is wrong. Pure: the same report and
/// width give the same lines.
struct StatusPanel: Sendable {
    /// Below this many columns lines are cut at the terminal's edge.
    static let narrowest = 40
    /// Notices shown at most.
    static let mostNotices = 6

    var width: Int
    var units: UnitSystem
    /// What happened last, oldest first.
    var notices: [String] = []
    /// The terminal's height: notices are shown as far as there is room.
    var rows = Int.max
    /// Whether to show what the keys do.
    var showsKeys = false

    private var columns: Int { max(width, Self.narrowest) }
    private var sentences: Sentences { Sentences(units: units) }

    func lines(_ report: StatusReport) -> [StyledLine] {
        var above = heading(report) + interruption(report) + interlocks(report)
        if let session = report.session { above += [.empty] + plan(session, phase: report.phase) }
        above += [.empty] + figures(report)
        if let session = report.session { above += [.empty, progress(session)] }
        let below = showsKeys ? [.empty] + keys(report.session) : []
        let lines = above + shownNotices(rows - above.count - below.count) + below
        return lines.map { $0.truncated(to: width) }
    }

    /// The newest notices that fit into `room` lines, with an empty one before them.
    private func shownNotices(_ room: Int) -> [StyledLine] {
        let newest = notices.suffix(min(Self.mostNotices, max(0, room - 1)))
        return newest.isEmpty ? [] : [.empty] + newest.map { StyledLine($0, .faint) }
    }

    // MARK: Parts

    private func heading(_ report: StatusReport) -> [StyledLine] {
        let title = TerminalText.harmless(report.session?.planTitle ?? "no session")
        let rig = StyledLine("rig \(TerminalText.harmless(report.daemon.rig))", .faint)
        let phase = StyledLine(report.phase.title.uppercased(), report.phase.style)
        return [.spread(StyledLine(title, .strong), rig, width: columns), phase]
            + wrapped(report.explanation)
            + (report.phase == .finished ? wrapped(Sentences.supportIsHeld) : [])
    }

    private func plan(_ session: SessionReport, phase: SessionPhase) -> [StyledLine] {
        var lines: [StyledLine] = []
        if let interval = session.interval {
            let time = "\(Figures.elapsed(session.elapsedInInterval)) of \(Figures.elapsed(interval.duration))"
            let left = session.announcedChangeIn ?? interval.duration - session.elapsedInInterval
            lines += part("now", interval, of: session, time: time, style: .strong)
            if let next = session.nextInterval {
                lines += part("next", next, of: session, time: "in \(Figures.remaining(left))", style: .plain)
            } else {
                lines += [
                    .spread(
                        StyledLine("next  end of the plan"), StyledLine("in \(Figures.remaining(left))"), width: columns
                    )
                ]
            }
        }
        if phase == .running && !session.isAdvancing {
            lines += wrapped("plan time waits until the machine delivers the plan", .caution)
        }
        if let announcement = Announcement(session, phase: phase) {
            lines += wrapped(sentences.announcement(announcement), .caution)
        }
        return lines
    }

    private func part(
        _ label: String, _ interval: IntervalReport, of session: SessionReport, time: String, style: TextStyle
    ) -> [StyledLine] {
        let name = "\(interval.index + 1)/\(session.intervalCount) \(TerminalText.harmless(interval.name))"
        let heading = StyledLine(TerminalText.padded(label, to: 6)) + StyledLine(name, style)
        return [.spread(heading, StyledLine(time), width: columns), StyledLine("      " + sentences.demand(interval))]
    }

    private func figures(_ report: StatusReport) -> [StyledLine] {
        let hasSession = report.session != nil
        func percent(_ value: Double?) -> String { Figures.fixed(value, decimals: 1) }
        return [
            StyledLine(Self.row("", "set", "commanded", "measured"), .faint),
            StyledLine(
                Self.row(
                    "BW %", percent(hasSession ? report.setpoints.bodyWeight : nil),
                    percent(hasSession ? report.commanded.bodyWeight : nil), percent(report.estimated.bodyWeight))),
            StyledLine(
                Self.row(
                    units.speedUnit, units.speedNumber(hasSession ? report.setpoints.beltSpeed : nil),
                    units.speedNumber(report.commanded.beltSpeed), units.speedNumber(report.measured.beltSpeed))),
            StyledLine(
                "support \(units.force(report.estimated.meanSupport)) mean, "
                    + "\(units.force(report.measured.supportForce)) now"),
            StyledLine("cadence \(Figures.fixed(report.estimated.cadence, decimals: 0)) steps/min"),
        ]
    }

    private static func row(_ name: String, _ set: String, _ commanded: String, _ measured: String) -> String {
        TerminalText.padded(name, to: 6) + TerminalText.rightAligned(set, in: 8)
            + TerminalText.rightAligned(commanded, in: 12) + TerminalText.rightAligned(measured, in: 11)
    }

    private func progress(_ session: SessionReport) -> StyledLine {
        let share = session.total > 0 ? session.elapsed / session.total : 0
        let times = "\(Figures.elapsed(session.elapsed)) of \(Figures.elapsed(session.total)) "
        return StyledLine(times)
            + StyledLine(ProgressBar.text(share: share, width: columns - times.count), .good)
    }

    private func interruption(_ report: StatusReport) -> [StyledLine] {
        guard let interruption = report.interruption else { return [] }
        return [.empty] + wrapped(interruption.explanation, .alarm) + wrapped(interruption.remedy)
    }

    private func interlocks(_ report: StatusReport) -> [StyledLine] {
        report.interlocks.flatMap { interlock in
            let title = "! \(interlock.title) (\(interlock.reaction.title)), \(interlock.state.words)"
            return [.empty] + wrapped(title, .alarm) + wrapped(interlock.cause, indent: 2)
                + wrapped(interlock.remedy, indent: 2)
        }
    }

    private func keys(_ session: SessionReport?) -> [StyledLine] {
        let leaving = session?.needsOperatorLink == true ? "[q] leave" : "[q] leave, the session goes on"
        // A key and its meaning stay together: no break at a space that does not look like one.
        let keys = ["[space] or [p] pause", "[r] resume", "[s] stop", leaving]
        let text = keys.map { $0.map { $0 == " " ? "\u{A0}" : String($0) }.joined() }.joined(separator: "   ")
        return TerminalText.wrapped(text, to: columns).map { line in
            StyledLine(line.map { $0 == "\u{A0}" ? " " : String($0) }.joined(), .faint)
        }
    }

    private func wrapped(_ text: String, _ style: TextStyle = .plain, indent: Int = 0) -> [StyledLine] {
        let margin = String(repeating: " ", count: indent)
        return TerminalText.wrapped(TerminalText.harmless(text), to: columns - indent)
            .map { StyledLine(margin + $0, style) }
    }
}

extension SessionPhase {
    fileprivate var style: TextStyle {
        switch self {
        case .idle, .finished: .plain
        case .checking, .armed, .countdown, .paused, .stopping, .proving: .caution
        case .running: .good
        case .faulted: .alarm
        }
    }
}

extension InterlockReport.State {
    /// The state in words for a person.
    var words: String {
        switch self {
        case .active: "present"
        case .latched: "waits for `unweight acknowledge`"
        case .cleared: "gone"
        }
    }
}
