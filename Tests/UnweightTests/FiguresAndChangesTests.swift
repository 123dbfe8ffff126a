import Testing
import TreadmillControl

@testable import unweight

@Suite("Figures for people")
struct FiguresTests {
    @Test("time gone by counts full seconds, time to go never says nothing is left too early")
    func clocks() {
        #expect(Figures.elapsed(59.99) == "00:59")
        #expect(Figures.remaining(59.01) == "01:00")
        #expect(Figures.remaining(0) == "00:00")
        #expect(Figures.elapsed(4500) == "75:00")
        #expect(Figures.elapsed(-1) == "00:00")
        #expect(Figures.elapsed(nil) == "--")
        #expect(Figures.elapsed(.nan) == "--")
    }

    @Test("a small negative number is not shown as minus zero")
    func minusZero() {
        #expect(Figures.fixed(-0.04, decimals: 1) == "0.0")
        #expect(Figures.fixed(-0.06, decimals: 1) == "-0.1")
        #expect(Figures.fixed(.infinity, decimals: 1) == "--")
    }

    @Test("a bar is full only when all is done")
    func bar() {
        #expect(ProgressBar.text(share: 0, width: 12) == "[..........]")
        #expect(ProgressBar.text(share: 0.999, width: 12) == "[#########.]")
        #expect(ProgressBar.text(share: 1, width: 12) == "[##########]")
        #expect(ProgressBar.text(share: .nan, width: 4) == "[..]")
        #expect(ProgressBar.text(share: 7, width: 1) == "[]")
    }

    @Test("wide letters take two columns when text is cut")
    func wideLetters() {
        #expect(TerminalText.columns(of: "走る") == 4)
        #expect(TerminalText.truncated("走る走る", to: 5) == "走る…")
        #expect(TerminalText.wrapped("走る走る", to: 4) == ["走る", "走る"])
    }

    @Test("wrapping loses no word")
    func wrapping() {
        let text = "See to the runner. Remove the reason, release the stop, acknowledge."
        for width in 1...80 {
            let lines = TerminalText.wrapped(text, to: width)
            #expect(lines.allSatisfy { TerminalText.columns(of: $0) <= width })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }

    @Test("colour needs a terminal that has it and a user who wants it")
    func capabilities() {
        func colour(_ terminal: Bool, _ environment: [String: String], _ allowed: Bool = true) -> Bool {
            TerminalCapabilities(isTerminal: terminal, environment: environment, allowsColour: allowed).hasColour
        }
        #expect(colour(true, ["TERM": "xterm"]))
        #expect(colour(true, ["TERM": "xterm", "NO_COLOR": ""]))
        #expect(!colour(true, ["TERM": "xterm", "NO_COLOR": "1"]))
        #expect(!colour(true, ["TERM": "xterm"], false))
        #expect(!colour(true, ["TERM": "dumb"]))
        #expect(!colour(false, ["TERM": "xterm"]))
        #expect(!TerminalCapabilities(isTerminal: true, environment: ["TERM": "dumb"]).isScreen)
    }
}

@Suite("Adjustments as typed")
struct SignedChangeTests {
    @Test("body weight is a signed change in points", arguments: [("+5", 5), ("-2.5", -2.5), ("+5%", 5), ("+5 %", 5)])
    func bodyWeight(text: String, points: Double) throws {
        #expect(try BodyWeightChange(text).points == points)
    }

    @Test("speed is a signed change, in km/h unless it says otherwise")
    func speed() throws {
        #expect(try SpeedChange("-0.2").change == .kilometersPerHour(-0.2))
        #expect(try SpeedChange("+0.2km/h").change == .kilometersPerHour(0.2))
        #expect(try SpeedChange("+0.1 m/s").change == .metersPerSecond(0.1))
        #expect(try SpeedChange("-0.1mph").change == .milesPerHour(-0.1))
    }

    @Test(
        "a number without a sign may be meant as a target, so it is refused; so is anything odd",
        arguments: ["80", "5", "", "+", "-", "five", "+-5", "+0x10", "+1e3", "+inf", "nan", "+5 points", "--5"])
    func refused(text: String) {
        #expect(throws: (any Error).self) { try BodyWeightChange(text) }
        #expect(throws: (any Error).self) { try SpeedChange(text) }
    }
}
