import Devices
import OperatorAPI
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("What the doctor makes of a machine at rest")
struct MachineObservationTests {
    /// Five seconds of a good rig with an empty rope.
    private func observation(
        _ change: (inout TickRecord, Int) -> Void = { _, _ in }
    ) -> MachineObservation {
        var ticks = HandmadeTicks(session: 0, setup: nil)
        let records = (0..<500).map { index in
            var tick = ticks.next()
            tick.inputs.loop.lateness = .microseconds(60)
            tick.inputs.loadCell?.supportForceMeasured = .newtons(index.isMultiple(of: 2) ? 4.1 : 2.9)
            change(&tick, index)
            return tick
        }
        let traffic = MachineObservation.Traffic(
            name: "belt", isConnected: true, transactions: 500, failures: 0,
            roundTrips: Array(repeating: .milliseconds(3), count: 500))
        return MachineObservation(
            ticks: records, sleeper: [.microseconds(50)], traffic: [traffic], limits: SupervisionLimits(),
            emergencyStopSilencesBelt: false)
    }

    private func items(_ seen: MachineObservation) -> [ProofItem] {
        [seen.loopLateness, seen.busRoundTrips, seen.devices, seen.emergencyStop, seen.loadCell]
    }

    @Test("a good machine passes, with its figures")
    func good() {
        for item in items(observation()) {
            #expect(item.outcome == .pass, "\(item.check.title): \(item.finding)")
            #expect(item.remedy == nil)
        }
        #expect(observation().loopLateness.finding.contains("0.06 ms"))
        #expect(observation().busRoundTrips.finding.contains("p99 3.00 ms"))
    }

    @Test("whatever fails has a remedy")
    func remedies() {
        var seen = observation { tick, index in
            tick.inputs.loop.lateness = .milliseconds(30)
            tick.inputs.belt?.status = []
            tick.inputs.loadCell?.supportForceMeasured = .newtons(80)
            tick.outputs.activeInterlocks.insert(.emergencyStop)
        }
        seen.traffic[0].isConnected = false
        for item in items(seen) {
            #expect(item.outcome == .fail, "\(item.check.title)")
            #expect(item.remedy?.isEmpty == false)
        }
    }

    @Test("one late tick in a hundred is borne, three are not; missed ticks count as late ones", arguments: [5, 15])
    func lateness(count: Int) {
        let late = observation { tick, index in if index < count { tick.inputs.loop.lateness = .milliseconds(25) } }
        let missed = observation { tick, index in if index == 0 { tick.inputs.loop.missedTicks = UInt32(count) } }
        #expect(late.loopLateness.outcome == (count > 5 ? .fail : .pass))
        #expect(missed.loopLateness.outcome == (count > 5 ? .fail : .pass))
    }

    @Test("a bus that loses one answer in fifty fails, and one on which nothing was said too")
    func traffic() {
        var seen = observation()
        seen.traffic[0].failures = 10
        #expect(seen.busRoundTrips.outcome == .fail)
        seen.traffic[0].failures = 4
        #expect(seen.busRoundTrips.outcome == .pass)
        seen.traffic[0].transactions = 0
        #expect(seen.busRoundTrips.outcome == .fail)
    }

    @Test("readings that are too old fail although they come in every tick")
    func oldReadings() {
        let seen = observation { tick, _ in tick.inputs.loadCell?.sampledAt = tick.now + .milliseconds(-60) }
        #expect(seen.devices.outcome == .fail)
    }

    @Test("a load cell that repeats one number, or one sample, measures nothing")
    func deadCell() {
        let frozenValue = observation { tick, _ in tick.inputs.loadCell?.supportForceMeasured = .newtons(3) }
        #expect(frozenValue.loadCell.outcome == .fail)
        let frozenSample = observation { tick, _ in tick.inputs.loadCell?.sampledAt = .zero }
        #expect(frozenSample.loadCell.outcome == .fail)
    }

    @Test("a rope that carries something, or a zero that is off, fails", arguments: [-25.0, 25])
    func zero(force: Double) {
        let seen = observation { tick, index in
            tick.inputs.loadCell?.supportForceMeasured = .newtons(force + (index.isMultiple(of: 2) ? 1 : -1))
        }
        #expect(seen.loadCell.outcome == .fail)
    }

    @Test("a loop that did not tick passes nothing")
    func noTicks() {
        var seen = observation()
        seen.ticks = []
        for item in items(seen) where item.check != .busRoundTrips { #expect(item.outcome == .fail) }
    }

    @Test("clocks: a jump, a suspension and a date in the past fail")
    func clock() {
        let first = ClockReading(monotonic: 0, boot: 0, wall: 1_800_000_000_000_000_000)
        func item(
            monotonic: Int64 = 1_000_000_000, boot: Int64? = nil, wall: Int64 = 1_000_000_000, from: ClockReading? = nil
        )
            -> ProofItem
        {
            let start = from ?? first
            return StationChecks.clock(
                start,
                ClockReading(monotonic: monotonic, boot: boot ?? monotonic, wall: start.wall + wall),
                isSynchronised: true)
        }
        #expect(item().outcome == .pass, "\(item().finding)")
        #expect(item(wall: 1_500_000_000).outcome == .fail)
        #expect(item(boot: 3_000_000_000, wall: 3_000_000_000).outcome == .fail)
        #expect(item(monotonic: 0, wall: 0).outcome == .fail)
        #expect(item(from: ClockReading(monotonic: 0, boot: 0, wall: 0)).outcome == .fail)
    }
}
