import OperatorAPI

/// A plan's intervals as a table.
enum PlanTable {
    static func lines(_ plan: PlanReport, units: UnitSystem) -> [String] {
        var table = TextTable([
            ("", .right), ("at", .right), ("name", .left), ("gait", .left), ("time", .right),
            (units.speedUnit, .right), ("BW%", .right), ("incline %", .right),
        ])
        var start = 0.0
        for interval in plan.intervals {
            table.append([
                "\(interval.index + 1)", Figures.elapsed(start), TerminalText.harmless(interval.name),
                interval.gait.title, Figures.elapsed(interval.duration), units.speedNumber(interval.beltSpeed),
                Figures.fixed(interval.bodyWeight, decimals: 0), Figures.fixed(interval.incline, decimals: 1),
            ])
            start += interval.duration
        }
        return table.lines + ["total \(Figures.elapsed(plan.duration))"]
    }
}
