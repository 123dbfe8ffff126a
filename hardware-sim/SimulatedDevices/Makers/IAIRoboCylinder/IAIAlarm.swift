/// Alarms of an IAI controller. The numbers are from memory.
enum IAIAlarm: UInt16, Sendable {
    /// A numerical movement command before the home return.
    case moveBeforeHomeReturn = 0x083
    /// Speed, acceleration or flags of a movement command cannot be.
    case positionCommandData = 0x0A3
    /// The motor is overloaded.
    case overload = 0x0E0
}
