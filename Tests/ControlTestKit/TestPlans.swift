import TreadmillControl

extension SessionSetup {
    /// Walk, run, walk with changing body weight: every kind of change in a minute and a half.
    public static func walkRunWalk(mass: Double = 70) -> SessionSetup {
        .of(
            [
                ("Warm-up", .walk, 25, 1.2, 80),
                ("Run", .run, 30, 2.6, 75),
                ("Cool-down", .walk, 25, 1.1, 90),
            ], mass: mass)
    }

    /// One long walk.
    public static func longWalk(mass: Double = 70) -> SessionSetup {
        .of([("Walk", .walk, 600, 1.4, 80)], mass: mass)
    }

    /// A plan of intervals: name, gait, seconds, m/s, BW%.
    public static func of(
        _ intervals: [(name: String, gait: Gait, seconds: Double, speed: Double, bodyWeight: Double)],
        mass: Double = 70
    ) -> SessionSetup {
        let planned = intervals.map {
            PlannedInterval(
                name: $0.name, gait: $0.gait, duration: .seconds($0.seconds), beltSpeed: .metersPerSecond($0.speed),
                bodyWeight: .percent($0.bodyWeight))
        }
        return SessionSetup(plan: SessionPlan(title: "Test", intervals: planned), runnerMass: .kilograms(mass))
    }
}
