import OperatorAPI
import Testing
import TreadmillControl

@Suite("What the machine says to the person at it")
struct OperatorTextTests {
    @Test("every interlock has a title and a cause of its own, and a remedy")
    func interlocks() {
        #expect(Set(Interlock.allCases.map(\.title)).count == Interlock.allCases.count)
        #expect(Set(Interlock.allCases.map(\.cause)).count == Interlock.allCases.count)
        for interlock in Interlock.allCases {
            #expect(interlock.remedy.hasSuffix("."), "\(interlock.wireName)")
            #expect(!interlock.cause.isEmpty)
        }
    }

    @Test("a remedy promises a resume only where the session may be resumed", arguments: Interlock.allCases)
    func remedies(interlock: Interlock) {
        switch interlock.clearCondition {
        case .onAcknowledge: #expect(interlock.remedy.contains("then acknowledge and resume"))
        case .onRearm:
            #expect(interlock.remedy.contains("start a new session"))
            #expect(!interlock.remedy.contains("resume"))
        case .whenCleared: #expect(interlock.remedy.contains("clears"))
        }
    }

    @Test("phases, reasons and outcomes are told apart")
    func distinct() {
        #expect(Set(SessionPhase.allCases.map(\.title)).count == SessionPhase.allCases.count)
        #expect(Set(SessionPhase.allCases.map(\.explanation)).count == SessionPhase.allCases.count)
        #expect(Set(FinishReason.allCases.map(\.explanation)).count == FinishReason.allCases.count)
        #expect(Set(RequestOutcome.allCases.map(\.explanation)).count == RequestOutcome.allCases.count)
    }
}
