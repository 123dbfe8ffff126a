import ControlTestKit
import Testing

@testable import TreadmillControl

@Suite("Readings that are sent again and again")
struct RepeatedReadingTests {
    /// What a runner's load cell says in so many ticks, to be told again.
    private func recorded(_ ticks: Int, in session: inout QuietSession) -> [Force] {
        (0..<ticks).compactMap { _ in session.step().inputs.loadCell?.supportForceMeasured }
    }

    @Test("A second of the load cell, told for ever, is noticed in its second turn", arguments: [30, 55, 100, 240])
    func loadCell(ticks: Int) throws {
        var session = try Scene.running.session()
        let old = recorded(ticks, in: &session)
        let begin = try #require(session.last?.time)
        session.disturbance = { inputs, now in
            inputs.loadCell?.supportForceMeasured = old[Int((now - begin).nanoseconds / 10_000_000 - 1) % old.count]
        }
        try session.run(atMost: Double(RepetitionDetector.length + 2) / 100) {
            $0.latchedInterlocks.contains(.loadCellReadingFrozen)
        }
        try session.run(to: .faulted, atMost: 5)
        #expect(session.rules.broken == [])
    }

    @Test("A runner who stands, walks and runs for minutes never repeats")
    func honest() throws {
        var session = VirtualSession(.walkRunWalk(), rig: RunnerRig(runnerMass: .kilograms(70), seed: 7))
        let ticks = try session.run(to: .finished, atMost: 300)
        #expect(ticks.allSatisfy { !$0.outputs.activeInterlocks.contains(.loadCellReadingFrozen) })
        #expect(ticks.allSatisfy { !$0.outputs.activeInterlocks.contains(.hoistReadingFrozen) })
    }

    @Test("A cell that counts in whole newtons, and one that hardly changes, are not taken for a repetition")
    func coarse() {
        var whole = RepetitionDetector()
        var still = RepetitionDetector()
        for tick in 0..<3000 {
            let now = MonotonicInstant(nanoseconds: Int64(tick) * 10_000_000)
            let isWholeRepeating = whole.update((137 + 4 * now.flutter).rounded())
            let isStillRepeating = still.update(tick % 40 < 20 ? 137 : 138)
            #expect(!isWholeRepeating && !isStillRepeating)
        }
    }

    @Test("It ends with the repetition")
    func ends() {
        var detector = RepetitionDetector()
        let turn = (0..<50).map { MonotonicInstant(nanoseconds: Int64($0) * 10_000_000).flutter }
        for tick in 0..<150 { _ = detector.update(turn[tick % 50]) }
        let during = detector.update(turn[0])
        let after = detector.update(99)
        #expect(during && !after)
    }
}
