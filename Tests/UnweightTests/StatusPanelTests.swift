import OperatorAPI
import Testing
import TreadmillControl

@testable import unweight

@Suite("The panel of a session")
struct StatusPanelTests {
    private func text(_ report: StatusReport, width: Int, units: UnitSystem = .metric, keys: Bool = false) -> String {
        StatusPanel(width: width, units: units, showsKeys: keys).lines(report)
            .map { $0.text(colour: false) }.joined(separator: "\n")
    }

    @Test("fits 40 columns with everything that matters")
    func narrow() {
        #expect(
            text(ReportSamples.running(announcedChangeIn: 4.2), width: 40, keys: true) == """
                Run 1 min, walk 2 min              rig A
                RUNNING
                The session runs.

                now   1/2 Walk            00:24 of 02:00
                      walk at 4.5 km/h, 80 % body weight
                next  2/2 Run                   in 00:05
                      run at 8.0 km/h, 80 % body weight
                in 5 s: run at 8.0 km/h, 80 % body
                weight

                           set   commanded   measured
                BW %      80.0        80.0       80.0
                km/h       4.5         4.5        4.5
                support 141 N mean, 140 N now
                cadence 112 steps/min

                00:24 of 03:00 [###....................]

                [space] or [p] pause [r] resume [s] stop
                [q] leave, the session goes on
                """)
    }

    @Test("uses the room of 80 columns")
    func usual() {
        #expect(
            text(ReportSamples.running(), width: 80) == """
                Run 1 min, walk 2 min                                                      rig A
                RUNNING
                The session runs.

                now   1/2 Walk                                                    00:24 of 02:00
                      walk at 4.5 km/h, 80 % body weight
                next  2/2 Run                                                           in 01:36
                      run at 8.0 km/h, 80 % body weight

                           set   commanded   measured
                BW %      80.0        80.0       80.0
                km/h       4.5         4.5        4.5
                support 141 N mean, 140 N now
                cadence 112 steps/min

                00:24 of 03:00 [########.......................................................]
                """)
    }

    @Test("stays within its width, whatever the width and the state", arguments: [20, 40, 80, 120])
    func withinWidth(width: Int) {
        let reports = [
            ReportSamples.idle(), ReportSamples.running(announcedChangeIn: 3),
            ReportSamples.session(.faulted, active: Interlock.allCases),
            ReportSamples.session(.finished(.completed), elapsed: 180, interval: 2),
        ]
        for report in reports {
            for line in StatusPanel(width: width, units: .imperial, showsKeys: true).lines(report) {
                #expect(line.columns <= width, "\(line.text(colour: false))")
            }
        }
    }

    @Test("shows an absent value as --, never as 0")
    func absentValues() {
        let lines = text(ReportSamples.session(.running), width: 80).split(separator: "\n")
        #expect(lines.contains("BW %      80.0        80.0         --"))
        #expect(lines.contains("km/h       4.5         0.0         --"))
        #expect(lines.contains("support -- N mean, -- N now"))
        #expect(lines.contains("cadence -- steps/min"))
    }

    @Test("shows no setpoints without a session")
    func idle() {
        let lines = text(ReportSamples.idle(), width: 80).split(separator: "\n")
        #expect(lines.contains("BW %        --          --         --"))
        #expect(lines.first == "no session                                                                 rig A")
    }

    @Test("says what is wrong before anything else, and what to do about it")
    func interlockFirst() throws {
        let report = ReportSamples.session(.faulted, elapsed: 30, latched: [.beltReadingStale])
        let lines = text(report, width: 80).split(separator: "\n").map(String.init)
        let alarm = try #require(lines.firstIndex { $0.hasPrefix("! belt does not answer") })
        let now = try #require(lines.firstIndex { $0.hasPrefix("now") })
        #expect(alarm < now)
        #expect(lines[alarm].contains("unweight acknowledge"))
        #expect(lines.contains("  Check the cable and the power of the belt drive, then acknowledge and resume."))
    }

    @Test("says that support is held once a session is over, and how to lower it")
    func supportHeld() {
        #expect(
            text(ReportSamples.session(.finished(.completed)), width: 80)
                .contains("support is held; `unweight lower` lowers it"))
    }

    @Test("says when plan time waits for the machine")
    func planTimeWaits() {
        var report = ReportSamples.running()
        report.session?.isAdvancing = false
        #expect(text(report, width: 80).contains("plan time waits until the machine delivers the plan"))
    }

    @Test("cuts a long plan name and keeps the rig's in view")
    func longName() {
        var report = ReportSamples.running()
        report.session?.planTitle = String(repeating: "progressive return ", count: 10)
        let first = text(report, width: 40).split(separator: "\n").first
        #expect(first == "progressive return progressive re… rig A")
    }

    @Test("lets no plan's name command the terminal")
    func escapeInName() {
        var report = ReportSamples.running()
        report.session?.planTitle = "a\u{1B}[2Jb\u{9B}c\nd"
        #expect(text(report, width: 80).hasPrefix("a?[2Jb?c?d "))
    }

    @Test("says the same with and without colour")
    func colour() {
        let lines = StatusPanel(width: 80, units: .metric).lines(ReportSamples.running())
        let coloured = lines.map { $0.text(colour: true) }.joined(separator: "\n")
        #expect(coloured.contains("\u{1B}[1;32mRUNNING\u{1B}[0m"))
        let stripped = coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
        #expect(stripped == lines.map { $0.text(colour: false) }.joined(separator: "\n"))
    }

    @Test("gives up old notices before the keys on a low terminal")
    func lowTerminal() {
        let notices = (1...9).map { "notice \($0)" }
        let panel = StatusPanel(width: 80, units: .metric, notices: notices, rows: 22, showsKeys: true)
        let lines = panel.lines(ReportSamples.running()).map { $0.text(colour: false) }
        #expect(lines.count == 22)
        #expect(lines.contains("notice 9"))
        #expect(!lines.contains("notice 5"))
        #expect(lines.last?.contains("[s] stop") == true)
    }

    @Test("shows miles per hour and pounds of force on request")
    func imperial() {
        let lines = text(ReportSamples.running(), width: 80, units: .imperial)
        #expect(lines.contains("mph        2.8         2.8        2.8"))
        #expect(lines.contains("support 32 lbf mean, 31 lbf now"))
    }
}
