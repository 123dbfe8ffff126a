import Synchronization
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Outcomes of requests")
struct RequestOutcomesTests {
    @Test("whoever asked gets the outcome of that request and of no other", .timeLimit(.minutes(1)))
    func resolved() async {
        let outcomes = RequestOutcomes()
        let sent = SentRequests()
        async let first = outcomes.outcome(patience: .seconds(30)) { id in
            sent.append(id)
            return true
        }
        #expect(await eventually { sent.ids.count == 1 })
        async let second = outcomes.outcome(patience: .seconds(30)) { id in
            sent.append(id)
            return true
        }
        #expect(await eventually { sent.ids.count == 2 })
        let ids = sent.ids
        #expect(ids[0] != ids[1])
        outcomes.resolve(RequestResult(id: ids[1], outcome: .beyondLimit))
        outcomes.resolve(RequestResult(id: ids[0], outcome: .accepted))
        #expect(await first == .accepted)
        #expect(await second == .beyondLimit)
        #expect(outcomes.waitingCount == 0)
        #expect(outcomes.sequence == ids[1])
    }

    @Test("an outcome may come while the request is still being sent", .timeLimit(.minutes(1)))
    func resolvedWhileSending() async {
        let outcomes = RequestOutcomes()
        let outcome = await outcomes.outcome(patience: .seconds(30)) { id in
            outcomes.resolve(RequestResult(id: id, outcome: .accepted))
            return true
        }
        #expect(outcome == .accepted)
    }

    @Test(
        "a loop that does not answer keeps nobody waiting, and its late answer harms nothing", .timeLimit(.minutes(1)))
    func timedOut() async {
        let outcomes = RequestOutcomes()
        let sent = SentRequests()
        let outcome = await outcomes.outcome(patience: .milliseconds(5)) { id in
            sent.append(id)
            return true
        }
        #expect(outcome == nil)
        #expect(outcomes.waitingCount == 0)
        for id in sent.ids { outcomes.resolve(RequestResult(id: id, outcome: .accepted)) }
        #expect(outcomes.waitingCount == 0)
    }

    @Test("a request that cannot be sent is answered at once", .timeLimit(.minutes(1)))
    func refused() async {
        let outcomes = RequestOutcomes()
        #expect(await outcomes.outcome(patience: .seconds(3600)) { _ in false } == nil)
        #expect(outcomes.waitingCount == 0)
    }

    @Test("no wait is left behind, however short its patience", .timeLimit(.minutes(1)))
    func noLeak() async {
        let outcomes = RequestOutcomes()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 {
                group.addTask { _ = await outcomes.outcome(patience: .zero) { _ in true } }
            }
        }
        #expect(outcomes.waitingCount == 0)
    }
}

/// The numbers of the requests that were sent, in order.
private final class SentRequests: Sendable {
    private let sent = Mutex<[UInt32]>([])

    var ids: [UInt32] { sent.withLock { $0 } }

    func append(_ id: UInt32) { sent.withLock { $0.append(id) } }
}
