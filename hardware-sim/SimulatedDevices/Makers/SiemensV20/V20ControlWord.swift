/// Control word 1 of a SINAMICS V20, STW1 (r0054 of its parameter list; the bits are those of PROFIdrive, explained in
/// the SINAMICS G120C operating instructions, "Control word 1 (STW1)").
struct V20ControlWord: OptionSet, Sendable {
    let rawValue: UInt16

    /// ON, or OFF1 when it is 0: a stop on the ramp-down time.
    static let on = V20ControlWord(rawValue: 1 << 0)
    /// 0 is OFF2: the motor coasts.
    static let noCoastStop = V20ControlWord(rawValue: 1 << 1)
    /// 0 is OFF3: a stop on the time of the quick stop.
    static let noQuickStop = V20ControlWord(rawValue: 1 << 2)
    /// 0 cancels the pulses: the motor coasts, and is still switched on.
    static let enableOperation = V20ControlWord(rawValue: 1 << 3)
    /// 0 sets the output of the ramp-function generator to nothing at once.
    static let enableRamp = V20ControlWord(rawValue: 1 << 4)
    /// 0 holds the ramp-function generator where it is.
    static let continueRamp = V20ControlWord(rawValue: 1 << 5)
    /// 0 is a setpoint of nothing, reached on the ramp-down time.
    static let enableSetpoint = V20ControlWord(rawValue: 1 << 6)
    /// Its rising edge acknowledges a fault.
    static let acknowledge = V20ControlWord(rawValue: 1 << 7)
    /// 0: the drive ignores the process data that it is sent.
    static let controlByPLC = V20ControlWord(rawValue: 1 << 10)
    /// The setpoint is inverted: the motor runs backwards.
    static let reverse = V20ControlWord(rawValue: 1 << 11)
}
