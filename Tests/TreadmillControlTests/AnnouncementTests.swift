import ControlTestKit
import Testing
import TreadmillControl

@Suite("Announcing what the plan will do")
struct AnnouncementTests {
    /// Walk, faster walk, more weight on the legs, slower: two rises and a fall.
    static let setup = SessionSetup.of([
        ("Easy", .walk, 12, 1.0, 80), ("Brisk", .walk, 14, 1.4, 80), ("Heavier", .walk, 12, 1.4, 85),
        ("Slow", .walk, 12, 0.9, 85),
    ])

    /// From the first tick of the announcement to the change itself, s, for each change of interval.
    private static func announcements(_ ticks: [QuietSession.Tick]) -> [Double] {
        var result: [Double] = []
        var since: MonotonicInstant?
        for (before, now) in zip(ticks, ticks.dropFirst()) {
            if before.outputs.announcedChangeIn == nil { since = nil }
            if before.outputs.announcedChangeIn != nil, since == nil { since = before.time }
            if now.outputs.position.interval > before.outputs.position.interval {
                result.append(since.map { (now.time - $0).seconds } ?? 0)
                since = nil
            }
        }
        return result
    }

    @Test("Every change is announced five seconds ahead, and the announcement counts down to it")
    func announced() throws {
        var session = QuietSession(Self.setup)
        try session.run(to: .running)
        let ticks = try session.run(to: .stopping)
        let announcements = Self.announcements(ticks)
        #expect(announcements.count == 3)
        #expect(announcements.allSatisfy { $0 >= 5 && $0 <= 5.02 }, "\(announcements)")
        for (before, now) in zip(ticks, ticks.dropFirst()) {
            guard let was = before.outputs.announcedChangeIn, let isNow = now.outputs.announcedChangeIn else {
                continue
            }
            #expect((was - isNow) == .milliseconds(10))
        }
        #expect(session.rules.broken == [])
    }

    @Test("After a pause just before a rise, it is announced for its full time again, and says the true time left")
    func pauseNearBoundary() throws {
        var session = QuietSession(Self.setup)
        try session.run(atMost: 60) { $0.position.elapsedInInterval > .seconds(11) }
        #expect(session.last?.outputs.announcedChangeIn != nil)
        session.step(.pause)
        #expect(session.last?.outputs.announcedChangeIn == nil)
        try session.run(to: .paused)
        session.step(.resume)
        try session.run(to: .running)
        var before = try #require(session.last)
        var announced: [TimeSpan] = []
        while before.outputs.position.interval == 0 {
            before = try #require(session.last)
            let now = session.step()
            if let left = now.outputs.announcedChangeIn, now.outputs.position.interval == 0 { announced.append(left) }
        }
        #expect(announced.first == .seconds(5))
        #expect(zip(announced, announced.dropFirst()).allSatisfy { $0 - $1 == .milliseconds(10) })
        #expect(announced.last == .milliseconds(10))
        try session.run(to: .finished)
        #expect(session.rules.broken == [])
    }

    @Test("An announcement broken off by a hold starts again from the full time")
    func holdNearBoundary() throws {
        var session = QuietSession(Self.setup)
        try session.run(atMost: 60) { $0.position.elapsedInInterval > .seconds(9) }
        session.bringAbout(.commandUnconfirmed)
        session.run(seconds: 1)
        session.disturbance = nil
        let ticks = try session.run(atMost: 20) { $0.position.interval == 1 }
        #expect(Double(ticks.count) * 0.01 >= 5)
        #expect(session.rules.broken == [])
    }

    @Test("Plan time does not run on while a rise waits for its announcement")
    func frozenWhileWaiting() throws {
        var session = QuietSession(.of([("Short", .walk, 2, 1.0, 80), ("Next", .walk, 10, 1.2, 80)]))
        try session.run(atMost: 60) { $0.position.elapsed == .seconds(2) }
        let waiting = try session.run(atMost: 10) { $0.position.interval == 1 }
        #expect(Double(waiting.count) * 0.01 > 2.9)
        #expect(waiting.dropLast().allSatisfy { $0.outputs.position.elapsed == .seconds(2) })
        try session.run(to: .finished)
        #expect(session.last?.outputs.position.elapsed == .seconds(12))
        #expect(session.rules.broken == [])
    }
}
