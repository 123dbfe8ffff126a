/// The four tables of a Modbus device. Addresses are 0-based, as on the wire; a range never goes beyond 65535.
///
/// A device implements the tables it has; the others refuse the function code.
public protocol RegisterDevice {
    /// A request for this device is on its line. Returns whether the device hears it: one that does not stays silent.
    mutating func hears() -> Bool
    /// Whether the device knows this function code; any other is refused with exception 1.
    func knows(function: UInt8) -> Bool
    func readCoils(_ range: Range<Int>) throws(ModbusException) -> [Bool]
    func readDiscreteInputs(_ range: Range<Int>) throws(ModbusException) -> [Bool]
    func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16]
    func readInputRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16]
    /// All of `values` or none: a refusal leaves the device as it was, unless its maker says otherwise.
    mutating func writeCoils(_ values: [Bool], at address: Int) throws(ModbusException)
    /// All of `values` or none: a refusal leaves the device as it was, unless its maker says otherwise.
    mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException)
}

extension RegisterDevice {
    public mutating func hears() -> Bool { true }
    public func knows(function: UInt8) -> Bool { true }
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
