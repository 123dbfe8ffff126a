/// Why a Modbus server refuses a request (Modbus Application Protocol V1.1b3, section 7, and codes of makers).
public enum ModbusException: UInt8, Error, Sendable {
    case illegalFunction = 1
    case illegalDataAddress = 2
    case illegalDataValue = 3
    /// The device could not do what it was asked.
    case serverDeviceFailure = 4
    /// Only from a server that stands for others: the device asked for does not exist or does not answer.
    case gatewayTargetFailedToRespond = 0x0B
    /// Hitachi: a value for a register is out of its range.
    case hitachiOutOfRange = 0x21
    /// Hitachi: the inverter does not permit this now, or never.
    case hitachiNotPermitted = 0x22
}
