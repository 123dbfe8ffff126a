import TreadmillControl

/// What a device can take on its line.
public struct ModbusTraits: Equatable, Sendable {
    /// The function codes that it knows.
    public var functions: Set<ModbusFunction>
    /// The most registers in one read; at most 125.
    public var mostReadRegisters: Int
    /// The most registers in one write; at most 123.
    public var mostWriteRegisters: Int
    /// The most coils or discrete inputs in one read; at most 2000.
    public var mostReadBits: Int
    /// So many registers (or bits) that nobody asked for may be read over, to make one transaction of two.
    public var mostHole: Int
    /// Silence that it wants before a request, beyond the 3.5 characters of every RTU line.
    public var guardInterval: TimeSpan
    /// What it takes to think before it answers, as its maker has it: for predictions.
    public var answerDelay: TimeSpan

    public init(
        functions: Set<ModbusFunction> = [.readHoldingRegisters, .writeSingleRegister, .writeMultipleRegisters],
        mostReadRegisters: Int = 125, mostWriteRegisters: Int = 123, mostReadBits: Int = 2000, mostHole: Int = 0,
        guardInterval: TimeSpan = .zero, answerDelay: TimeSpan = .zero
    ) {
        self.functions = functions
        self.mostReadRegisters = mostReadRegisters
        self.mostWriteRegisters = mostWriteRegisters
        self.mostReadBits = mostReadBits
        self.mostHole = mostHole
        self.guardInterval = guardInterval
        self.answerDelay = answerDelay
    }
}
