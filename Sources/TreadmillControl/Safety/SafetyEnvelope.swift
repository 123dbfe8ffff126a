/// A command that has passed the envelope. Nothing else can make one, and device drivers accept nothing else.
public struct AdmittedCommand: Equatable, Sendable {
    public let belt: BeltCommand
    public let hoist: HoistCommand

    fileprivate init(belt: BeltCommand, hoist: HoistCommand) {
        self.belt = belt
        self.hoist = hoist
    }

    /// Belt stopped, support held.
    public static let safeState = AdmittedCommand(belt: .stopped, hoist: .hold)
}
