import Foundation
import OperatorAPI
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("What the next daemon must know")
struct SurvivingStateTests {
    private static let noon = Date(timeIntervalSince1970: 1_800_000_000)

    private static let open = OpenSession(
        id: "20261123T120000-1", logFile: "/var/log/x.ulg", startedAt: noon, bootID: "boot 1")

    private func followed(
        _ state: SurvivingState = SurvivingState(session: open), isOwn: Bool = true, at date: Date = noon,
        _ change: (inout ControlOutputs) -> Void
    ) -> SurvivingState {
        var ticks = HandmadeTicks(session: 1)
        let record = ticks.next(change)
        var state = state
        state.follow(record.inputs, record.outputs, isOwn: isOwn, at: date)
        return state
    }

    @Test("a session is open from its start to its end, with the phase it is in")
    func phases() {
        let under: [SessionState] = [
            .checking(since: .zero), .armed(since: .zero), .countdown(endsAt: .zero), .running, .paused,
            .stopping(.finished(.completed), deadline: .zero), .faulted, .proving(since: .zero),
        ]
        for state in under { #expect(followed { $0.state = state }.session?.phase == state.phase) }
        for state in [SessionState.finished(.completed), .finished(.interlock), .idle] {
            #expect(followed { $0.state = state }.session == nil)
        }
    }

    @Test("the belt may move in every phase before it is confirmed standing, and from the checks on")
    func mayMove() {
        func mayMove(_ state: SessionState, standing: Bool) -> Bool? {
            followed {
                $0.state = state
                $0.estimates.standstillConfirmed = standing
            }.session?.beltMayMove
        }
        for state in [SessionState.paused, .faulted] {
            #expect(mayMove(state, standing: true) == false)
            #expect(mayMove(state, standing: false) == true)
        }
        for state in [
            SessionState.checking(since: .zero), .armed(since: .zero), .countdown(endsAt: .zero), .running,
            .stopping(.paused, deadline: .zero), .proving(since: .zero),
        ] {
            #expect(mayMove(state, standing: true) == true)
        }
    }

    @Test("faults that wait for a person are kept while they wait, and not those of checks that failed")
    func latched() {
        let faulted = followed {
            $0.state = .faulted
            $0.latchedInterlocks = InterlockSet([.fall, .beltTracking])
        }
        #expect(faulted.latched == [.beltTracking, .fall])
        let failed = followed(faulted) {
            $0.state = .finished(.checksFailed)
            $0.latchedInterlocks = InterlockSet([.deviceNotReady])
        }
        #expect(failed == SurvivingState(lastMotion: faulted.lastMotion))
    }

    @Test("a belt that moves is noted once a second, also when the clock was set back")
    func lastMotion() {
        func moved(_ state: SurvivingState, _ seconds: Double) -> Date? {
            var ticks = HandmadeTicks(session: 1)
            var record = ticks.next { $0.state = .running }
            record.inputs.belt?.speedMeasured = .metersPerSecond(0.5)
            var state = state
            state.follow(record.inputs, record.outputs, isOwn: true, at: Self.noon + seconds)
            return state.lastMotion
        }
        #expect(followed { $0.state = .running }.lastMotion == nil)
        #expect(moved(SurvivingState(), 0.7) == Self.noon)
        #expect(moved(SurvivingState(lastMotion: Self.noon), 0.9) == Self.noon)
        #expect(moved(SurvivingState(lastMotion: Self.noon), 1.2) == Self.noon + 1)
        #expect(moved(SurvivingState(lastMotion: Self.noon), -3600) == Self.noon - 3600)
    }

    @Test("a session that another daemon left behind keeps the phase in which it was left")
    func inherited() {
        var running = SurvivingState(session: Self.open)
        running.session?.phase = .running
        let waiting = followed(running, isOwn: false) {
            $0.state = .faulted
            $0.latchedInterlocks = InterlockSet([.sessionInterrupted])
            $0.estimates.standstillConfirmed = true
        }
        #expect(waiting.session == running.session)
        #expect(waiting.latched == [.sessionInterrupted])
        #expect(followed(waiting, isOwn: false) { $0.state = .finished(.interlock) }.session == nil)
    }

    // MARK: The next daemon

    @Test("after an orderly end nothing is carried over")
    func orderly() {
        for stored in [StoredValue.absent, .intact(.atRest), .intact(SurvivingState(lastMotion: Self.noon))] {
            let aftermath = Aftermath(stored, bootID: "boot 1")
            #expect(aftermath.carried.isEmpty)
            #expect(aftermath.interruption == nil)
        }
    }

    @Test("a session that had not ended is a fault, with what is known of it, and whether the computer was restarted")
    func interrupted() throws {
        var state = SurvivingState(latched: [.fall], session: Self.open, lastMotion: Self.noon)
        state.session?.phase = .running
        let same = Aftermath(.intact(state), bootID: "boot 1")
        #expect(same.carried == InterlockSet([.fall, .sessionInterrupted]))
        #expect(same.state == state)
        let report = try #require(same.interruption)
        #expect(report.cause == .daemonEnded)
        #expect(report.sessionID == Self.open.id)
        #expect(report.beltMayHaveMoved)
        #expect(report.explanation.contains(Self.open.id))
        #expect(report.explanation.contains("2027-01-15T08:00:00Z"))
        #expect(report.explanation.contains("not seen standing"))
        #expect(report.remedy.contains("emergency stop"))
        let standing = report.seeing(beltStands: true)
        #expect(standing.explanation.contains("seen standing now"))
        #expect(standing.remedy.contains("unweight acknowledge"))
        #expect(Aftermath(.intact(state), bootID: "boot 2").interruption?.cause == .computerRestarted)
    }

    @Test("a damaged record is a fault too, with the faults that are still readable")
    func damaged() {
        let lost = Aftermath(.damaged(reason: "state.0 is damaged"), bootID: "boot 1")
        #expect(lost.carried == InterlockSet([.sessionInterrupted]))
        #expect(lost.interruption?.beltMayHaveMoved == true)
        #expect(lost.interruption?.explanation.contains("state.0 is damaged") == true)
        let half = Aftermath(
            .partlyDamaged(SurvivingState(latched: [.hoistFault]), reason: "state.1 is damaged"), bootID: "boot 1")
        #expect(half.carried == InterlockSet([.hoistFault, .sessionInterrupted]))
        // The fault of a damaged record, written down by the daemon that found it.
        let again = Aftermath(.intact(SurvivingState(latched: [.sessionInterrupted])), bootID: "boot 1")
        #expect(again.carried == InterlockSet([.sessionInterrupted]))
        #expect(again.interruption?.cause == .recordDamaged)
    }
}

extension InterlockSet {
    init(_ interlocks: [Interlock]) {
        self = .none
        for interlock in interlocks { insert(interlock) }
    }
}
