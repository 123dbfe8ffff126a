import OperatorAPI
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("What the event stream tells")
struct StreamEventsTests {
    private let plan = SessionSetup.walk.plan

    private func outputs(_ change: (inout ControlOutputs) -> Void = { _ in }) -> ControlOutputs {
        var ticks = HandmadeTicks(session: 1)
        return ticks.next {
            $0.activeInterlocks = .none
            change(&$0)
        }.outputs
    }

    @Test("nothing while nothing changes")
    func quiet() {
        let same = outputs { $0.state = .running }
        #expect(StreamEvents.between(same, same, plan: plan).isEmpty)
    }

    @Test("a change of phase, with the reason where the session came to its end")
    func transition() {
        let running = outputs { $0.state = .running }
        let finished = outputs {
            $0.state = .finished(.stoppedByOperator)
            $0.position.elapsed = .milliseconds(12_500)
        }
        let expected = Transition(from: .running, to: .finished, finishReason: .stoppedByOperator, elapsed: 12.5)
        #expect(StreamEvents.between(running, finished, plan: plan) == [.transition(expected)])
        #expect(
            StreamEvents.between(nil, running, plan: plan) == [
                .transition(Transition(from: .idle, to: .running, finishReason: nil, elapsed: 0))
            ])
    }

    @Test("an announcement once, when it begins")
    func announcement() {
        let before = outputs { $0.state = .running }
        let announced = outputs {
            $0.state = .running
            $0.announcedChangeIn = .milliseconds(5000)
        }
        let later = outputs {
            $0.state = .running
            $0.announcedChangeIn = .milliseconds(4990)
        }
        let events = StreamEvents.between(before, announced, plan: plan)
        #expect(events == [.announcement(Announcement(change: .planEnd, secondsUntil: 5, interval: nil))])
        #expect(StreamEvents.between(announced, later, plan: plan).isEmpty)
        #expect(StreamEvents.between(later, before, plan: plan).isEmpty)
    }

    @Test("an interlock appears, waits for a person, and goes")
    func interlocks() {
        var present = InterlockSet.none
        present.insert(.loadCellReadingStale)
        let good = outputs()
        let active = outputs {
            $0.activeInterlocks = present
            $0.latchedInterlocks = present
        }
        let latched = outputs { $0.latchedInterlocks = present }
        func event(_ state: InterlockReport.State) -> [StreamEvent] {
            [.interlock(InterlockReport(.loadCellReadingStale, state: state))]
        }
        let still = StreamEvents.between(good, good, plan: nil)
        #expect(still.isEmpty)
        #expect(StreamEvents.between(good, active, plan: nil) == event(.active))
        #expect(StreamEvents.between(active, latched, plan: nil) == event(.latched))
        #expect(StreamEvents.between(latched, good, plan: nil) == event(.cleared))
    }
}
