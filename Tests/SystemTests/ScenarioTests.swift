import FaultScenarios
import Foundation
import Testing
import TreadmillControl

/// A scenario of the library on one of the rigs.
struct ScenarioOnRig: Sendable, CustomTestStringConvertible {
    var name: String
    var scenario: FaultScenario
    var rig: ReferenceRig

    var testDescription: String { "\(name) on \(rig.rawValue)" }

    private static let folder = Programs.repository.appendingPathComponent("hardware-sim/scenarios").path

    /// A hand and a brake, for a run of all tests; plugs and cables are pulled in LossTests.
    private static let few: Set = ["e-stop-at-a-run", "hoist-slips"]

    /// UNWEIGHT_SCENARIOS chooses: `all`, or names with commas between them.
    static let chosen: [ScenarioOnRig] = {
        let chosen = ProcessInfo.processInfo.environment["UNWEIGHT_SCENARIOS"]
        let names = chosen.map { Set($0.split(separator: ",").map(String.init)) } ?? few
        return library.filter { chosen == "all" || names.contains($0.name) }
    }()

    /// Every scenario on every rig on whose wires it can be shown.
    static let library: [ScenarioOnRig] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { file in
            // Whether all can be read is told by the library's own tests.
            guard let scenario = try? ScenarioFile.load(path: "\(folder)/\(file)") else { return [ScenarioOnRig]() }
            return ReferenceRig.allCases.filter { scenario.canBeShown(on: $0) }.map {
                ScenarioOnRig(name: String(file.dropLast(5)), scenario: scenario, rig: $0)
            }
        }
    }()
}

extension FaultScenario {
    /// The simulator makes the faults of the rig, the test is the operator; nobody here breaks the daemon's own house.
    fileprivate func canBeShown(on rig: ReferenceRig) -> Bool {
        if faults.contains(where: { $0.fault == .operatorGone }) {
            return faults.allSatisfy { $0.fault == .operatorGone || $0.fault.onRig != nil }
        }
        return rigs.contains(rig.letter)
    }
}

@Suite("The library of scenarios, on real wires", .steadyMachine)
struct ScenarioTests {
    /// What stopped before anything went wrong is played again so often: readings grow old where the kernel is late.
    private static let attempts = 3

    @Test("what is expected comes about", arguments: ScenarioOnRig.chosen)
    func scenario(_ item: ScenarioOnRig) async throws {
        for attempt in 1...Self.attempts {
            let played = try await WiredScenario.play(item.scenario, on: item.rig)
            let verdict = played.verdict
            let disturbance = played.disturbance
            let outcome = disturbance.isEmpty ? verdict.passes ? "passed" : "MISSED" : "disturbed by \(disturbance)"
            print(Self.row(item, played, outcome))
            try keep(played, as: item, ifNot: verdict.passes && disturbance.isEmpty)
            if !disturbance.isEmpty, attempt < Self.attempts { continue }
            #expect(disturbance.isEmpty, "something else stopped the session first")
            for missed in verdict.missed {
                Issue.record("\(missed.fault): expected \(missed.claim), seen: \(missed.seen)")
            }
            #expect(verdict.claims.allSatisfy { $0.outcome == .met })
            return
        }
    }

    @Test("every rig has its share of the library, and every scenario left out has its reason")
    func shares() {
        for rig in ReferenceRig.allCases { #expect(ScenarioOnRig.library.filter { $0.rig == rig }.count >= 36) }
        #expect(!ScenarioOnRig.chosen.isEmpty)
    }

    private static func row(
        _ item: ScenarioOnRig, _ played: PlayedScenario, _ outcome: String
    )
        -> String
    {
        let found = zip(item.scenario.expectations(on: item.rig.letter).flatMap(\.claims), played.verdict.claims)
            .compactMap {
                claim, verdict in
                if case .interlock(let interlock) = claim {
                    "\(ScenarioWords.word(interlock)) \(verdict.seen)"
                } else {
                    nil
                }
            }
        let detection = found.isEmpty ? "-" : found.joined(separator: ", ")
        return "scenario | \(item.name) | \(item.rig.rawValue) | \(Int(played.duration)) s | \(detection) | \(outcome)"
    }

    /// Flight logs of what went wrong, where UNWEIGHT_SCENARIO_LOGS names a folder for them.
    private func keep(_ played: PlayedScenario, as item: ScenarioOnRig, ifNot isFine: Bool) throws {
        guard !isFine, let folder = ProcessInfo.processInfo.environment["UNWEIGHT_SCENARIO_LOGS"] else { return }
        let stamp = UUID().uuidString.prefix(4)
        try FileManager.default.copyItem(
            atPath: played.logFile, toPath: "\(folder)/\(item.name)-\(item.rig.rawValue)-\(stamp).ulg")
    }
}
