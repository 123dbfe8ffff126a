import Foundation
import Logging
import OperatorAPI
import RigConfiguration
import Synchronization

/// Keeps the last proof on the disk, and knows what it is worth now.
final class ProofKeeper: ProofState {
    /// What a proof must match to hold.
    struct Basis: Sendable {
        var configurationFingerprint: String
        var softwareVersion = SoftwareVersion.text
        /// s
        var lifetime: TimeInterval
        /// Whether no session starts without one.
        var required: Bool
    }

    private struct State: Sendable {
        var store: DurableStore<ProofReport>
        var report: ProofReport?
    }

    private let basis: Basis
    private let state: Mutex<State>
    private let logger: Logger

    /// Reads what was kept. What cannot be read is no proof.
    init(folder: any DurableFolder, basis: Basis, logger: Logger) {
        var store = DurableStore<ProofReport>(folder: folder, name: "proof")
        var report: ProofReport?
        switch store.read() {
        case .absent: break
        case .intact(let found): report = found
        case .partlyDamaged(let found, let reason):
            logger.warning("the record of the last proof: \(reason)")
            report = found
        case .damaged(let reason): logger.warning("the record of the last proof: \(reason); it counts as none")
        }
        self.basis = basis
        self.logger = logger
        state = Mutex(State(store: store, report: report))
    }

    /// The last proof, `nil` before the first.
    var report: ProofReport? { state.withLock { $0.report } }

    /// Takes over a new proof. One that cannot be brought to the disk counts until the daemon ends.
    func keep(_ report: ProofReport) {
        let failure = state.withLock { state in
            state.report = report
            do throws(StorageFailure) {
                try state.store.write(report)
                return String?.none
            } catch {
                return error.description
            }
        }
        if let failure { logger.error("the proof cannot be kept: \(failure)") }
    }

    func isMissing(at now: Date) -> Bool { standing(at: now).forbidsArming }

    func standing(at now: Date) -> ProofStanding {
        let report = report
        let age = report.flatMap { try? Date($0.startedAt, strategy: .iso8601) }.map { now.timeIntervalSince($0) }
        return ProofStanding(
            validity: validity(report, age: age), age: age.flatMap { $0 >= 0 ? $0 : nil }, lifetime: basis.lifetime,
            required: basis.required)
    }

    private func validity(_ report: ProofReport?, age: TimeInterval?) -> ProofStanding.Validity {
        guard let report, let age else { return .missing }
        if report.configurationFingerprint != basis.configurationFingerprint { return .configurationChanged }
        if report.softwareVersion != basis.softwareVersion { return .softwareChanged }
        if report.findsMachineAtFault { return .machineFailed }
        if !report.passed { return .failed }
        if age < 0 { return .clockWentBack }
        return age <= basis.lifetime ? .valid : .expired
    }
}

extension ProofKeeper {
    convenience init(_ settings: DaemonSettings, logger: Logger) {
        self.init(
            folder: DirectoryOnDisk(path: settings.stateDirectory),
            basis: Basis(
                configurationFingerprint: ConfigurationFingerprint.of(settings),
                lifetime: Double(settings.doctor.lifetime) * 3600, required: settings.doctor.required),
            logger: logger)
    }
}
