import OperatorAPI
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Listeners of the event stream")
struct EventListenersTests {
    private func event(_ number: Int) -> StreamEvent {
        .transition(Transition(from: .idle, to: .checking, finishReason: nil, elapsed: Double(number)))
    }

    @Test("a listener that does not read keeps the newest events and no more", .timeLimit(.minutes(1)))
    func bounded() async throws {
        let listeners = EventListeners()
        let stream = try listeners.subscribe()
        let count = EventListeners.mostPending + 100
        for number in 0..<count { listeners.send(event(number)) }
        listeners.finish()
        var kept: [StreamEvent] = []
        for await event in stream { kept.append(event) }
        #expect(kept == (100..<count).map(event))
    }

    @Test("a slow listener takes nothing from another", .timeLimit(.minutes(1)))
    func independent() async throws {
        let listeners = EventListeners()
        let slow = try listeners.subscribe()
        let quick = try listeners.subscribe()
        var reader = quick.makeAsyncIterator()
        for number in 0..<500 {
            listeners.send(event(number))
            #expect(await reader.next() == event(number))
        }
        withExtendedLifetime(slow) {}
    }

    @Test("too many listeners are refused with a reason; a place becomes free when one goes")
    func tooMany() async throws {
        let listeners = EventListeners()
        var streams: [AsyncStream<StreamEvent>] = []
        for _ in 0..<EventListeners.mostListeners { streams.append(try listeners.subscribe()) }
        let problem = #expect(throws: Problem.self) { _ = try listeners.subscribe() }
        #expect(problem?.status == 503)
        #expect(problem?.detail.contains("64 listeners") == true)
        streams.removeLast()
        streams.append(try listeners.subscribe())
        #expect(throws: Problem.self) { _ = try listeners.subscribe() }
        streams.removeAll()
        #expect(listeners.isEmpty)
    }

    @Test("a listener whose connection breaks off is forgotten")
    func termination() async throws {
        let listeners = EventListeners()
        let stream = try listeners.subscribe()
        #expect(!listeners.isEmpty)
        let reader = Task { for await _ in stream {} }
        reader.cancel()
        await reader.value
        #expect(listeners.isEmpty)
    }

    @Test(
        "a daemon that ends lets every listener go and takes no new one: none can hold it up", .timeLimit(.minutes(1)))
    func finished() async throws {
        let listeners = EventListeners()
        let stream = try listeners.subscribe()
        listeners.finish()
        for await _ in stream { Issue.record("nothing was sent") }
        #expect(throws: Problem.self) { _ = try listeners.subscribe() }
        #expect(listeners.isEmpty)
    }
}
