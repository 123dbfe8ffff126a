import OperatorAPI
import TreadmillControl

/// The display of a session on a terminal: what is now, what comes next, what is wrong. Pure: the same report and
/// width give the same lines.
struct StatusPanel: Sendable {
    /// Below this many columns lines are cut at the terminal's edge.
    static let narrowest = 40

    var width: Int
    var units: UnitSystem
    /// What happened last, oldest first.
    var notices: [String] = []
    /// Whether to show what the keys do.
    var showsKeys = false

    private var columns: Int { max(width, Self.narrowest) }
    private var sentences: Sentences { Sentences(units: units) }

    func lines(_ report: StatusReport) -> [StyledLine] {
        var lines = heading(report)
        if let session = report.session { lines += plan(session, phase: report.phase) }
        lines += [.empty] + figures(report)
        if let session = report.session { lines += [.empty, progress(session)] }
        lines += interlocks(report)
        if !notices.isEmpty { lines += [.empty] + notices.map { StyledLine($0, .faint) } }
        if showsKeys { lines += [.empty] + keys() }
        return lines.map { $0.truncated(to: width) }
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
        var lines: [StyledLine] = [.empty]
        if let interval = session.interval {
            let now = "\(interval.index + 1)/\(session.intervalCount) \(TerminalText.harmless(interval.name))"
            let time = "\(Figures.elapsed(session.elapsedInInterval)) of \(Figures.elapsed(interval.duration))"
            lines.append(.spread(StyledLine("now   ") + StyledLine(now, .strong), StyledLine(time), width: columns))
            lines.append(StyledLine("      " + sentences.demand(interval)))
            let left = Figures.remaining(
                session.announcedChangeIn ?? interval.duration - session.elapsedInInterval)
            let next = session.nextInterval.map(sentences.demand) ?? "the plan ends"
            lines.append(.spread(StyledLine("next  " + next), StyledLine("in \(left)"), width: columns))
        }
        if let notice = frozen(session, phase: phase) { lines.append(StyledLine("      " + notice, .caution)) }
        if let announcement = Announcement(session, phase: phase) {
            lines.append(StyledLine("      " + sentences.announcement(announcement), .caution))
        }
        return lines
    }

    private func frozen(_ session: SessionReport, phase: SessionPhase) -> String? {
        phase == .running && !session.isAdvancing ? "plan time waits for the machine" : nil
    }

    private func figures(_ report: StatusReport) -> [StyledLine] {
        let hasSession = report.session != nil
        func percent(_ value: Double?) -> String { Figures.fixed(value, decimals: 1) }
        return [
            row("", "set", "commanded", "measured", unit: "").faint,
            row(
                "body weight", percent(hasSession ? report.setpoints.bodyWeight : nil),
                percent(hasSession ? report.commanded.bodyWeight : nil), percent(report.estimated.bodyWeight),
                unit: "%"),
            row(
                "speed", units.speedNumber(hasSession ? report.setpoints.beltSpeed : nil),
                units.speedNumber(report.commanded.beltSpeed), units.speedNumber(report.measured.beltSpeed),
                unit: units.speedUnit),
            StyledLine(
                "support \(units.force(report.estimated.meanSupport)) mean, "
                    + "\(units.force(report.measured.supportForce)) now"),
            StyledLine("cadence \(Figures.fixed(report.estimated.cadence, decimals: 0)) steps/min"),
        ]
    }

    private func row(_ name: String, _ set: String, _ commanded: String, _ measured: String, unit: String) -> StyledLine
    {
        StyledLine(
            TerminalText.padded(name, to: 11) + TerminalText.rightAligned(set, in: 6)
                + TerminalText.rightAligned(commanded, in: 10))
            + StyledLine(TerminalText.rightAligned(measured, in: 9), .strong)
            + StyledLine(unit.isEmpty ? "" : " \(unit)")
    }

    private func progress(_ session: SessionReport) -> StyledLine {
        let share = session.total > 0 ? session.elapsed / session.total : 0
        let times = "\(Figures.elapsed(session.elapsed)) of \(Figures.elapsed(session.total)) "
        return StyledLine(times)
            + StyledLine(ProgressBar.text(share: share, width: columns - times.count), .good)
    }

    private func interlocks(_ report: StatusReport) -> [StyledLine] {
        report.interlocks.flatMap { interlock in
            [
                .empty,
                StyledLine("! \(interlock.title) (\(interlock.state.words), \(interlock.reaction.title))", .alarm),
            ] + wrapped(interlock.cause, indent: 2) + wrapped(interlock.remedy, indent: 2)
        }
    }

    private func keys() -> [StyledLine] {
        let list = ["space or p pause", "r resume", "s stop", "q leave, the session goes on"].joined(separator: " | ")
        return wrapped(list).map(\.faint)
    }

    private func wrapped(_ text: String, indent: Int = 0) -> [StyledLine] {
        let margin = String(repeating: " ", count: indent)
        return TerminalText.wrapped(TerminalText.harmless(text), to: columns - indent).map { StyledLine(margin + $0) }
    }
}

extension StyledLine {
    fileprivate var faint: StyledLine { StyledLine(text(colour: false), .faint) }
}

extension SessionPhase {
    fileprivate var style: TextStyle {
        switch self {
        case .idle, .finished: .plain
        case .checking, .armed, .countdown, .paused, .stopping: .caution
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
