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
        let known = oldActive.union(oldLatched)
        let present = now.activeInterlocks.union(now.latchedInterlocks)
        let appeared = present.subtracting(known).interlocks.map {
            InterlockReport($0, state: now.activeInterlocks.contains($0) ? .active : .latched)
        }
        let gone = known.subtracting(present).interlocks.map { InterlockReport($0, state: .cleared) }
        return (appeared + gone).map(StreamEvent.interlock)
    }
}
