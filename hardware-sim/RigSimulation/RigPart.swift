/// The parts of a rig that can be disturbed one by one.
public enum RigPart: UInt8, CaseIterable, Sendable {
    case belt = 0
    case hoist = 1
    case loadCell = 2

    /// Whether one cut takes both: hoist and load cell are on one line in both reference rigs.
    public func sharesLine(with other: RigPart) -> Bool { (self == .belt) == (other == .belt) }
}
