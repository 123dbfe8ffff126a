import OperatorAPI
import Testing
import TreadmillControl

@testable import unweight

@Suite("What an interrupted session is told like")
struct InterruptionReportTests {
    private func interruption(
        _ cause: InterruptionReport.Cause = .daemonEnded, stands: Bool = true, moved: Bool = true
    ) -> InterruptionReport {
        InterruptionReport(
            cause: cause, damage: cause == .recordDamaged ? "state.1 is damaged" : nil,
            sessionID: cause == .recordDamaged ? nil : "20261123T101112-1", logFile: "/log/x.ulg", phase: .running,
            beltMayHaveMoved: moved, lastMotion: "2026-11-23T10:12:13Z", beltStands: stands)
    }

    @Test("what happened, when the belt last moved, whether it stands, and what to do", arguments: [true, false])
    func words(stands: Bool) {
        let report = interruption(stands: stands)
        for word in ["20261123T101112-1", "2026-11-23T10:12:13Z", "may have been moving"] {
            #expect(report.explanation.contains(word), "\(word)")
        }
        #expect(report.explanation.contains("It is seen standing now") == stands)
        #expect(report.remedy.contains("Keep off the belt") == !stands)
        #expect(report.remedy.contains("`unweight acknowledge`"))
        #expect(report.remedy.contains("nothing resumes by itself"))
    }

    @Test("each cause is told apart, and comes back from the wire", arguments: InterruptionReport.Cause.allCases)
    func causes(cause: InterruptionReport.Cause) throws {
        let report = interruption(cause)
        let others = InterruptionReport.Cause.allCases.filter { $0 != cause }.map { interruption($0).explanation }
        #expect(!others.contains(report.explanation))
        #expect(try WireFormat.decode(InterruptionReport.self, from: WireFormat.encode(report)) == report)
        #expect(report.seeing(beltStands: false) == interruption(cause, stands: false))
    }

    @Test("the panel and `unweight status` show it until it is acknowledged")
    func panel() {
        var report = ReportSamples.session(.faulted, latched: [.sessionInterrupted])
        func text() -> String {
            StatusPanel(width: 1000, units: .metric).lines(report).map { $0.text(colour: false) }.joined(
                separator: "\n")
        }
        #expect(!text().contains("20261123T101112-1"))
        report.interruption = interruption()
        #expect(text().contains(interruption().explanation))
        #expect(text().contains(interruption().remedy))
    }
}
