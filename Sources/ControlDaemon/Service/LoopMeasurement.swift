import Devices
import Foundation
import Logging
import Synchronization
import TreadmillControl

/// Measures the loop as it runs beside its buses, and beside it a bare thread that does nothing but sleep to the same
/// absolute deadlines: the best that this machine can do.
public enum LoopMeasurement {
    public struct Result: Sendable {
        public var loop: [TimeSpan]
        public var sleeper: [TimeSpan]
        public var costs: [TimeSpan]
        public var missed: UInt64
        public var hasRealTimePriority: Bool
        public var buses: [BusHealth]
        public var duration: TimeSpan

        /// The report for a terminal.
        public var text: String {
            let head = "                          p50       p99     p99.9       max"
            let rows = [row("loop, late by", loop), row("bare sleeper, late by", sleeper), row("tick takes", costs)]
            let traffic = buses.map { bus in
                "bus \(bus.name): \(bus.transactions) transactions"
                    + String(format: ", %.0f a second, ", Double(bus.transactions) / duration.seconds)
                    + "\(bus.failures) failures"
            }
            let priority = hasRealTimePriority ? "SCHED_FIFO" : "ordinary scheduling (no right to real time)"
            return
                ([
                    String(format: "%.0f s, %d ticks, %d missed, ", duration.seconds, loop.count, missed) + priority,
                    head,
                ]
                + rows + traffic).joined(separator: "\n")
        }

        private func row(_ name: String, _ values: [TimeSpan]) -> String {
            let figures = [0.5, 0.99, 0.999, 1].map { share in
                String(format: "%7.0f us", values.percentile(share).milliseconds * 1000)
            }
            return name.padding(toLength: 22, withPad: " ", startingAt: 0) + figures.joined()
        }
    }

    /// Runs the machine, idle, for `duration`. Nothing moves; both buses are as busy as in a session.
    ///
    /// - Throws: when a daemon serves the rig; two masters on one belt must not be.
    public static func run(_ settings: DaemonSettings, duration: TimeSpan, logger: Logger) throws -> Result {
        try SocketFile.checkUnserved(settings.socketPath)
        let rig = Rig(configuration: settings.rig, runtimeDirectory: settings.runtimeDirectory) { _ in }
        let ticks = duration.nanoseconds / 1_000_000_000 * Int64(settings.loopRate)
        let ring = TickRing(exponent: max(12, Int64.bitWidth - ticks.leadingZeroBitCount))
        let loop = ControlLoop(
            rate: settings.loopRate, rig: rig, limits: settings.limits, exchange: LoopExchange(), ring: ring)
        rig.start()
        loop.start()
        let sleeper = BareSleeper(period: loop.period, duration: duration)
        sleeper.start()
        MonotonicClock.sleep(until: MonotonicClock.now() + duration)
        let lateness = sleeper.finish()
        let hasPriority = loop.hasRealTimePriority
        loop.stop()
        let buses = rig.health
        rig.stop()
        var records: [TickRecord] = []
        while let record = ring.pop() { records.append(record) }
        return Result(
            loop: records.map(\.inputs.loop.lateness), sleeper: lateness, costs: records.map(\.cost),
            missed: records.reduce(0) { $0 + UInt64($1.inputs.loop.missedTicks) }, hasRealTimePriority: hasPriority,
            buses: buses, duration: duration)
    }
}

/// A thread that sleeps to absolute deadlines and notes how late it wakes.
final class BareSleeper: Sendable {
    private let lateness: Mutex<[TimeSpan]>
    private let ended = DispatchSemaphore(value: 0)
    private let period: TimeSpan
    private let count: Int

    init(period: TimeSpan, duration: TimeSpan) {
        self.period = period
        count = Int(duration.nanoseconds / period.nanoseconds)
        lateness = Mutex([])
    }

    func start() {
        let thread = Thread { [self] in
            _ = RealTimePriority.loop.take()
            var found: [TimeSpan] = []
            found.reserveCapacity(count)
            var deadline = MonotonicClock.now() + period
            for _ in 0..<count {
                MonotonicClock.sleep(until: deadline)
                found.append(MonotonicClock.now() - deadline)
                deadline = deadline + period
            }
            lateness.withLock { [found] in $0 = found }
            ended.signal()
        }
        thread.start()
    }

    func finish() -> [TimeSpan] {
        ended.wait()
        return lateness.withLock { $0 }
    }
}
