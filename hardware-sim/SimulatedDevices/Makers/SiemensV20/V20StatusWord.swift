/// Status word 1 of a SINAMICS V20, ZSW1 (r0052).
struct V20StatusWord: OptionSet, Sendable {
    let rawValue: UInt16

    static let readyToSwitchOn = V20StatusWord(rawValue: 1 << 0)
    static let ready = V20StatusWord(rawValue: 1 << 1)
    static let running = V20StatusWord(rawValue: 1 << 2)
    static let fault = V20StatusWord(rawValue: 1 << 3)
    /// 0 while OFF2 is commanded, by the bus or by a terminal.
    static let noCoastStop = V20StatusWord(rawValue: 1 << 4)
    /// 0 while OFF3 is commanded.
    static let noQuickStop = V20StatusWord(rawValue: 1 << 5)
    /// The drive can be switched on only by OFF1 and then ON.
    static let switchOnInhibited = V20StatusWord(rawValue: 1 << 6)
    /// The actual value is near the setpoint.
    static let withinTolerance = V20StatusWord(rawValue: 1 << 8)
    static let controlRequested = V20StatusWord(rawValue: 1 << 9)
    static let atMaximumFrequency = V20StatusWord(rawValue: 1 << 10)
    /// Bits 11, 13 and 15 are inverted warnings: 1 while the currents of motor and inverter are fine.
    static let currentsAreFine = V20StatusWord(rawValue: 1 << 11 | 1 << 13 | 1 << 15)
    static let runsForward = V20StatusWord(rawValue: 1 << 14)
}
