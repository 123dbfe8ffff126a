import FlightLog
import Replay
import Testing
import TreadmillControl

@Suite("Replay")
struct LogReplayTests {
    @Test("a log replays identically, to the last tick")
    func identical() throws {
        let ticks = ShortSession.ticks
        try #require(ticks.contains { $0.outputs.state.phase == .running })
        #expect(try replay(ShortSession.log()) == .identical(ticks: UInt64(ticks.count)))
    }

    @Test("one bit of one reading is caught at its tick, and the fields that follow from it are named")
    func changedInput() throws {
        let changedTick = UInt64(ShortSession.ticks.count / 2)
        let log = ShortSession.log { tick in
            guard tick.number == changedTick, let force = tick.inputs.loadCell?.supportForceMeasured.newtons else {
                return
            }
            tick.inputs.loadCell?.supportForceMeasured = .newtons(Double(bitPattern: force.bitPattern ^ (1 << 44)))
        }
        guard case .different(let difference) = try replay(log) else {
            Issue.record("a changed reading replayed identically")
            return
        }
        #expect(difference.firstTick == changedTick)
        #expect(difference.time == ShortSession.ticks[Int(changedTick)].time)
        #expect(difference.elapsed == difference.time - SimulatedSession.start)
        #expect(difference.firstFields.contains("mean_support_estimated_n"))
        #expect(difference.ticks == UInt64(ShortSession.ticks.count))
        #expect(difference.differingTicks >= 1)
        #expect(difference.fields.first.map { $0.ticks } == difference.fields.map(\.ticks).max())
    }

    @Test("one changed output is caught, named and counted, and nothing else is")
    func changedOutput() throws {
        let log = ShortSession.log { tick in
            if tick.number >= 100, tick.number < 103 { tick.outputs.bodyWeightCommanded.percent.negate() }
        }
        guard case .different(let difference) = try replay(log) else {
            Issue.record("a changed output replayed identically")
            return
        }
        #expect(difference.firstTick == 100)
        #expect(difference.firstFields == ["body_weight_commanded_percent"])
        #expect(difference.fields == [.init(name: "body_weight_commanded_percent", ticks: 3)])
        #expect(difference.differingTicks == 3)
    }

    @Test("a limit changed by a trillionth is caught when it comes to bear")
    func changedLimit() throws {
        var limits = ControlLimits()
        limits.belt.acceleration.metersPerSecondSquared *= 1 + 1e-12
        guard case .different(let difference) = try replay(ShortSession.log(limits: limits)) else {
            Issue.record("a changed limit replayed identically")
            return
        }
        #expect(difference.firstFields == ["belt_speed_commanded_m_s"])
        let first = ShortSession.ticks[Int(difference.firstTick)]
        #expect(first.outputs.state.phase == .running)
    }

    @Test("another runner's mass is caught")
    func changedMass() throws {
        var setup = ShortSession.setup
        setup.runnerMass.kilograms = setup.runnerMass.kilograms.nextUp
        guard case .different = try replay(ShortSession.log(setup: setup)) else {
            Issue.record("another mass replayed identically")
            return
        }
    }

    @Test("a request taken out of the log is caught in the tick in which it was made")
    func lostRequest() throws {
        let made = try #require(ShortSession.ticks.first { $0.inputs.request != nil })
        let log = ShortSession.log { $0.inputs.request = nil }
        guard case .different(let difference) = try replay(log) else {
            Issue.record("a lost request went unseen")
            return
        }
        #expect(difference.firstTick == made.number)
        #expect(difference.firstFields.contains("request_result_present"))
    }

    @Test("a torn tail replays up to the last whole tick")
    func tornTail() throws {
        let log = ShortSession.log(ticks: Array(ShortSession.ticks.prefix(50)))
        #expect(try replay(Array(log.dropLast(3))) == .identical(ticks: 49))
        #expect(try replay(Array(log.dropLast(300))) == .identical(ticks: 49))
    }
}

@Suite("Logs that cannot be replayed")
struct UnusableLogTests {
    private func refusal(of bytes: [UInt8]) throws -> ReplayError? {
        do throws(ReplayError) {
            let reader: FlightLogReader
            do throws(FlightLogError) { reader = try FlightLogReader(bytes: bytes) } catch { throw .unreadable(error) }
            _ = try LogReplay.run(reader)
            return nil
        } catch {
            return error
        }
    }

    @Test("no ticks, no verdict")
    func noTicks() throws {
        #expect(try refusal(of: ShortSession.log(ticks: [])) == .noTicks)
        let half = ShortSession.log(ticks: Array(ShortSession.ticks.prefix(1)))
        #expect(try refusal(of: half.dropLast(20)) == .noTicks)
    }

    @Test("a file that is not there, or is no log, says so")
    func unreadable() throws {
        #expect(try refusal(of: Array("nonsense, and enough of it".utf8)) == .unreadable(.notALog))
        #expect(throws: ReplayError.self) { _ = try LogReplay.run(path: "/nonexistent.ulg") }
        let torn = ShortSession.log(ticks: []).prefix(600)
        guard case .unreadable(.tornDefinitions) = try refusal(of: Array(torn)) else {
            Issue.record("torn definitions went unseen")
            return
        }
    }

    @Test("missing ticks are never replayed over")
    func missingTicks() throws {
        var ticks = Array(ShortSession.ticks.prefix(100))
        ticks.remove(at: 40)
        #expect(try refusal(of: ShortSession.log(ticks: ticks)) == .ticksMissing(expected: 40, found: 41))
        let late = Array(ShortSession.ticks[10..<20])
        #expect(try refusal(of: ShortSession.log(ticks: late)) == .ticksMissing(expected: 0, found: 10))
    }

    @Test("lost records are never replayed over")
    func dropout() throws {
        var encoder = FlightLogEncoder()
        encoder.append(dropout: .milliseconds(5))
        let log = ShortSession.log(ticks: Array(ShortSession.ticks.prefix(10)))
        #expect(try refusal(of: log + encoder.bytes) == .recordsLost(beforeTick: 10))
    }

    @Test("damage in the middle is told, not skipped")
    func damage() throws {
        let log = ShortSession.log(ticks: Array(ShortSession.ticks.prefix(150)))
        var rest = FlightLogEncoder()
        rest.appendSync()
        for tick in ShortSession.ticks[150..<160] {
            rest.append(tick: tick.number, at: tick.time, inputs: tick.inputs, outputs: tick.outputs)
        }
        let damaged = log + [UInt8](repeating: 0, count: 77) + rest.bytes
        #expect(try refusal(of: damaged) == .damaged(bytes: 77, afterTick: 149))
    }

    @Test("every refusal tells a person what is wrong")
    func words() {
        let errors: [ReplayError] = [
            .unreadable(.notALog), .noTicks, .ticksMissing(expected: 3, found: 5), .recordsLost(beforeTick: 8),
            .incompleteTick(9), .damaged(bytes: 4, afterTick: 2),
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
        #expect(errors[2].description.contains("5") && errors[2].description.contains("3"))
    }
}
