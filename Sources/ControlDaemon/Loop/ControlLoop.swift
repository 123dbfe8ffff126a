import Devices
import Dispatch
import Synchronization
import TreadmillControl

/// The fixed-rate loop: newest readings in, one step of the core, the admitted command out. Nothing in the tick waits.
///
/// A strict Dispatch timer without leeway fires a little before each deadline; the handler takes real-time priority,
/// sleeps to the deadline on the absolute clock, and does the tick. Priority is given back after each tick, because the
/// thread belongs to Dispatch's pool and may serve anything next.
final class ControlLoop: Sendable {
    /// How long before the deadline the timer fires.
    static let head = TimeSpan.milliseconds(2)

    let period: TimeSpan
    private let rig: Rig
    private let ring: TickRing
    private let exchange: LoopExchange
    private let station: StationBoard
    private let state: Mutex<LoopState>
    private let completed = Atomic<UInt64>(0)
    private let queue = DispatchQueue(label: "control loop", qos: .userInteractive)
    /// Dispatch's objects may be used from any thread; its Swift overlay does not say so yet.
    private nonisolated(unsafe) let timer: any DispatchSourceTimer

    /// - Parameter carried: interlocks that wait for a person since the last daemon.
    init(
        rate: Int, rig: Rig, limits: ControlLimits, exchange: LoopExchange, ring: TickRing,
        station: StationBoard = StationBoard(), carried: InterlockSet = .none
    ) {
        period = TimeSpan(nanoseconds: 1_000_000_000 / Int64(rate))
        self.rig = rig
        self.ring = ring
        self.exchange = exchange
        self.station = station
        state = Mutex(LoopState(controller: Controller(limits: limits, setup: nil, carried: carried)))
        timer = DispatchSource.makeTimerSource(flags: .strict, queue: queue)
    }

    /// Dispatch traps when a timer that was never activated is released.
    deinit {
        timer.cancel()
        timer.activate()
    }

    /// Ticks done since the start; grows only while the loop is alive. The service watchdog is fed from it.
    var completedTicks: UInt64 { completed.load(ordering: .acquiring) }

    func start() {
        let first = MonotonicClock.now() + period
        state.withLock { $0.deadline = first }
        timer.setEventHandler { [self] in tick() }
        let fire = DispatchTime(uptimeNanoseconds: UInt64((first - Self.zero - Self.head).nanoseconds))
        timer.schedule(deadline: fire, repeating: .nanoseconds(Int(period.nanoseconds)), leeway: .nanoseconds(0))
        timer.activate()
    }

    private static let zero = MonotonicInstant.zero

    /// Ends the loop; returns when no tick runs any more.
    func stop() {
        timer.cancel()
        queue.sync {}
    }

    /// Whether ticks get real-time priority; known after the first tick.
    var hasRealTimePriority: Bool { state.withLock { $0.hasRealTimePriority } }

    private func tick() {
        state.withLock { state in
            state.hasRealTimePriority = RealTimePriority.loop.take()
            defer { if state.hasRealTimePriority { RealTimePriority.giveBack() } }
            MonotonicClock.sleep(until: state.deadline)
            step(&state)
        }
        completed.wrappingAdd(1, ordering: .releasing)
    }

    private func step(_ state: inout LoopState) {
        let now = MonotonicClock.now()
        let health = state.advanceDeadline(now: now, period: period)
        if let order = exchange.takeOrder() { state.begin(order) }
        let readings = rig.readings
        let inputs = ControlInputs(
            belt: readings.belt, hoist: readings.hoist, loadCell: readings.loadCell,
            request: exchange.takeRequest(), loop: health, station: station.health(at: now))
        let outputs = state.controller.step(inputs, at: now)
        rig.post(outputs.command, at: now)
        let record = TickRecord(
            session: state.session, tick: state.tick, now: now, inputs: inputs, outputs: outputs,
            cost: MonotonicClock.now() - now)
        state.tick += 1
        exchange.publish(record)
        ring.push(record)
    }
}

/// What only the tick touches.
private struct LoopState: Sendable {
    var controller: Controller
    var session: UInt32 = 0
    var tick: UInt64 = 0
    var deadline = MonotonicInstant.zero
    var hasRealTimePriority = false

    init(controller: Controller) { self.controller = controller }

    mutating func begin(_ order: SessionOrder) {
        controller = order.controller
        session = order.number
        tick = 0
    }

    /// The lateness of the tick that begins now, and the deadline of the next one, which is always in the future:
    /// periods that passed without a tick are counted, not made up for.
    mutating func advanceDeadline(now: MonotonicInstant, period: TimeSpan) -> LoopHealth {
        let lateness = max(now - deadline, .zero)
        let missed = lateness.nanoseconds / period.nanoseconds
        deadline = deadline + TimeSpan(nanoseconds: period.nanoseconds * (missed + 1))
        return LoopHealth(lateness: lateness, missedTicks: UInt32(clamping: missed))
    }
}
