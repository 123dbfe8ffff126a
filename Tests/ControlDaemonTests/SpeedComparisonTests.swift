import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("What the belt is told beside what it measures")
struct SpeedComparisonTests {
    /// A belt that is told 0.14 m/s, trimmed by `trim` m/s each second, and measures `measured` m/s, ten times a second.
    private func verdict(trim: Double, measured: Double) -> SpeedComparison.Verdict? {
        var now = MonotonicInstant.zero + .seconds(1)
        var comparison = SpeedComparison(beginning: now)
        for tick in 0..<600 {
            let view = DriveView(.belt, in: inputs(measured, at: now))
            comparison.take(view, commanded: 0.14 + trim * Double(tick) / 100, at: now)
            if let verdict = comparison.verdict(at: now) { return verdict }
            now = now + .milliseconds(10)
        }
        return nil
    }

    private func inputs(_ speed: Double, at now: MonotonicInstant) -> ControlInputs {
        var inputs = ControlInputs()
        inputs.belt = BeltReading(sampledAt: now, speedMeasured: .metersPerSecond(speed), status: .ready)
        return inputs
    }

    @Test("A command that the core trims a little stands all the same", arguments: [0, 0.0006, -0.0006])
    func trimmed(trim: Double) {
        #expect(verdict(trim: trim, measured: 0.1389) == .agrees)
    }

    @Test("A speed at 1.6 times what was told does not agree, trimmed or not", arguments: [0, 0.0006])
    func otherUnit(trim: Double) {
        guard case .differs(let finding)? = verdict(trim: trim, measured: 0.224) else {
            Issue.record("it agrees")
            return
        }
        #expect(finding.text.contains("0.224"), "\(finding.text)")
    }
}
