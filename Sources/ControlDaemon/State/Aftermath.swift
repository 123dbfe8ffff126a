import Foundation
import OperatorAPI
import TreadmillControl

/// What a daemon that starts makes of what the last one left behind.
struct Aftermath: Sendable {
    /// What is written down, to go on from.
    var state = SurvivingState.atRest
    /// Interlocks that wait for a person before anything may move.
    var carried = InterlockSet.none
    /// What to tell operators, until one has acknowledged it; `nil` after an orderly end.
    var interruption: InterruptionReport?

    static let none = Aftermath()

    /// - Parameter bootID: the present boot of the computer.
    init(_ stored: StoredValue<SurvivingState>, bootID: String) {
        switch stored {
        case .absent: break
        case .intact(let state):
            take(state, bootID: bootID)
        case .partlyDamaged(let state, let reason):
            // What is left may lack the newest fault: a person must look.
            take(state, bootID: bootID)
            carry(.recordDamaged, damage: reason)
        case .damaged(let reason):
            carry(.recordDamaged, damage: reason)
        }
    }

    private init() {}

    private mutating func take(_ found: SurvivingState, bootID: String) {
        state = found
        if let session = found.session {
            carry(session.bootID == bootID ? .daemonEnded : .computerRestarted)
        } else if !found.latched.isEmpty {
            carry(.recordDamaged)
        }
        for interlock in found.latched { carried.insert(interlock) }
    }

    private mutating func carry(_ cause: InterruptionReport.Cause, damage: String? = nil) {
        carried.insert(.sessionInterrupted)
        interruption = InterruptionReport(
            cause: cause, damage: damage, sessionID: state.session?.id, logFile: state.session?.logFile,
            phase: state.session?.phase, beltMayHaveMoved: state.session?.beltMayMove ?? true,
            lastMotion: state.lastMotion?.ISO8601Format(), beltStands: false)
    }
}
