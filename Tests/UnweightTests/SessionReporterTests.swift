import OperatorAPI
import Testing
import TreadmillControl

@testable import unweight

@Suite("The lines of a session without a panel")
struct SessionReporterTests {
    private func texts(_ events: [StreamEvent]) -> [String] {
        var reporter = SessionReporter(units: .metric)
        return events.flatMap { reporter.lines(for: $0) }.map(\.text)
    }

    @Test("tell a change of phase once, though event and status both bring it")
    func transitionOnce() {
        let lines = texts([
            .status(ReportSamples.session(.checking(since: .zero), uptime: 1)),
            .transition(Transition(from: .checking, to: .armed, finishReason: nil, elapsed: 0)),
            .status(ReportSamples.session(.armed(since: .zero), uptime: 2)),
        ])
        #expect(
            lines == [
                "checking: Readings and watchdogs of all devices are being checked; nothing moves.",
                "raising support: Support is being raised to the first interval's body weight; the belt stands.",
            ])
    }

    @Test("tell a change that happened while the connection was broken")
    func transitionMissed() {
        let lines = texts([
            .status(ReportSamples.session(.countdown(endsAt: .zero), uptime: 1)),
            .status(ReportSamples.session(.paused, uptime: 2)),
        ])
        #expect(lines.last?.hasPrefix("paused: The belt stands") == true)
    }

    @Test("announce each change once, in time, with the bell")
    func announcement() {
        var reporter = SessionReporter(units: .metric)
        _ = reporter.lines(for: .status(ReportSamples.running()))
        let run = IntervalReport(ReportSamples.plan.intervals[1], index: 1)
        let first = reporter.lines(for: .announcement(Announcement(change: .interval, secondsUntil: 5, interval: run)))
        #expect(first == [.init(text: "in 5 s: run at 8.0 km/h, 80 % body weight", ringsBell: true)])
        #expect(reporter.lines(for: .status(ReportSamples.running(announcedChangeIn: 4.8))).isEmpty)
        _ = reporter.lines(for: .status(ReportSamples.running()))
        let again = reporter.lines(for: .status(ReportSamples.running(announcedChangeIn: 5)))
        #expect(again.map(\.ringsBell) == [true], "a second approach to the same change is announced again")
    }

    @Test("announce the start of the belt during the countdown")
    func beltStart() {
        var report = ReportSamples.session(.countdown(endsAt: .zero))
        report.session?.announcedChangeIn = 3
        #expect(texts([.status(report)]).last == "in 3 s: the belt starts; walk at 4.5 km/h, 80 % body weight")
    }

    @Test("name each interval as it begins")
    func intervals() {
        let lines = texts([
            .status(ReportSamples.session(.running, uptime: 1)),
            .status(ReportSamples.session(.running, uptime: 2, elapsed: 121, interval: 1)),
        ])
        #expect(lines.contains("1/2 Walk: walk at 4.5 km/h, 80 % body weight, 02:00"))
        #expect(lines.last == "2/2 Run: run at 8.0 km/h, 80 % body weight, 01:00")
    }

    @Test("show progress every ten seconds of the daemon's time, with set, commanded and measured")
    func progress() {
        let lines = texts([0, 5, 9.9, 10, 15, 20].map { .status(ReportSamples.running(uptime: $0)) })
        let progress = lines.filter { $0.contains("commanded") }
        #expect(progress.count == 2)
        #expect(
            progress.first
                == "00:24 of 03:00: BW% set 80.0 commanded 80.0 measured 80.0; "
                + "km/h set 4.5 commanded 4.5 measured 4.5")
    }

    @Test("show a missing measurement as --")
    func missingMeasurement() {
        let lines = texts([0, 10].map { .status(ReportSamples.session(.running, uptime: $0)) })
        #expect(lines.last?.contains("measured --; km/h") == true)
        #expect(lines.last?.hasSuffix("measured --") == true)
    }

    @Test("tell an interlock's cause and remedy when it appears, and when it goes")
    func interlock() {
        let lines = texts([
            .status(ReportSamples.session(.running, uptime: 1)),
            .interlock(InterlockReport(.supportForceDrift, state: .active)),
            .status(ReportSamples.session(.running, uptime: 2, active: [.supportForceDrift])),
            .status(ReportSamples.session(.running, uptime: 3)),
        ])
        #expect(lines.count { $0.hasPrefix("! support slightly off target (warning): The mean support") } == 1)
        #expect(lines.last == "support slightly off target is gone")
    }

    @Test("tell that an interlock waits for a person, with its remedy if it was never seen present")
    func latchedOnly() {
        let lines = texts([.status(ReportSamples.session(.faulted, latched: [.emergencyStop]))])
        #expect(lines.last?.contains("unweight acknowledge") == true)
        #expect(lines.last?.contains(Interlock.emergencyStop.remedy) == true)
    }

    @Test("end with why the session ended and with the support that is held")
    func finished() {
        let lines = texts([.status(ReportSamples.session(.finished(.completed)))])
        #expect(
            lines == ["finished: The plan ran to its end.", "support is held; `unweight lower` lowers it"])
    }
}
