import DeviceProfiles
import TreadmillControl

/// What a drive is to do, in SI: an admitted command as a profile's commands carry it.
struct DriveOrder: Equatable {
    var isMoving: Bool
    /// What the variables stand for; a variable that is not there has no meaning for this drive.
    private(set) var values: [CommandVariable: Double] = [:]

    init(_ belt: BeltCommand) {
        isMoving = belt.isRunning
        values[.speed] = belt.isRunning ? max(belt.speed.metersPerSecond, 0) : 0
        values[.incline] = belt.incline.percentGrade
    }

    /// - Parameters:
    ///   - position: of the rope, as measured last.
    ///   - reach: an axis that is sent to a place is sent no further than it gets in this time.
    init(_ hoist: HoistCommand, position: HoistPosition?, reach: TimeSpan) {
        isMoving = hoist != .hold
        let velocity = hoist.velocity.metersPerSecond
        values[.velocity] = velocity
        values[.pace] = velocity.magnitude
        if let position { values[.place] = position.meters + velocity * reach.seconds }
    }

    /// The same drive at rest.
    var atRest: DriveOrder {
        var order = self
        order.isMoving = false
        order.values[.speed] = 0
        order.values[.velocity] = 0
        order.values[.pace] = 0
        return order
    }
}
