import FlightLog
import Testing
import TreadmillControl

@Suite("The session in words")
struct NarratorTests {
    private static func outputs(
        _ state: SessionState, interval: Int32 = 0, announced: TimeSpan? = nil, active: InterlockSet = .none,
        latched: InterlockSet = .none, result: RequestResult? = nil
    ) -> ControlOutputs {
        ControlOutputs(
            state: state,
            position: PlanPosition(interval: interval, elapsedInInterval: .zero, elapsed: .zero, isAdvancing: true),
            announcedChangeIn: announced,
            setpoints: Setpoints(beltSpeed: .zero, bodyWeight: .percent(100), incline: .zero),
            bodyWeightCommanded: .percent(100), command: .safeState, estimates: Estimates(),
            activeInterlocks: active, latchedInterlocks: latched, reaction: .none, requestResult: result)
    }

    @Test("each change is told once, with its reason")
    func timeline() {
        var narrator = SessionNarrator(plan: SampleLog.setup.plan)
        let stale = InterlockSet(bits: 1 << 1)
        let script = [
            Self.outputs(.checking(since: .zero)),
            Self.outputs(.checking(since: .zero)),
            Self.outputs(.running),
            Self.outputs(.running, announced: .milliseconds(5000)),
            Self.outputs(.running, announced: .milliseconds(4990)),
            Self.outputs(.running, interval: 1),
            Self.outputs(
                .stopping(.faulted, deadline: .zero), interval: 1, active: stale, latched: stale),
            Self.outputs(.faulted, interval: 1, latched: stale, result: RequestResult(id: 8, outcome: .notInThisState)),
        ]
        var told: [[String]] = []
        var levels: [EventLevel] = []
        for (index, outputs) in script.enumerated() {
            let events = narrator.events(in: outputs, at: SampleLog.instant(UInt64(index)))
            told.append(events.map(\.text))
            levels += events.map(\.level)
            #expect(events.allSatisfy { $0.time == SampleLog.instant(UInt64(index)) })
        }
        #expect(told[0] == ["checking readings and devices"])
        #expect(told[1] == [])
        #expect(told[2] == ["running", "interval 1 of 2, Walk: walk, 1.3 m/s, 100.0 %BW, 120.0 s"])
        #expect(told[3].count == 1)
        #expect(told[3].first?.hasPrefix("announced: interval 2 of 2, Run") == true)
        #expect(told[4] == [])
        #expect(told[5].first?.hasPrefix("interval 2 of 2, Run") == true)
        #expect(
            told[6] == [
                "interlock beltReadingStale: present", "interlock beltReadingStale: latched",
                "stopping: belt to standstill, support held; then faulted",
            ])
        #expect(
            told[7] == [
                "interlock beltReadingStale: cause gone", "request 8: refused, not possible in this state",
                "faulted: belt stopped, support held, waiting for a person",
            ])
        #expect(levels.suffix(6) == [.error, .error, .error, .info, .notice, .error])
    }
}
