import Foundation
import OperatorAPI
import Testing
import TreadmillControl

/// Keeps table, document and tests together: what one of them says and another does not is an error.
@Suite("docs/hazards.md")
struct HazardDocumentTests {
    private let document: String
    private let sections: [String: String]

    init() throws {
        document = try Repository.text("docs/hazards.md")
        var sections: [String: String] = [:]
        for part in document.components(separatedBy: "\n### ").dropFirst() {
            let body = part.components(separatedBy: "\n## ")[0]
            let name = body.prefix { !$0.isNewline }
            sections[String(name)] = String(body.dropFirst(name.count))
        }
        self.sections = sections
    }

    @Test("Its table is the one in the code, row for row")
    func table() {
        let lines = document.split(whereSeparator: \.isNewline).map(String.init)
        let written = lines.drop { $0 != InterlockRows.header }.dropFirst(2).prefix { $0.hasPrefix("|") }
        #expect(Array(written) == InterlockRows.all, "it should read:\n\(InterlockRows.all.joined(separator: "\n"))")
    }

    @Test("Every interlock has its hazard, mitigation, residual risk and proof, and nothing else has")
    func everyInterlock() {
        #expect(Set(sections.keys) == Set(Interlock.allCases.map { "\($0)" }))
        for (name, text) in sections {
            for label in ["**Hazard.** ", "**Mitigation.** ", "**Residual risk.** ", "**Shown by.** "] {
                let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix(label) }
                #expect((line?.count ?? 0) > label.count + 10, "\(name): \(label)is missing or says nothing")
            }
        }
    }

    @Test("Every test that it names exists")
    func tests() throws {
        let swift = try Repository.swiftText(under: "Tests")
        let scenarios = Set(try Repository.names(in: "hardware-sim/scenarios", suffix: ".yaml"))
        for (name, text) in sections {
            let named = proofs(in: text)
            #expect(!named.isEmpty, "\(name) is shown by nothing")
            for proof in named {
                if proof.hasSuffix(".yaml") {
                    #expect(scenarios.contains(proof), "\(name): there is no scenario \(proof)")
                } else {
                    let parts = proof.split(separator: "/")
                    #expect(swift.contains("struct \(parts[0]) {"), "\(name): there is no suite \(parts[0])")
                    if parts.count == 2 { #expect(swift.contains("func \(parts[1])("), "\(name): no test \(proof)") }
                }
            }
        }
    }

    @Test("Every scenario is named where its interlock is")
    func scenarios() throws {
        for file in try Repository.names(in: "hardware-sim/scenarios", suffix: ".yaml") {
            let text = try Repository.text("hardware-sim/scenarios/\(file)")
            let expected = Interlock.allCases.filter {
                text.contains("interlock: \($0.wireName),") || text.contains("interlock: \($0.wireName)}")
            }
            for interlock in expected {
                let isNamed = proofs(in: sections["\(interlock)"] ?? "").contains(file)
                #expect(isNamed, "\(file) expects \(interlock), whose section does not name it")
            }
            #expect(document.contains("`\(file)`"), "\(file) is named nowhere")
        }
    }

    /// What the line "Shown by" has in backticks.
    private func proofs(in section: String) -> [String] {
        let line = section.split(whereSeparator: \.isNewline).first { $0.hasPrefix("**Shown by.** ") } ?? ""
        return line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}
