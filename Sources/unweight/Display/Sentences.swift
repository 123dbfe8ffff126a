import OperatorAPI
import TreadmillControl

/// What the program says about plans and changes, in the units asked for.
struct Sentences: Equatable, Sendable {
    var units: UnitSystem

    /// `run at 8.0 km/h, 80 % body weight`, with the incline where there is one.
    func demand(_ interval: IntervalReport) -> String {
        let incline = interval.incline == 0 ? "" : ", \(Figures.fixed(interval.incline, decimals: 1)) % incline"
        return "\(interval.gait.title) at \(units.speed(interval.beltSpeed)), "
            + "\(Figures.fixed(interval.bodyWeight, decimals: 0)) % body weight\(incline)"
    }

    /// `in 5 s: run at 8.0 km/h, 80 % body weight`
    func announcement(_ announcement: Announcement) -> String {
        let seconds = Figures.fixed(max(0, announcement.secondsUntil).rounded(.up), decimals: 0)
        return "in \(seconds) s: \(change(announcement))"
    }

    private func change(_ announcement: Announcement) -> String {
        switch announcement.change {
        case .beltStart: return announcement.interval.map { "the belt starts; \(demand($0))" } ?? "the belt starts"
        case .interval: return announcement.interval.map(demand) ?? "the next interval"
        case .planEnd: return "the plan ends and the belt stops"
        }
    }

    /// `3/14 run 1: run at 8.0 km/h, 80 % body weight, 01:00`
    func interval(_ interval: IntervalReport, of count: Int) -> String {
        "\(interval.index + 1)/\(count) \(TerminalText.harmless(interval.name)): \(demand(interval)), "
            + Figures.elapsed(interval.duration)
    }

    static let supportIsHeld = "support is held; `unweight lower` lowers it"
}
