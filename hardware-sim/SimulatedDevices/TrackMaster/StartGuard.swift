import TreadmillControl

/// How the TrackMaster's sister with 9600 baud keeps a host that says nothing but "start" from starting the belt after
/// an emergency stop, which takes the controller's power (GE T2100-ST1/ST2 Service Manual 2097937-002 Rev G, Theory of
/// Operation, "ESTOP"): a start within 3 s of power-up is rejected, and then every further one until a stop is heard,
/// or nothing for 20 s, or the power goes again. The manual counts from the moment when the deck has found its zero
/// position as well; the simulated deck is always there.
struct StartGuard: Equatable, Sendable {
    static let time = TimeSpan.milliseconds(3000)
    static let forgivingSilence = TimeSpan.milliseconds(20_000)

    private var isRejecting = false

    mutating func allowsStart(poweredFor time: TimeSpan) -> Bool {
        if time < Self.time { isRejecting = true }
        return !isRejecting
    }

    mutating func hearStop() { isRejecting = false }

    /// A byte has come in after such a silence.
    mutating func hear(after silence: TimeSpan) {
        if silence >= Self.forgivingSilence { isRejecting = false }
    }

    mutating func powerFails() { isRejecting = false }
}
