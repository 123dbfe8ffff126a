/// Faults of Delta's inverters by their numbers in the low byte of 0x2100.
///
/// GS4 user manual, 1st edition revision A, pages 5-6; those of the MS300 from memory, where they are the same.
enum DeltaFault: UInt16, Sendable {
    /// oH1: the power stage is too hot.
    case overheat = 16
    /// EF: an external fault, by a terminal or by a register.
    case external = 49
    /// EF1: an emergency stop by a terminal.
    case emergencyStop = 50
    /// CE10: nothing was heard for the time-out.
    case communicationTimeOut = 58
}
