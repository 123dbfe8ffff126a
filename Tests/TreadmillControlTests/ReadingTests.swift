import ControlTestKit
import Testing
import TreadmillControl

@Suite("Readings that cannot be trusted")
struct ReadingTests {
    /// A way in which a device says nothing that can be used.
    struct BadReading: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var stops: Interlock
        /// One such reading is not believed and changes nothing; some are an interlock.
        var isNonsense: Bool {
            [.beltReadingImpossible, .hoistReadingImpossible, .loadCellReadingImpossible].contains(stops)
        }
        var spoil: QuietSession.Disturbance
    }

    static let bad: [BadReading] = [
        BadReading(testDescription: "no belt", stops: .beltReadingStale) { inputs, _ in inputs.belt = nil },
        BadReading(testDescription: "no hoist", stops: .hoistReadingStale) { inputs, _ in inputs.hoist = nil },
        BadReading(testDescription: "no load cell", stops: .loadCellReadingStale) { inputs, _ in inputs.loadCell = nil
        },
        BadReading(testDescription: "belt speed not a number", stops: .beltReadingImpossible) { inputs, _ in
            inputs.belt?.speedMeasured = .metersPerSecond(.nan)
        },
        BadReading(testDescription: "belt speed infinite", stops: .beltReadingImpossible) { inputs, _ in
            inputs.belt?.speedMeasured = .metersPerSecond(.infinity)
        },
        BadReading(testDescription: "rope position not a number", stops: .hoistReadingImpossible) { inputs, _ in
            inputs.hoist?.positionMeasured = .meters(.nan)
        },
        BadReading(testDescription: "force not a number", stops: .loadCellReadingImpossible) { inputs, _ in
            inputs.loadCell?.supportForceMeasured = .newtons(.nan)
        },
        BadReading(testDescription: "force infinite", stops: .loadCellReadingImpossible) { inputs, _ in
            inputs.loadCell?.supportForceMeasured = .newtons(-.infinity)
        },
        BadReading(testDescription: "belt from the future", stops: .beltReadingImpossible) { inputs, now in
            inputs.belt?.sampledAt = now + .milliseconds(6)
        },
        BadReading(testDescription: "load cell from the future", stops: .loadCellReadingImpossible) { inputs, now in
            inputs.loadCell?.sampledAt = now + .seconds(1e9)
        },
        BadReading(testDescription: "hoist from before all time", stops: .hoistReadingStale) { inputs, _ in
            inputs.hoist?.sampledAt = MonotonicInstant(nanoseconds: .min)
        },
    ]

    @Test("It stops a running session at once, support held", arguments: bad)
    func running(bad: BadReading) throws {
        var session = try Scene.running.session()
        session.disturbance = bad.spoil
        try session.run(atMost: bad.isNonsense ? 0.12 : 0.01) { $0.activeInterlocks.contains(bad.stops) }
        let tick = try #require(session.last)
        #expect(tick.outputs.state.phase == .stopping && tick.outputs.command.hoist == .hold)
        let after = session.run(seconds: 6)
        #expect(after.allSatisfy { $0.outputs.command.hoist == .hold })
        #expect(after.last?.outputs.command.isAtRest == true)
        #expect(after.last?.outputs.state == .faulted)
        #expect(session.rules.broken == [])
    }

    @Test("It never lets a session begin", arguments: bad)
    func checking(bad: BadReading) throws {
        var session = QuietSession(.longWalk())
        session.disturbance = bad.spoil
        let ticks = try session.run(to: .finished, atMost: 12)
        #expect(ticks.allSatisfy { $0.outputs.command == .safeState })
        #expect(session.last?.outputs.state == .finished(.checksFailed))
    }

    @Test("One bad reading leaves nothing behind that blinds the core", arguments: bad)
    func noPoison(bad: BadReading) throws {
        var session = QuietSession(.longWalk())
        session.disturbance = bad.spoil
        session.step()
        session.disturbance = nil
        try session.run(atMost: 60) { $0.position.elapsed > .seconds(3) }
        let estimates = try #require(session.last?.outputs.estimates)
        #expect(estimates.meanBeltSpeed?.isFinite == true && estimates.bodyWeight?.isFinite == true)
        // The tracking interlock still sees.
        session.bringAbout(.beltTracking)
        try session.run(to: .stopping, atMost: Interlock.beltTracking.longestToNotice)
    }

    @Test("A mean that no fresh reading backs is not shown")
    func noStaleEstimates() throws {
        var session = try Scene.running.session()
        #expect(session.last?.outputs.estimates.bodyWeight != nil)
        session.disturbance = { inputs, _ in
            inputs.loadCell = nil
            inputs.belt = nil
        }
        let estimates = session.step().outputs.estimates
        #expect(estimates.meanSupport == nil && estimates.bodyWeight == nil && estimates.meanBeltSpeed == nil)
        #expect(!estimates.standstillConfirmed)
    }

    @Test("Readings just young enough keep a session going, those a millisecond older do not")
    func ageBoundaries() throws {
        let limits = SupervisionLimits()
        let ages: [(TimeSpan, Interlock)] = [
            (limits.beltAge, .beltReadingStale), (limits.hoistAge, .hoistReadingStale),
            (limits.loadCellLoss, .loadCellReadingStale),
        ]
        for (age, interlock) in ages {
            for (extra, isStale) in [(TimeSpan.zero, false), (.milliseconds(1), true)] {
                var session = try Scene.running.session()
                session.disturbance = { inputs, now in
                    let sampled = now + (.zero - age - extra)
                    if interlock == .beltReadingStale { inputs.belt?.sampledAt = sampled }
                    if interlock == .hoistReadingStale { inputs.hoist?.sampledAt = sampled }
                    if interlock == .loadCellReadingStale { inputs.loadCell?.sampledAt = sampled }
                }
                session.step()
                #expect(session.last?.outputs.activeInterlocks.contains(interlock) == isStale)
                #expect((session.phase == .running) == !isStale)
            }
        }
    }

    @Test("A short gap in the load cell's readings holds the rope and nothing more")
    func shortGap() throws {
        var session = try Scene.running.session()
        session.disturbance = { inputs, now in inputs.loadCell?.sampledAt = now + .milliseconds(-60) }
        let gap = session.run(seconds: 0.04)
        #expect(gap.allSatisfy { $0.outputs.command.hoist == .hold && $0.outputs.state == .running })
        session.disturbance = nil
        session.run(seconds: 1)
        #expect(session.phase == .running && session.last?.outputs.command.hoist != .hold)
        #expect(session.rules.broken == [])
    }

    @Test("Readings that are always a little too old do not leave a runner on a held rope and a running belt")
    func alwaysLate() throws {
        var session = try Scene.running.session()
        session.disturbance = { inputs, now in inputs.loadCell?.sampledAt = now + .milliseconds(-60) }
        session.run(seconds: 0.1)
        #expect(session.phase == .stopping)
        #expect(session.last?.outputs.latchedInterlocks.contains(.loadCellReadingStale) == true)
    }

    @Test("A load cell that shows nothing while the rope is wound up does not lift the runner off the belt")
    func deadCellWhileArming() throws {
        var session = QuietSession(.longWalk())
        session.disturbance = { inputs, _ in inputs.loadCell?.supportForceMeasured = .newtons(0) }
        try session.run(to: .faulted, atMost: 30)
        #expect(session.rig.rope <= 0.16, "\(session.rig.rope) m of rope, \(session.rig.force) N")
        #expect(session.run(seconds: 10).allSatisfy { $0.outputs.command.isAtRest })
    }
}
