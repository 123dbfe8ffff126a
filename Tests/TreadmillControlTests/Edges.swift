import ControlTestKit

@testable import TreadmillControl

/// Counts calls of `update` until it says yes; `nil` if it never does within `most`.
func callsUntilTrue(within most: Int, _ update: () -> Bool) -> Int? { (1...most).first { _ in update() } }

extension MonitorContext {
    /// Somebody of 700 N hangs in the rope with a fifth of that, the belt stands, and all is well.
    static let supported = MonitorContext(
        isTracking: false, isRegulating: true, isProving: false, needsOperator: false, commanded: .safeState,
        supportTarget: .newtons(140), meanSupport: .newtons(140), seesSteps: true, runnerWeight: .newtons(700),
        stopOverdue: false, isConfigurationSound: true, timeIsBroken: false)
}

/// The monitor of all interlocks with its time. Readings are 5 ms old unless said otherwise.
final class MonitorBench {
    var monitor = InterlockMonitor(limits: ControlLimits())
    var context = MonitorContext.supported
    var inputs = GoodInputs.at(.zero, force: 140)
    var beltAge = TimeSpan.milliseconds(5)
    private var now = MonotonicInstant(nanoseconds: 1_000_000_000)

    /// One tick: what is present.
    func tick() -> InterlockSet {
        let dt = TimeSpan.milliseconds(10)
        now = now + dt
        inputs.belt?.sampledAt = now + (.zero - beltAge)
        inputs.hoist?.sampledAt = now + .milliseconds(-5)
        inputs.loadCell?.sampledAt = now + .milliseconds(-5)
        return monitor.update(inputs, context, at: now, dt: dt)
    }
}

/// The watch over support by itself, with its time.
final class SupportBench {
    var monitor = SupportMonitor()
    var context = MonitorContext.supported
    var dt = TimeSpan.milliseconds(1)
    var force: Double? = 140
    var position = 0.0
    /// `nil` for no belt.
    var speed: Double? = 0
    private var now = MonotonicInstant(nanoseconds: 1_000_000_000)

    @discardableResult
    func tick() -> InterlockSet {
        now = now + dt
        var inputs = GoodInputs.at(now, speed: speed ?? 0, force: force ?? 0, position: position)
        if force == nil { inputs.loadCell = nil }
        if speed == nil { inputs.belt = nil }
        let fresh = Fresh(inputs, limits: SupervisionLimits(), now: now)
        return monitor.update(inputs, fresh, context, limits: ControlLimits(), dt: dt)
    }

    /// The number of the tick that first shows `interlock`; `nil` if none does within `most`.
    func ticks(to interlock: Interlock, within most: Int) -> Int? {
        callsUntilTrue(within: most) { tick().contains(interlock) }
    }
}
