import TreadmillControl

extension ControlOutputsRecord {
    /// The grade that the deck was commanded to.
    public var deckCommanded: Incline { .percentGrade(inclineCommanded) }

    /// What the rope was commanded to do, up is positive; `nil` when it was held.
    public var ropeCommanded: HoistVelocity? {
        hoistIsMovingCommanded ? .metersPerSecond(hoistVelocityCommanded) : nil
    }
}
