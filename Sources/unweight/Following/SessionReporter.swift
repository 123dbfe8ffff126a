import OperatorAPI
import TreadmillControl

/// Turns the event stream into lines of text: one per change of phase, interval, announcement and interlock, and a
/// progress line every ten seconds. Pure; times come from the reports.
///
/// The stream tells the same change twice, as an event and within the next status, and after a broken connection only
/// as a status: each is said once.
struct SessionReporter: Sendable {
    struct Line: Equatable, Sendable {
        var text: String
        /// Whether the line deserves the terminal's bell.
        var ringsBell = false
    }

    /// Seconds of the daemon's time between two progress lines.
    static let progressPeriod = 10.0

    private let units: UnitSystem
    private var phase: SessionPhase?
    private var interval: Int?
    private var announced: Announced?
    private var interlocks: [Interlock: InterlockReport.State] = [:]
    private var lastProgress: Double?
    /// The session of which it was said why it did not begin.
    private var explained: String?

    private struct Announced: Equatable {
        var change: Announcement.Change
        var interval: Int?
    }

    private var sentences: Sentences { Sentences(units: units) }

    init(units: UnitSystem) { self.units = units }

    mutating func lines(for event: StreamEvent) -> [Line] {
        switch event {
        case .status(let report): lines(for: report)
        case .announcement(let announcement): lines(for: announcement)
        case .transition(let transition): lines(forPhase: transition.to, finishReason: transition.finishReason)
        case .interlock(let interlock): lines(for: interlock)
        }
    }

    private mutating func lines(for report: StatusReport) -> [Line] {
        var lines = self.lines(forPhase: report.phase, finishReason: report.session?.finishReason)
        if let session = report.session {
            lines += self.lines(forInterval: session, phase: report.phase)
            if let announcement = Announcement(session, phase: report.phase) {
                lines += self.lines(for: announcement)
            } else {
                announced = nil
            }
        }
        lines += self.lines(forAll: report.interlocks)
        return lines + refusal(report) + progress(report)
    }

    private mutating func lines(forPhase new: SessionPhase, finishReason: FinishReason?) -> [Line] {
        guard new != phase else { return [] }
        phase = new
        let explanation = finishReason?.explanation ?? new.explanation
        var lines = [Line(text: "\(new.title): \(explanation)")]
        if new == .finished { lines.append(Line(text: Sentences.supportIsHeld)) }
        return lines
    }

    /// After checks that did not pass: what the buses of the devices that are not as they must be said last, which names
    /// the setting of a drive and what to do about it. Once for a session.
    private mutating func refusal(_ report: StatusReport) -> [Line] {
        guard let session = report.session, session.finishReason == .checksFailed, explained != session.id,
            report.interlocks.contains(where: { $0.name.isAboutDevices })
        else { return [] }
        explained = session.id
        return report.buses.compactMap { bus in bus.lastError.map { Line(text: "bus \(bus.name): \($0)") } }
    }

    private mutating func lines(forInterval session: SessionReport, phase: SessionPhase) -> [Line] {
        guard phase == .running, let current = session.interval, current.index != interval else { return [] }
        interval = current.index
        return [Line(text: sentences.interval(current, of: session.intervalCount))]
    }

    private mutating func lines(for announcement: Announcement) -> [Line] {
        let new = Announced(change: announcement.change, interval: announcement.interval?.index)
        guard new != announced else { return [] }
        announced = new
        return [Line(text: sentences.announcement(announcement), ringsBell: true)]
    }

    private mutating func lines(forAll present: [InterlockReport]) -> [Line] {
        var lines = present.flatMap { self.lines(for: $0) }
        let gone = interlocks.keys.filter { known in !present.contains { $0.name == known } }
        for interlock in gone.sorted(by: { $0.rawValue < $1.rawValue }) {
            lines += self.lines(for: InterlockReport(interlock, state: .cleared))
        }
        return lines
    }

    private mutating func lines(for interlock: InterlockReport) -> [Line] {
        guard interlocks[interlock.name] != interlock.state else { return [] }
        let wasKnown = interlocks.updateValue(interlock.state, forKey: interlock.name) != nil
        switch interlock.state {
        case .active:
            return [
                Line(
                    text: "! \(interlock.title) (\(interlock.reaction.title)): \(interlock.cause) \(interlock.remedy)",
                    ringsBell: true)
            ]
        case .latched:
            let news = "! \(interlock.title) \(interlock.state.words)"
            return [
                Line(text: wasKnown ? news : "\(news): \(interlock.cause) \(interlock.remedy)", ringsBell: !wasKnown)
            ]
        case .cleared:
            interlocks[interlock.name] = nil
            return wasKnown ? [Line(text: "\(interlock.title) is gone")] : []
        }
    }

    private mutating func progress(_ report: StatusReport) -> [Line] {
        guard report.phase.isUnderWay, let session = report.session else {
            lastProgress = nil
            return []
        }
        let now = report.daemon.uptime
        guard let last = lastProgress, now >= last else {
            lastProgress = now
            return []
        }
        guard now - last >= Self.progressPeriod else { return [] }
        lastProgress = now
        return [Line(text: progressText(session, report))]
    }

    private func progressText(_ session: SessionReport, _ report: StatusReport) -> String {
        func percent(_ value: Double?) -> String { Figures.fixed(value, decimals: 1) }
        let bodyWeight =
            "BW% set \(percent(report.setpoints.bodyWeight)) commanded \(percent(report.commanded.bodyWeight))"
            + " measured \(percent(report.estimated.bodyWeight))"
        let speed =
            "\(units.speedUnit) set \(units.speedNumber(report.setpoints.beltSpeed))"
            + " commanded \(units.speedNumber(report.commanded.beltSpeed))"
            + " measured \(units.speedNumber(report.measured.beltSpeed))"
        return "\(Figures.elapsed(session.elapsed)) of \(Figures.elapsed(session.total)): \(bodyWeight); \(speed)"
    }
}

extension Interlock {
    /// Whether what a bus reports can say more of its cause.
    fileprivate var isAboutDevices: Bool {
        let causes: [Interlock] = [
            .beltWatchdogUnverified, .hoistWatchdogUnverified, .beltReadingStale, .hoistReadingStale,
            .loadCellReadingStale, .deviceNotReady, .beltFault, .hoistFault, .loadCellFault, .commandUnconfirmed,
            .commandUnsettled,
        ]
        return causes.contains(self)
    }
}

extension SessionPhase {
    /// Whether a session is on and not over: its progress is worth telling.
    var isUnderWay: Bool {
        switch self {
        case .checking, .armed, .countdown, .running, .paused, .stopping: true
        case .idle, .finished, .faulted, .proving: false
        }
    }
}
