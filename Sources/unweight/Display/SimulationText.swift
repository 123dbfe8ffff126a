import FlightLog
import OperatorAPI
import Replay
import TreadmillControl

/// What `unweight simulate` prints: intervals as set and delivered, what happened, and how fast it went.
enum SimulationText {
    static func lines(_ report: SimulationReport, events: [LogEvent], units: UnitSystem) -> [String] {
        [TerminalText.harmless(report.planTitle)] + table(report, units) + ["", "events"] + events.map(line)
            + ["", outcome(report)] + interlocks(report) + [support(report, units), pace(report)]
    }

    private static func table(_ report: SimulationReport, _ units: UnitSystem) -> [String] {
        var table = TextTable([
            ("", .right), ("name", .left), ("gait", .left), ("time", .right), ("BW% set", .right),
            ("delivered", .right), ("\(units.speedUnit) set", .right), ("delivered", .right),
        ])
        for interval in report.intervals {
            let planned = interval.planned
            table.append([
                "\(planned.index + 1)", TerminalText.harmless(planned.name), planned.gait.title,
                Figures.elapsed(planned.duration),
                Figures.fixed(interval.bodyWeightSetpoint ?? planned.bodyWeight, decimals: 1),
                Figures.fixed(interval.bodyWeightMeasured, decimals: 1),
                units.speedNumber(interval.beltSpeedSetpoint ?? planned.beltSpeed),
                units.speedNumber(interval.beltSpeedMeasured),
            ])
        }
        return table.lines
    }

    private static func line(_ event: LogEvent) -> String {
        let time = Figures.elapsed((event.time - SimulatedSession.start).seconds)
        return "  \(time)  \(TerminalText.harmless(event.text))"
    }

    private static func outcome(_ report: SimulationReport) -> String {
        let text = report.finishReason?.explanation ?? report.phase.explanation
        return "\(report.phase.title): \(text) Plan time \(Figures.elapsed(report.planTime))."
    }

    private static func interlocks(_ report: SimulationReport) -> [String] {
        report.latchedInterlocks.map { "! \($0.title): \($0.cause)" }
    }

    private static func support(_ report: SimulationReport, _ units: UnitSystem) -> String {
        "support off target in the steady parts: \(units.force(report.supportErrorRMS)) RMS, "
            + "\(units.force(report.supportErrorPeak)) at most"
    }

    private static func pace(_ report: SimulationReport) -> String {
        "\(report.ticks) ticks, \(Figures.elapsed(report.duration)) of session in "
            + "\(Figures.fixed(report.took, decimals: 2)) s: "
            + "\(Figures.fixed(report.factor, decimals: 0)) times real time"
    }
}
