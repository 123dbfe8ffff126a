/// The four tables of a Modbus device.
public enum ModbusTable: String, CaseIterable, Hashable, Sendable {
    case coil
    case discrete
    case holding
    case input

    /// Bits rather than registers.
    public var holdsBits: Bool {
        switch self {
        case .coil, .discrete: true
        case .holding, .input: false
        }
    }

    public var isWritable: Bool {
        switch self {
        case .coil, .holding: true
        case .discrete, .input: false
        }
    }

    /// The function code that reads it.
    public var readFunction: ModbusFunction {
        switch self {
        case .coil: .readCoils
        case .discrete: .readDiscreteInputs
        case .holding: .readHoldingRegisters
        case .input: .readInputRegisters
        }
    }
}

/// The function codes that a profile may say its device knows (Modbus Application Protocol V1.1b3, chapter 6).
public enum ModbusFunction: Int, CaseIterable, Hashable, Sendable {
    case readCoils = 1
    case readDiscreteInputs = 2
    case readHoldingRegisters = 3
    case readInputRegisters = 4
    case writeSingleCoil = 5
    case writeSingleRegister = 6
    case writeMultipleCoils = 15
    case writeMultipleRegisters = 16
    case readWriteMultipleRegisters = 23
}
