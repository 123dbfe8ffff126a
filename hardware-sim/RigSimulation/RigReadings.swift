import TreadmillControl

/// What a controller sees of the rig at one moment. `nil` where a device has never answered.
public struct RigReadings: Equatable, Sendable {
    public var belt: BeltReading?
    public var hoist: HoistReading?
    public var loadCell: LoadCellReading?

    public init(belt: BeltReading? = nil, hoist: HoistReading? = nil, loadCell: LoadCellReading? = nil) {
        self.belt = belt
        self.hoist = hoist
        self.loadCell = loadCell
    }
}
