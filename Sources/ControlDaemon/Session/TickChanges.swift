import FlightLog
import Logging
import OperatorAPI
import TreadmillControl

/// Something that changed from one tick to the next and that somebody should hear of.
struct TickChange: Sendable {
    var text: String
    var level: Logger.Level
    /// For listeners on the event stream.
    var event: StreamEvent?
}

enum TickChanges {
    /// What is new in `record` against the tick before it.
    static func between(_ last: TickRecord?, _ record: TickRecord, plan: SessionPlan?) -> [TickChange] {
        let before = last?.outputs
        return transition(before, record.outputs) + interval(before, record.outputs, plan: plan)
            + announcement(before, record.outputs, plan: plan) + interlocks(before, record.outputs)
            + request(record)
    }

    private static func transition(_ before: ControlOutputs?, _ now: ControlOutputs) -> [TickChange] {
        let old = before?.state.phase ?? .idle
        guard old != now.state.phase else { return [] }
        let event = Transition(
            from: old, to: now.state.phase, finishReason: now.state.finishReason, elapsed: now.position.elapsed.seconds)
        let explanation = now.state.finishReason?.explanation ?? now.state.phase.explanation
        let level: Logger.Level = now.state.phase == .faulted ? .error : .notice
        return [
            TickChange(text: "\(old) -> \(now.state.phase): \(explanation)", level: level, event: .transition(event))
        ]
    }

    private static func interval(
        _ before: ControlOutputs?, _ now: ControlOutputs, plan: SessionPlan?
    ) -> [TickChange] {
        let index = Int(now.position.interval)
        guard let before, Int(before.position.interval) != index, now.state.phase == .running,
            let interval = plan?.intervalReport(at: index)
        else { return [] }
        return [TickChange(text: "interval \(index + 1): \(interval.name)", level: .info, event: nil)]
    }

    private static func announcement(
        _ before: ControlOutputs?, _ now: ControlOutputs, plan: SessionPlan?
    ) -> [TickChange] {
        guard before?.announcedChangeIn == nil, let plan, let announcement = Announcement(now, plan: plan) else {
            return []
        }
        let what = announcement.interval.map(\.name) ?? "the end of the plan"
        let seconds = Int(announcement.secondsUntil.rounded())
        return [
            TickChange(text: "announced: \(what) in \(seconds) s", level: .info, event: .announcement(announcement))
        ]
    }

    private static func interlocks(_ before: ControlOutputs?, _ now: ControlOutputs) -> [TickChange] {
        let oldActive = before?.activeInterlocks ?? .none
        let oldLatched = before?.latchedInterlocks ?? .none
        guard oldActive != now.activeInterlocks || oldLatched != now.latchedInterlocks else { return [] }
        let known = oldActive.union(oldLatched)
        let present = now.activeInterlocks.union(now.latchedInterlocks)
        let appeared = present.subtracting(known).interlocks.map { interlock in
            let state: InterlockReport.State = now.activeInterlocks.contains(interlock) ? .active : .latched
            let level: Logger.Level = now.state.phase == .idle ? .info : level(interlock)
            return change(interlock, state, "\(interlock): \(interlock.title)", level)
        }
        let gone = known.subtracting(present).interlocks.map {
            change($0, .cleared, "\($0) cleared", .info)
        }
        return appeared + gone
    }

    private static func change(
        _ interlock: Interlock, _ state: InterlockReport.State, _ text: String, _ level: Logger.Level
    ) -> TickChange {
        TickChange(text: text, level: level, event: .interlock(InterlockReport(interlock, state: state)))
    }

    private static func level(_ interlock: Interlock) -> Logger.Level {
        interlock.reaction >= .controlledStop ? .error : .warning
    }

    private static func request(_ record: TickRecord) -> [TickChange] {
        guard let request = record.inputs.request, let result = record.outputs.requestResult else { return [] }
        return [TickChange(text: "operator: \(request.action): \(result.outcome)", level: .notice, event: nil)]
    }
}

extension Logger.Level {
    /// The level as the log names it.
    var eventLevel: EventLevel {
        switch self {
        case .trace, .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
