import FaultScenarios
import Foundation
import Replay
import Testing
import TreadmillControl

/// The scenarios of the tree.
enum Library {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../../hardware-sim/scenarios").standardized.path

    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()

    static func scenario(_ name: String) throws -> FaultScenario { try ScenarioFile.load(path: "\(folder)/\(name)") }

    /// Those that can be read; whether all can is told by their own tests.
    static let scenarios = names.compactMap { try? scenario($0) }
}

@Suite("The library of scenarios, in virtual time")
struct LibraryTests {
    @Test("what is expected comes about", arguments: Library.names)
    func scenario(name: String) throws {
        let verdict = ScenarioRun(try Library.scenario(name), seed: 1).run()
        for missed in verdict.missed {
            Issue.record("\(missed.fault): expected \(missed.claim), seen: \(missed.seen)")
        }
        #expect(verdict.passes)
        #expect(verdict.claims.allSatisfy { $0.outcome == .met })
    }

    @Test("the library is where it should be, and no title stands twice")
    func titles() {
        #expect(Library.names.count >= 36)
        #expect(Library.scenarios.count == Library.names.count)
        #expect(Set(Library.scenarios.map(\.title)).count == Library.names.count)
    }

    /// Interlocks that no fault of a device, a line, the runner or the house can cause.
    private static let notByFaults: Set<Interlock> = [.configurationRefused, .sessionInterrupted]

    @Test("every interlock that a fault can cause is expected somewhere", arguments: Interlock.allCases)
    func coverage(interlock: Interlock) {
        let expected = Library.scenarios.contains { scenario in
            scenario.expectations.contains { $0.claims.contains(.interlock(interlock)) }
        }
        #expect(expected != Self.notByFaults.contains(interlock), "\(interlock)")
    }
}
