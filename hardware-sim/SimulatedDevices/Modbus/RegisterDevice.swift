/// The four tables of a Modbus device. Addresses are 0-based, as on the wire; a range never goes beyond 65535.
///
/// A device implements the tables it has; the others refuse the function code.
public protocol RegisterDevice {
    func readCoils(_ range: Range<Int>) throws(ModbusException) -> [Bool]
    func readDiscreteInputs(_ range: Range<Int>) throws(ModbusException) -> [Bool]
    func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16]
    func readInputRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16]
    /// All of `values` or none: a refusal leaves the device as it was.
    mutating func writeCoils(_ values: [Bool], at address: Int) throws(ModbusException)
    /// All of `values` or none: a refusal leaves the device as it was.
    mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException)
}

extension RegisterDevice {
    public func readCoils(_ range: Range<Int>) throws(ModbusException) -> [Bool] { throw .illegalFunction }
    public func readDiscreteInputs(_ range: Range<Int>) throws(ModbusException) -> [Bool] { throw .illegalFunction }
    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        throw .illegalFunction
    }
    public func readInputRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] { throw .illegalFunction }
    public mutating func writeCoils(_ values: [Bool], at address: Int) throws(ModbusException) {
        throw .illegalFunction
    }
    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        throw .illegalFunction
    }
}
