/// Why a Modbus server refuses a request (Modbus Application Protocol V1.1b3, section 7).
public enum ModbusException: UInt8, Error, Sendable {
    case illegalFunction = 1
    case illegalDataAddress = 2
    case illegalDataValue = 3
    /// Only from a server that stands for others: the device asked for does not exist or does not answer.
    case gatewayTargetFailedToRespond = 0x0B
}
