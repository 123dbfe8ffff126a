/// The second status word of Delta's inverters, at 0x2101. The DURApulse GS4 is one of them.
///
/// GS4 user manual, 1st edition revision A, pages 5-7 and B-15; MS300 user manual, appendix A, "Status monitor".
struct DeltaStatusBits: OptionSet, Sendable {
    let rawValue: UInt16

    /// Bits 0 and 1: 0 at standstill, 1 stopping, 2 standby, 3 running.
    static let stopping = DeltaStatusBits(rawValue: 1)
    /// Told to run, with nothing to run at.
    static let standby = DeltaStatusBits(rawValue: 2)
    static let running = DeltaStatusBits(rawValue: 3)
    static let jogging = DeltaStatusBits(rawValue: 1 << 2)
    /// Bits 3 and 4, of which only standing directions are simulated.
    static let reverse = DeltaStatusBits(rawValue: 3 << 3)
    static let frequencyByCommunication = DeltaStatusBits(rawValue: 1 << 8)
    static let operationByCommunication = DeltaStatusBits(rawValue: 1 << 10)
    /// Bit 12 of the GS4: running, standby included.
    static let driveRuns = DeltaStatusBits(rawValue: 1 << 12)
}
