import OperatorAPI
import Testing
import TreadmillControl

@Suite("The event stream")
struct ServerSentEventTests {
    private static let stream =
        Array(": hello\n\nevent: status\ndata: {\"a\":\ndata: 1}\n\n".utf8)
        + Array("id: 7\r\nevent:transition\r\ndata:x\r\n\r\ndata: plain\r\r".utf8)
    private static let expected = [
        ServerSentEvent(name: "status", data: "{\"a\":\n1}"),
        ServerSentEvent(name: "transition", data: "x"),
        ServerSentEvent(name: "message", data: "plain"),
    ]

    @Test("reads the same events however the bytes are cut", arguments: [1, 2, 3, 7, 64, 1000])
    func chunks(size: Int) throws {
        var parser = ServerSentEventParser()
        var events: [ServerSentEvent] = []
        var rest = Self.stream[...]
        while !rest.isEmpty {
            events += try parser.feed(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        #expect(events == Self.expected)
    }

    @Test("cut at every single byte it reads the same")
    func everyCut() throws {
        for cut in Self.stream.indices {
            var parser = ServerSentEventParser()
            let events = try parser.feed(Self.stream[..<cut]) + parser.feed(Self.stream[cut...])
            #expect(events == Self.expected, "cut before byte \(cut)")
        }
    }

    @Test("keeps letters whole that span two chunks")
    func splitLetter() throws {
        var parser = ServerSentEventParser()
        let bytes = Array("data: Größe\n\n".utf8)
        let middle = try #require(bytes.firstIndex(of: 0xC3)) + 1
        let events = try parser.feed(bytes[..<middle]) + parser.feed(bytes[middle...])
        #expect(events.map(\.data) == ["Größe"])
    }

    @Test("an event without data and keep-alives are no events")
    func empty() throws {
        var parser = ServerSentEventParser()
        #expect(try parser.feed(StreamEvent.keepAlive).isEmpty)
        #expect(try parser.feed(Array("event: status\n\n".utf8)).isEmpty)
    }

    @Test("a stream that never ends an event is refused before it fills the memory")
    func endless() throws {
        var parser = ServerSentEventParser(limit: 100)
        #expect(throws: ServerSentEventParser.Failure.eventTooLarge(limit: 100)) {
            _ = try parser.feed([UInt8](repeating: UInt8(ascii: "x"), count: 101))
        }
    }

    @Test("keep-alives of a whole day do not add up to a refusal")
    func longQuiet() throws {
        var parser = ServerSentEventParser(limit: 100)
        for _ in 0..<100 { _ = try parser.feed(StreamEvent.keepAlive) }
    }

    @Test("every event survives the wire")
    func roundTrip() throws {
        let run = IntervalReport(ReportSamples.plan.intervals[1], index: 1)
        let events: [StreamEvent] = [
            .status(ReportSamples.running(announcedChangeIn: 3)), .status(ReportSamples.idle()),
            .announcement(Announcement(change: .interval, secondsUntil: 5, interval: run)),
            .announcement(Announcement(change: .planEnd, secondsUntil: 5, interval: nil)),
            .transition(Transition(from: .stopping, to: .finished, finishReason: .completed, elapsed: 90)),
            .interlock(InterlockReport(.beltTracking, state: .latched)),
        ]
        var parser = ServerSentEventParser()
        for event in events {
            let received = try parser.feed(event.encoded())
            #expect(try received.map { try StreamEvent($0) } == [event])
        }
    }

    @Test("events of a later version are passed over")
    func unknownEvent() throws {
        #expect(try StreamEvent(ServerSentEvent(name: "weather", data: "sunny")) == nil)
    }

    @Test("a change is announced only while it can come about: not in a pause")
    func announcements() {
        var outputs = ReportSamples.outputs(state: .running, elapsed: 116)
        outputs.announcedChangeIn = .seconds(4)
        #expect(Announcement(outputs, plan: ReportSamples.plan)?.interval?.name == "Run")
        outputs.position.interval = 1
        #expect(Announcement(outputs, plan: ReportSamples.plan)?.change == .planEnd)
        outputs.state = .countdown(endsAt: .zero)
        outputs.position.interval = 0
        #expect(Announcement(outputs, plan: ReportSamples.plan)?.interval?.name == "Walk")
        #expect(Announcement(outputs, plan: ReportSamples.plan)?.change == .beltStart)
        outputs.state = .paused
        #expect(Announcement(outputs, plan: ReportSamples.plan) == nil)
    }
}
