/// A drive that no longer listens: it goes on with what it did when that began.
public struct DeafDrive<Demand: Sendable>: Sendable {
    private var kept: Demand?

    public init() {}

    /// What the drive does now, where an obedient one would do `wanted`.
    public mutating func demand(_ wanted: Demand, isDeaf: Bool) -> Demand {
        guard isDeaf else {
            kept = nil
            return wanted
        }
        let demand = kept ?? wanted
        kept = demand
        return demand
    }
}
