/// A slow movement of one drive with nobody on the machine: while it moves, its bus can fall silent, and its own watchdog
/// must stop it.
public struct MotionTrial: Equatable, Sendable {
    public enum Part: UInt8, CaseIterable, Sendable {
        /// The belt runs at the start speed.
        case belt = 0
        /// The rope moves up at ``MotionTrial/hoistVelocity``.
        case hoist = 1
    }

    /// A rope with nobody in it may move like this for the seconds of a trial.
    public static let hoistVelocity = HoistVelocity.metersPerSecond(0.02)

    public var part: Part
    /// How long the drive moves, unless it is stopped before.
    public var duration: TimeSpan

    public init(part: Part, duration: TimeSpan) {
        self.part = part
        self.duration = duration
    }
}
