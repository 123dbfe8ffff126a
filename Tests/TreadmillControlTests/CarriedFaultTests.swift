import ControlTestKit
import Testing
import TreadmillControl

@Suite("A controller that follows one which died")
struct CarriedFaultTests {
    private static let carried = InterlockSet.of([.sessionInterrupted, .fall])

    @Test("It begins as a fault, moves nothing, and asks the belt to stand, whatever the belt does")
    func beginsFaulted() {
        var session = QuietSession(nil, carried: Self.carried)
        session.disturbance = { inputs, _ in inputs.belt?.speedMeasured = .metersPerSecond(2.1) }
        let ticks = session.run(seconds: 5)
        #expect(ticks.allSatisfy { $0.outputs.state == .faulted && $0.outputs.command.isAtRest })
        #expect(ticks.allSatisfy { $0.outputs.reaction == .emergencyStop })
        #expect(ticks.last?.outputs.latchedInterlocks.contains(.sessionInterrupted) == true)
        // A belt that moves without a command adds its own.
        #expect(ticks.last?.outputs.latchedInterlocks.contains(.beltTracking) == true)
        #expect(session.ask(.acknowledge) == .interlockActive)
        #expect(session.ask(.lowerSupport) == .beltNotAtStandstill)
    }

    @Test("It ends with an acknowledgement, once the belt is seen to stand; nothing can be resumed")
    func acknowledged() {
        var session = QuietSession(nil, carried: Self.carried)
        session.run(seconds: 0.2)
        #expect(session.ask(.acknowledge) == .beltNotAtStandstill)
        session.run(seconds: 1)
        for action in [OperatorAction.resume, .pause, .stop] { #expect(session.ask(action) == .notInThisState) }
        #expect(session.ask(.acknowledge) == .accepted)
        #expect(session.last?.outputs.state == .finished(.interlock))
        #expect(session.last?.outputs.latchedInterlocks == InterlockSet.none)
        #expect(session.run(seconds: 3).allSatisfy { $0.outputs.command.isAtRest })
        #expect(session.ask(.resume) == .notInThisState)
    }

    @Test("Whoever was left hanging can be let down before anything is acknowledged")
    func lowering() {
        var session = QuietSession(nil, carried: Self.carried)
        session.run(seconds: 1)
        #expect(session.ask(.lowerSupport) == .accepted)
        #expect(session.run(seconds: 1).contains { $0.outputs.command.hoist.velocity < .zero })
        #expect(session.rules.broken == [])
    }

    @Test("With nothing carried it is idle")
    func nothingCarried() {
        var session = QuietSession(nil)
        #expect(session.step().outputs.state == .idle)
    }
}
