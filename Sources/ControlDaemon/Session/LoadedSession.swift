import TreadmillControl

/// The session that the loop has or had last.
struct LoadedSession: Sendable {
    var number: UInt32
    var id: String
    var setup: SessionSetup
}
