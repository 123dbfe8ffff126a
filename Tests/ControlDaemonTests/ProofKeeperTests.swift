import FlightLog
import Foundation
import OperatorAPI
import RigConfiguration
import Testing

@testable import ControlDaemon

@Suite("What a proof is worth")
struct ProofKeeperTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func report(
        age: TimeInterval = 0, fingerprint: String = "a", version: String = SoftwareVersion.text,
        failing: ProofCheck? = nil, cutShort: String? = nil
    ) -> ProofReport {
        ProofReport(
            startedAt: now.addingTimeInterval(-age).ISO8601Format(), duration: 14, rig: "A", softwareVersion: version,
            configurationFingerprint: fingerprint, bootID: "b",
            items: ProofCheck.allCases.map { check in
                ProofItem(check, check == failing ? .fail : .pass, "found", remedy: check == failing ? "mend" : nil)
            }, cutShort: cutShort)
    }

    private func keeper(in folder: String, fingerprint: String = "a", required: Bool = true) -> ProofKeeper {
        ProofKeeper(
            folder: DirectoryOnDisk(path: folder),
            basis: ProofKeeper.Basis(configurationFingerprint: fingerprint, lifetime: 24 * 3600, required: required),
            logger: UnweightDaemon.logger(.critical, environment: [:]))
    }

    @Test("no session without a proof where one is asked for, and none is asked for elsewhere")
    func missing() async throws {
        try await withFolder { folder in
            #expect(keeper(in: folder).isMissing(at: now))
            #expect(!keeper(in: folder, required: false).isMissing(at: now))
            #expect(keeper(in: folder).standing(at: now).explanation.contains("`unweight doctor`"))
        }
    }

    @Test("a proof holds for its lifetime, over a restart of the daemon, and not longer")
    func lifetime() async throws {
        try await withFolder { folder in
            keeper(in: folder).keep(report(age: 23.9 * 3600))
            let restarted = keeper(in: folder)
            #expect(!restarted.isMissing(at: now))
            #expect(restarted.standing(at: now).age.map { abs($0 - 23.9 * 3600) < 2 } == true)
            #expect(restarted.standing(at: now.addingTimeInterval(600)).validity == .expired)
            #expect(restarted.isMissing(at: now.addingTimeInterval(600)))
        }
    }

    @Test("another rig, other limits or other software need a new proof; so does a clock that went back")
    func changes() async throws {
        try await withFolder { folder in
            let keeper = keeper(in: folder)
            let cases: [(ProofReport, ProofStanding.Validity)] = [
                (report(), .valid), (report(fingerprint: "other"), .configurationChanged),
                (report(version: "0.0.1"), .softwareChanged), (report(age: -3600), .clockWentBack),
                (report(failing: .beltWatchdog), .machineFailed), (report(failing: .loopLateness), .failed),
                (report(cutShort: "stopped"), .failed),
                (report(failing: .hoistWatchdog, cutShort: "stopped"), .machineFailed),
            ]
            for (report, validity) in cases {
                keeper.keep(report)
                #expect(keeper.standing(at: now).validity == validity)
                #expect(keeper.isMissing(at: now) == (validity != .valid))
            }
        }
    }

    @Test(
        "a machine that was found at fault starts no session, though no proof is asked for; a computer that was does",
        arguments: ProofCheck.allCases)
    func atFault(check: ProofCheck) async throws {
        let station: Set<ProofCheck> = [
            .configuration, .disk, .clock, .realTimePriority, .loopLateness, .busRoundTrips,
        ]
        try await withFolder { folder in
            let keeper = keeper(in: folder, required: false)
            keeper.keep(report(failing: check))
            #expect(keeper.isMissing(at: now) == !station.contains(check))
            keeper.keep(report())
            #expect(!keeper.isMissing(at: now))
        }
    }

    @Test("a report that lacks a check has not passed")
    func incomplete() {
        var items = report().items
        items.removeLast()
        let short = ProofReport(
            startedAt: "", duration: 1, rig: "", softwareVersion: "", configurationFingerprint: "", bootID: "",
            items: items, cutShort: nil)
        #expect(!short.passed)
    }

    @Test("a record that is damaged counts as none")
    func damaged() async throws {
        try await withFolder { folder in
            keeper(in: folder).keep(report())
            for name in ["proof.0", "proof.1"] {
                let path = folder + "/" + name
                guard FileManager.default.fileExists(atPath: path) else { continue }
                var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                bytes[bytes.count / 2] ^= 1
                try bytes.write(to: URL(fileURLWithPath: path))
            }
            #expect(keeper(in: folder).standing(at: now).validity == .missing)
        }
    }

    @Test("one changed character of rig or limits, or another loop rate, is another configuration")
    func fingerprint() async throws {
        try await withFolder { folder in
            let settings = try DaemonSettings.shipped(in: folder)
            let own = ConfigurationFingerprint.of(settings)
            var other = settings
            other.loopRate = 50
            #expect(ConfigurationFingerprint.of(other) != own)
            for index in 1..<settings.sources.count {
                var other = settings
                other.sources[index].text += " "
                #expect(ConfigurationFingerprint.of(other) != own)
            }
            #expect(ConfigurationFingerprint.of(["ab", "c"]) != ConfigurationFingerprint.of(["a", "bc"]))
            #expect(ConfigurationFingerprint.of(settings) == own)
        }
    }
}
