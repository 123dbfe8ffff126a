import OperatorAPI
import TreadmillControl

/// What listeners of the event stream are told when one tick differs from the tick before it.
enum StreamEvents {
    static func between(_ before: ControlOutputs?, _ now: ControlOutputs, plan: SessionPlan?) -> [StreamEvent] {
        transition(before, now) + announcement(before, now, plan: plan) + interlocks(before, now)
    }

    private static func transition(_ before: ControlOutputs?, _ now: ControlOutputs) -> [StreamEvent] {
        let old = before?.state.phase ?? .idle
        guard old != now.state.phase else { return [] }
        return [
            .transition(
                Transition(
                    from: old, to: now.state.phase, finishReason: now.state.finishReason,
                    elapsed: now.position.elapsed.seconds))
        ]
    }

    private static func announcement(
        _ before: ControlOutputs?, _ now: ControlOutputs, plan: SessionPlan?
    ) -> [StreamEvent] {
        guard before?.announcedChangeIn == nil, let plan else { return [] }
        return Announcement(now, plan: plan).map { [.announcement($0)] } ?? []
    }

    private static func interlocks(_ before: ControlOutputs?, _ now: ControlOutputs) -> [StreamEvent] {
        let oldActive = before?.activeInterlocks ?? .none
        let oldLatched = before?.latchedInterlocks ?? .none
        guard oldActive != now.activeInterlocks || oldLatched != now.latchedInterlocks else { return [] }
        return oldActive.union(oldLatched).union(now.activeInterlocks).union(now.latchedInterlocks).interlocks
            .compactMap { interlock in
                let old = state(of: interlock, active: oldActive, latched: oldLatched)
                let new = state(of: interlock, active: now.activeInterlocks, latched: now.latchedInterlocks)
                return old == new ? nil : .interlock(InterlockReport(interlock, state: new))
            }
    }

    private static func state(
        of interlock: Interlock, active: InterlockSet, latched: InterlockSet
    ) -> InterlockReport.State {
        if active.contains(interlock) { return .active }
        return latched.contains(interlock) ? .latched : .cleared
    }
}
