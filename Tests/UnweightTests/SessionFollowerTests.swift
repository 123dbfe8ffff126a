import OperatorAPI
import Testing
import TreadmillControl

@testable import unweight

@Suite("Following a session")
struct SessionFollowerTests {
    private static let id = "20261123-1"

    private func attached(isInteractive: Bool = true) -> SessionFollower {
        SessionFollower(purpose: .attached(sessionID: Self.id), isInteractive: isInteractive, units: .metric)
    }

    private func leaves(_ effects: [FollowEffect]) -> [ProgramExit] {
        effects.compactMap { if case .leave(let exit, _) = $0 { exit } else { nil } }
    }

    private func calls(_ effects: [FollowEffect]) -> [APIRoute] {
        effects.compactMap { if case .call(let route) = $0 { route } else { nil } }
    }

    private let accepted = Result<RequestReply, Problem>.success(RequestReply(outcome: .accepted))

    @Test("ends well only when the plan ran to its end", arguments: FinishReason.allCases)
    func exits(reason: FinishReason) {
        var follower = attached()
        _ = follower.handle(.stream(.status(ReportSamples.running())))
        let effects = follower.handle(.stream(.status(ReportSamples.session(.finished(reason)))))
        #expect(leaves(effects) == [reason == .completed ? .ok : .failed])
    }

    @Test("Ctrl-C stops the session and waits for standstill; a second one leaves")
    func interrupt() {
        var follower = attached()
        _ = follower.handle(.stream(.status(ReportSamples.running())))
        let first = follower.handle(.interrupt)
        #expect(calls(first) == [.stop])
        #expect(leaves(first).isEmpty)
        #expect(leaves(follower.handle(.answered(.stop, accepted))).isEmpty)
        let second = follower.handle(.interrupt)
        #expect(calls(second).isEmpty)
        #expect(leaves(second) == [.failed])
    }

    @Test("a second Ctrl-C does not overtake the stop that the first one asked for")
    func stopArrives() {
        var follower = attached()
        _ = follower.handle(.stream(.status(ReportSamples.running())))
        #expect(calls(follower.handle(.interrupt)) == [.stop])
        #expect(leaves(follower.handle(.interrupt)).isEmpty)
        #expect(leaves(follower.handle(.answered(.stop, accepted))) == [.failed])
    }

    @Test("q right after s leaves only once the stop is answered, and a refusal is still told")
    func leaveAfterStop() {
        var follower = attached()
        _ = follower.handle(.stream(.status(ReportSamples.running())))
        #expect(calls(follower.handle(.key(.stop))) == [.stop])
        #expect(leaves(follower.handle(.key(.leave))).isEmpty)
        let answer = follower.handle(.answered(.stop, .success(RequestReply(outcome: .notInThisState))))
        #expect(answer.first == .line("stop refused: \(RequestOutcome.notInThisState.explanation)"))
        #expect(leaves(answer) == [.failed])
    }

    @Test("a third Ctrl-C leaves a daemon that does not answer")
    func noAnswer() {
        var follower = attached()
        _ = follower.handle(.stream(.status(ReportSamples.running())))
        for _ in 0..<2 { #expect(leaves(follower.handle(.interrupt)).isEmpty) }
        #expect(leaves(follower.handle(.interrupt)) == [.failed])
    }

    @Test("a vanished terminal stops the session that was started on it")
    func terminate() {
        var follower = attached()
        _ = follower.handle(.stream(.status(ReportSamples.running())))
        #expect(calls(follower.handle(.terminate)) == [.stop])
        #expect(follower.handle(.terminate).isEmpty)
    }

    @Test("leaving a watch changes nothing on the machine")
    func watching() {
        for event in [FollowEvent.interrupt, .terminate, .key(.leave)] {
            var follower = SessionFollower(purpose: .watching, isInteractive: true, units: .metric)
            _ = follower.handle(.stream(.status(ReportSamples.running())))
            let effects = follower.handle(event)
            #expect(calls(effects).isEmpty)
            #expect(leaves(effects) == [.ok])
        }
    }

    @Test("what the machine did before the start is not taken for this session's end")
    func earlierSession() {
        var follower = attached()
        let earlier = ReportSamples.session(.finished(.completed), uptime: 50, id: "20261122-9")
        #expect(follower.handle(.stream(.status(earlier))).isEmpty)
        let finished = Transition(from: .running, to: .finished, finishReason: .completed, elapsed: 90)
        #expect(follower.handle(.stream(.transition(finished))).isEmpty)
        #expect(leaves(follower.handle(.stream(.status(ReportSamples.running(uptime: 51))))).isEmpty)
    }

    @Test("a daemon that never takes the session over is given up")
    func neverTakenOver() {
        var follower = attached()
        #expect(follower.handle(.stream(.status(ReportSamples.idle(uptime: 50)))).isEmpty)
        #expect(leaves(follower.handle(.stream(.status(ReportSamples.idle(uptime: 56))))) == [.failed])
    }

    @Test("a daemon that restarted and lost the session is a failure")
    func lostSession() {
        var follower = attached()
        _ = follower.handle(.stream(.status(ReportSamples.running())))
        #expect(leaves(follower.handle(.stream(.status(ReportSamples.idle(uptime: 1))))) == [.failed])
    }

    @Test("a daemon that is gone has an exit code of its own")
    func daemonGone() {
        var follower = attached()
        let problem = Problem(status: 0, title: "gone", detail: "no socket", remedy: "start it")
        #expect(follower.handle(.connectionLost("x")).contains(.draw))
        #expect(leaves(follower.handle(.connectionGivenUp(problem))) == [.unreachable])
    }

    @Test("a fault keeps a person at the panel and ends a script")
    func fault() {
        let report = ReportSamples.session(.faulted, latched: [.beltTracking])
        var person = attached()
        #expect(leaves(person.handle(.stream(.status(report)))).isEmpty)
        var script = attached(isInteractive: false)
        #expect(leaves(script.handle(.stream(.status(report)))) == [.failed])
    }

    @Test("keys ask for what they say; no key both pauses and resumes")
    func keys() {
        #expect(PanelKey.keys(in: Array(" prsqx7".utf8)) == [.pause, .pause, .resume, .stop, .leave])
        var follower = attached()
        #expect(calls(follower.handle(.key(.pause))) == [.pause])
        #expect(calls(follower.handle(.key(.resume))) == [.resume])
        #expect(calls(follower.handle(.key(.stop))) == [.stop])
    }

    @Test("arrow and function keys mean nothing, whatever letters they send")
    func escapeSequences() {
        #expect(PanelKey.keys(in: Array("\u{1B}[15~".utf8)).isEmpty)
        #expect(PanelKey.keys(in: Array("\u{1B}Os".utf8)).isEmpty)
    }

    @Test("one Ctrl-C passed on twice counts once; a later one counts")
    func repeatedSignal() {
        let filter = RepeatFilter()
        let start = ContinuousClock.now
        #expect(filter.isNew(at: start))
        #expect(!filter.isNew(at: start + .milliseconds(20)))
        #expect(filter.isNew(at: start + .seconds(1)))
    }
}
