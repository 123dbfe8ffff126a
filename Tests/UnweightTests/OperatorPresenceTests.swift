import OperatorAPI
import Synchronization
import Testing
import TreadmillControl

@testable import unweight

@Suite("Saying that the operator is there")
struct OperatorPresenceTests {
    private static let id = "20261123-1"

    private func follower(_ purpose: SessionFollower.Purpose, isOperator: Bool = true) -> SessionFollower {
        SessionFollower(purpose: purpose, isInteractive: true, isOperator: isOperator, units: .metric)
    }

    @Test("a session's own follower says so from the first moment, also while it waits for a stop's answer")
    func attached() {
        var attached = follower(.attached(sessionID: Self.id))
        #expect(attached.handle(.presenceDue) == [.presence(sessionID: Self.id)])
        _ = attached.handle(.stream(.status(ReportSamples.running())))
        _ = attached.handle(.key(.stop))
        _ = attached.handle(.key(.leave))
        #expect(attached.handle(.presenceDue) == [.presence(sessionID: Self.id)])
    }

    @Test("who only looks says nothing; who watches as the operator speaks for the session that is there")
    func watching() {
        var looking = follower(.watching, isOperator: false)
        _ = looking.handle(.stream(.status(ReportSamples.running())))
        #expect(looking.handle(.presenceDue) == [.presence(sessionID: nil)])
        var watching = follower(.watching)
        // The answer comes all the same: a clock that waits for it for ever would never speak again.
        #expect(watching.handle(.presenceDue) == [.presence(sessionID: nil)])
        _ = watching.handle(.stream(.status(ReportSamples.session(.running, id: "another"))))
        #expect(watching.handle(.presenceDue) == [.presence(sessionID: "another")])
        _ = watching.handle(.stream(.status(ReportSamples.idle())))
        #expect(watching.handle(.presenceDue) == [.presence(sessionID: nil)])
    }

    @Test("leaving tells that the session stops without its operator")
    func leaving() {
        var attached = follower(.attached(sessionID: Self.id))
        _ = attached.handle(.stream(.status(ReportSamples.running())))
        guard case .leave(.failed, let word)? = attached.handle(.key(.leave)).first else {
            Issue.record("it does not leave")
            return
        }
        #expect(word?.contains("the session stops") == true)
    }

    @Test("signs of life do not pile up behind one that is not answered", .timeLimit(.minutes(1)))
    func noPile() async {
        let clock = PresenceClock()
        let (dues, source) = AsyncStream.makeStream(of: Int.self)
        let count = Mutex(0)
        let running = Task {
            await clock.run {
                source.yield(
                    count.withLock {
                        $0 += 1; return $0
                    })
            }
        }
        var due = dues.makeAsyncIterator()
        #expect(await due.next() == 1)
        // Settled once, it comes again once; had they piled up, more would have been waiting.
        clock.settle()
        #expect(await due.next() == 2)
        #expect(count.withLock { $0 } == 2)
        running.cancel()
        await running.value
        #expect(count.withLock { $0 } == 2)
    }

    @Test("a daemon that never heard of operators gets the same request as before")
    func oldRequest() throws {
        let request = SessionRequest(planText: "p", planName: "n", massKilograms: 70)
        #expect(!request.needsOperatorLink)
        let old = #"{"plan_text": "p", "plan_name": "n", "mass_kilograms": 70}"#
        #expect(try WireFormat.decode(SessionRequest.self, from: old.utf8) == request)
        let linked = SessionRequest(planText: "p", planName: "n", massKilograms: 70, needsOperatorLink: true)
        #expect(try WireFormat.decode(SessionRequest.self, from: WireFormat.encode(linked)) == linked)
    }
}
