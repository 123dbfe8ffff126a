import Foundation

/// Whether arming asks for a proof of the machine that is not there, has lapsed, or was of another configuration.
protocol ProofState: Sendable {
    func isMissing(at now: Date) -> Bool
}

/// No proof is asked for.
struct NoProofNeeded: ProofState {
    func isMissing(at now: Date) -> Bool { false }
}
