import OperatorAPI
import Testing

@testable import unweight

@Suite("The doctor on the terminal")
struct ProofLinesTests {
    private func report(failing: ProofCheck? = nil, cutShort: String? = nil) -> ProofReport {
        ProofReport(
            startedAt: "2026-11-23T14:00:00Z", duration: 14.2, rig: "A\u{1B}[2J", softwareVersion: "0.1.0",
            configurationFingerprint: "0011223344556677", bootID: "b",
            items: ProofCheck.allCases.map {
                ProofItem($0, $0 == failing ? .fail : .pass, "12 ms", remedy: $0 == failing ? "Mend the belt." : nil)
            }, cutShort: cutShort)
    }

    private func text(_ lines: [StyledLine], colour: Bool = false) -> String {
        lines.map { $0.text(colour: colour) }.joined(separator: "\n")
    }

    @Test("an item that failed is red and carries its remedy; without colours it still says FAIL")
    func failedItem() {
        let item = ProofItem(.beltWatchdog, .fail, "still moved", remedy: "DO NOT USE THE MACHINE")
        #expect(text(ProofLines.lines(item)) == "FAIL  belt watchdog: still moved\n      DO NOT USE THE MACHINE")
        #expect(text(ProofLines.lines(item), colour: true).hasPrefix("\u{1B}[1;31mFAIL"))
    }

    @Test("a run that failed, or was cut short, never reads as passed")
    func summaries() {
        #expect(text(ProofLines.summary(report())) == "PASSED in 14 s")
        #expect(text(ProofLines.summary(report(failing: .disk))) == "NOT PASSED: 1 of 11 failed, 14 s")
        let short = text(ProofLines.summary(report(cutShort: "an operator stopped it")))
        #expect(short.contains("NOT PASSED"))
        #expect(short.contains("an operator stopped it"))
    }

    @Test("what the last proof is worth stands in one line, and nothing in it moves the cursor")
    func standing() {
        let valid = ProofStanding(validity: .valid, age: 3 * 3600, lifetime: 86_400, required: true)
        #expect(
            ProofLines.standing(valid).text(colour: false)
                == "proof: valid, 3.0 h old, holds for 24.0 h; sessions need it")
        let expired = ProofStanding(validity: .expired, age: 90_000, lifetime: 86_400, required: true)
        #expect(ProofLines.standing(expired).text(colour: true).contains("\u{1B}[1;31mtoo old"))
        let missing = ProofStanding(validity: .missing, age: nil, lifetime: 86_400, required: false)
        #expect(ProofLines.standing(missing).text(colour: false) == "proof: none yet, holds for 24.0 h")
        #expect(!text(ProofLines.lines(ProofAnswer(standing: valid, report: report()))).contains("\u{1B}"))
    }

    @Test("events and reports come over the wire as they were")
    func wire() throws {
        let item = ProofItem(.loadCell, .fail, "noise 0.00 N", remedy: "Check the cell.")
        let events: [ProofEvent] = [.begun(.hoistWatchdog), .item(item), .report(report(cutShort: "x"))]
        var parser = ServerSentEventParser()
        let bytes = try events.flatMap { try $0.encoded() + StreamEvent.keepAlive }
        let read = try parser.feed(bytes).compactMap { try ProofEvent($0) }
        #expect(read == events)
        let answer = ProofAnswer(
            standing: ProofStanding(validity: .clockWentBack, age: nil, lifetime: 1, required: false), report: report())
        #expect(try WireFormat.decode(ProofAnswer.self, from: WireFormat.encode(answer)) == answer)
    }

    @Test("nobody is examined unless somebody says that the machine is empty")
    func confirmation() {
        #expect(throws: Problem.self) { try ProofRequest(machineIsEmpty: false).confirm() }
        #expect(throws: Never.self) { try ProofRequest(machineIsEmpty: true).confirm() }
        #expect(throws: Problem.self) { try WireFormat.decode(ProofRequest.self, from: Array("{}".utf8)) }
    }
}
