import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Loop statistics")
struct LoopStatisticsTests {
    @Test("a percentile is a member that so many do not exceed")
    func percentile() {
        let values = [5, 1, 4, 2, 3, 10, 9, 8, 7, 6].map { TimeSpan.milliseconds($0) }
        #expect(values.percentile(0.5) == .milliseconds(5))
        #expect(values.percentile(0.51) == .milliseconds(6))
        #expect(values.percentile(0.9) == .milliseconds(9))
        #expect(values.percentile(0.99) == .milliseconds(10))
        #expect(values.percentile(1) == .milliseconds(10))
        #expect(values.percentile(0) == .milliseconds(1))
        #expect([TimeSpan]().percentile(0.99) == .zero)
        #expect([TimeSpan.milliseconds(3)].percentile(0.5) == .milliseconds(3))
    }

    @Test("late and missed ticks are counted for ever")
    func counts() {
        var statistics = LoopStatistics()
        statistics.record(LoopHealth(lateness: .milliseconds(1)), overrunAfter: .milliseconds(5))
        statistics.record(LoopHealth(lateness: .milliseconds(5)), overrunAfter: .milliseconds(5))
        statistics.record(
            LoopHealth(lateness: .milliseconds(23), missedTicks: 2), overrunAfter: .milliseconds(5))
        #expect(statistics.ticks == 3)
        #expect(statistics.overruns == 1)
        #expect(statistics.missed == 2)
        #expect(statistics.longest == .milliseconds(23))
    }

    @Test("percentiles are of the last ticks; the longest is of all")
    func window() {
        var statistics = LoopStatistics()
        statistics.record(LoopHealth(lateness: .milliseconds(90)), overrunAfter: .milliseconds(5))
        #expect(statistics.percentile(1) == .milliseconds(90))
        for _ in 0..<5000 {
            statistics.record(LoopHealth(lateness: .microseconds(100)), overrunAfter: .milliseconds(5))
        }
        #expect(statistics.percentile(1) == .microseconds(100))
        #expect(statistics.longest == .milliseconds(90))
    }
}
