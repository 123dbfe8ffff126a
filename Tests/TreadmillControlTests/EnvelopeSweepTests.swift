import Testing
import TreadmillControl

/// Values around a limit: dense at it, to the last bit, and some far away.
private func around(_ limit: Double) -> [Double] {
    let fine = [limit.nextDown, limit, limit.nextUp, -limit, 0, -0.0]
    let near = stride(from: -5, through: 5, by: 1).map { limit * (1 + $0 * 1e-3) }
    return fine + near + [
        limit * 0.5, limit * 2, limit * 100, -limit * 100, 1e300, -1e300, .infinity, -.infinity, .nan,
    ]
}

/// Limits from floor to ceiling in one figure, the others at their defaults as far as these go with it.
struct SweptLimits: Sendable, CustomTestStringConvertible {
    var limits: ControlLimits
    var testDescription: String

    /// Over the figures of one section.
    static func of(_ section: LimitFigure.Section) -> [SweptLimits] {
        ControlLimits.figures.filter { $0.section == section }.flatMap(sweep)
    }

    private static func sweep(_ figure: LimitFigure) -> [SweptLimits] {
        let (floor, ceiling) = (figure.bounds.lowerBound, figure.bounds.upperBound)
        return [floor, floor + (ceiling - floor) / 3, ceiling].compactMap { (value: Double) -> SweptLimits? in
            var limits = ControlLimits()
            limits[keyPath: figure.path] = figure.isWhole ? value.rounded() : value
            guard limits.violations().isEmpty else { return nil }
            return SweptLimits(limits: limits, testDescription: "\(figure.section.rawValue).\(figure.key) = \(value)")
        }
    }
}

@Suite("The envelope at every limit")
struct EnvelopeSweepTests {
    @Test("Belt speed: never above the machine's, never a jump, whatever is asked", arguments: SweptLimits.of(.belt))
    func beltSpeed(swept: SweptLimits) {
        let belt = swept.limits.belt
        let highest = belt.machineSpeed.metersPerSecond
        var fast = EnvelopeBench(limits: swept.limits)
        fast.accelerate(to: highest * 0.999)
        for wanted in around(highest) + around(belt.startSpeed.metersPerSecond) {
            var bench = fast
            var before = bench.belt(highest).speed
            for _ in 0..<60 {
                let now = bench.belt(wanted)
                #expect(now.speed <= belt.machineSpeed && now.speed >= .zero, "asked for \(wanted)")
                #expect(now.speed.metersPerSecond >= before.metersPerSecond - rate(belt.emergencyStop) * 0.01 - 1e-9)
                #expect(now.speed.metersPerSecond <= before.metersPerSecond + rate(belt.acceleration) * 0.01 + 1e-9)
                #expect(now.isRunning == (now.speed > .zero))
                before = now.speed
                if !now.isRunning { break }
            }
        }
    }

    @Test("A stop brakes exactly at its rate, in ticks of any length", arguments: SweptLimits.of(.belt))
    func brakes(swept: SweptLimits) {
        let belt = swept.limits.belt
        let rates = [
            (Reaction.controlledStop, belt.controlledStop), (.protectiveStop, belt.protectiveStop),
            (.emergencyStop, belt.emergencyStop),
        ]
        var fast = EnvelopeBench(limits: swept.limits)
        fast.accelerate(to: belt.machineSpeed.metersPerSecond)
        for (reaction, acceleration) in rates {
            for milliseconds in [Int64(1), 5, 10, 99, 100, 101, 5000] {
                var bench = fast
                let before = bench.belt(100).speed.metersPerSecond
                let after = bench.belt(100, reaction: reaction, dt: .milliseconds(milliseconds)).speed.metersPerSecond
                let expected = max(0, before - rate(acceleration) * min(Double(milliseconds), 100) / 1000)
                #expect((after - expected).magnitude < 1e-9, "\(reaction), \(milliseconds) ms")
            }
        }
    }

    @Test("The deck: within its range and its slew", arguments: SweptLimits.of(.belt))
    func incline(swept: SweptLimits) {
        let belt = swept.limits.belt
        var moving = EnvelopeBench(limits: swept.limits)
        moving.accelerate(to: 0.3)
        for wanted in around(belt.incline.upperBound.percentGrade) + around(belt.incline.lowerBound.percentGrade) {
            var bench = moving
            var before = bench.belt(0.3).incline
            for _ in 0..<20 {
                let now = bench.belt(0.3, incline: wanted, dt: .milliseconds(100)).incline
                #expect(belt.incline.contains(now) || now == before, "asked for \(wanted)")
                #expect((now - before).magnitude.percentGrade <= belt.inclineSlew * 0.1 + 1e-9)
                before = now
            }
        }
    }

    @Test("The rope: within speed, acceleration and travel, both ways", arguments: SweptLimits.of(.support))
    func rope(swept: SweptLimits) {
        let support = swept.limits.support
        for wanted in around(support.hoistVelocity.metersPerSecond) {
            var bench = EnvelopeBench(limits: swept.limits)
            var (velocity, position) = (0.0, 0.0)
            for _ in 0..<100 {
                let now = bench.rope(.regulate(.metersPerSecond(wanted))).velocity.metersPerSecond
                #expect(now.magnitude <= support.hoistVelocity.metersPerSecond, "asked for \(wanted)")
                if now > velocity { #expect(now - max(velocity, 0) <= support.hoistAcceleration * 0.01 + 1e-9) }
                velocity = now
                position += velocity * 0.01
            }
            // One second of a steady pull: the budget, and twice what half a second of it forgets.
            #expect(position.magnitude <= support.hoistTravel * 3 + 1e-6, "asked for \(wanted): \(position) m")
        }
    }

    @Test(
        "Letting down: only down, never faster than its limit, only on a belt that stands",
        arguments: SweptLimits.of(.support))
    func lowering(swept: SweptLimits) {
        let support = swept.limits.support
        for wanted in around(support.loweringVelocity.metersPerSecond)
            + around(-support.loweringVelocity.metersPerSecond)
        {
            var bench = EnvelopeBench(limits: swept.limits)
            for _ in 0..<30 {
                let now = bench.rope(.lower(.metersPerSecond(wanted))).velocity
                #expect(now <= .zero && now >= -support.loweringVelocity, "asked for \(wanted)")
            }
        }
        for speed in around(0.05) {
            var bench = EnvelopeBench(limits: swept.limits)
            bench.inputs.belt?.speedMeasured = .metersPerSecond(speed)
            let command = bench.rope(.lower(.metersPerSecond(-1)))
            #expect((command != .hold) == (speed.magnitude < 0.05), "belt at \(speed)")
        }
    }

    @Test(
        "Support: the rope may rise up to the largest support, and not a bit beyond",
        arguments: SweptLimits.of(.support))
    func largestSupport(swept: SweptLimits) {
        let limits = swept.limits
        let weight = 70 * standardGravity
        let byWeight = (1 - limits.support.lowestBodyWeight.percent / 100) * weight
        let ripple = max(weight * limits.supervision.overForce / 100, limits.supervision.overForceLeast.newtons)
        let largest = min(byWeight, limits.support.largestForce.newtons) + ripple
        for offset in [-1.0, -1e-6, 1e-6, 1, 1000] {
            var bench = EnvelopeBench(limits: limits)
            bench.inputs.loadCell?.supportForceMeasured = .newtons(largest + offset)
            let rises = bench.rope(.regulate(.metersPerSecond(0.2))).velocity > .zero
            #expect(rises == (offset < 0), "\(offset) N from the largest")
        }
        var unreadable = EnvelopeBench(limits: limits)
        unreadable.inputs.loadCell?.supportForceMeasured = .newtons(.nan)
        let held = unreadable.rope(.regulate(.metersPerSecond(0.2)))
        #expect(held == .hold)
    }

    @Test(
        "Readings: to the nanosecond of their age, nothing rises on what is too old",
        arguments: SweptLimits.of(.supervision))
    func ages(swept: SweptLimits) {
        let ages = swept.limits.supervision
        for nanoseconds in [Int64(-1), 0, 1] {
            let past = TimeSpan(nanoseconds: nanoseconds)
            let isFresh = nanoseconds <= 0
            let raise = HoistRequest.regulate(.metersPerSecond(0.1))
            #expect(runs(swept.limits) { $0.beltAge = ages.beltAge + past } == isFresh)
            #expect(moves(swept.limits, raise) { $0.hoistAge = ages.hoistAge + past } == isFresh)
            #expect(moves(swept.limits, raise) { $0.cellAge = ages.loadCellAge + past } == isFresh)
            let lower = HoistRequest.lower(.metersPerSecond(-0.1))
            #expect(moves(swept.limits, lower) { $0.beltAge = ages.beltAge + past } == isFresh)
            // From the future by more than two clocks may differ.
            #expect(runs(swept.limits) { $0.beltAge = .milliseconds(-5) - past } == isFresh)
        }
    }

    /// Whether the belt starts on these readings.
    private func runs(_ limits: ControlLimits, _ change: (inout EnvelopeBench) -> Void) -> Bool {
        var bench = EnvelopeBench(limits: limits)
        change(&bench)
        return bench.belt(1).isRunning
    }

    /// Whether the rope moves on these readings.
    private func moves(
        _ limits: ControlLimits, _ request: HoistRequest, reaction: Reaction = .none,
        _ change: (inout EnvelopeBench) -> Void = { _ in }
    ) -> Bool {
        var bench = EnvelopeBench(limits: limits)
        change(&bench)
        return bench.rope(request, reaction: reaction) != .hold
    }

    @Test(
        "Every reaction from hold up keeps belt and deck from rising and holds the rope",
        arguments: SweptLimits.of(.belt))
    func reactions(swept: SweptLimits) {
        for reaction in Reaction.allCases {
            var bench = EnvelopeBench(limits: swept.limits)
            bench.accelerate(to: 0.3)
            let before = bench.belt(0.3)
            let after = bench.belt(5, incline: 10, reaction: reaction)
            let mayRise = reaction < .hold
            #expect((after.speed > before.speed) == mayRise, "\(reaction)")
            #expect((after.incline > before.incline) == (mayRise && swept.limits.belt.incline.upperBound > .zero))
            for velocity in [0.1, -0.1] {
                let request = HoistRequest.regulate(.metersPerSecond(velocity))
                #expect(moves(swept.limits, request, reaction: reaction) == mayRise)
            }
        }
    }

    private func rate(_ acceleration: Acceleration) -> Double { acceleration.metersPerSecondSquared }
}
