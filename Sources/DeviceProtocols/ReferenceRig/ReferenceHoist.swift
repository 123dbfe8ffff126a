import TreadmillControl

/// The reference rig's hoist: Modbus registers and what they mean.
///
/// Holding registers, 0-based, laid out as the belt drive's. Without bit 0 of the control word, or with the watchdog
/// tripped, the brake holds the rope where it is: a hoist never lets go by itself.
///
/// | register | meaning |
/// |---|---|
/// | 0 | control: bit 0 velocity mode (else brake), bit 1 fault reset (on its rising edge) |
/// | 1 | velocity setpoint, 0.0001 m/s, signed, up is positive |
/// | 2 | heartbeat, any number, echoed |
/// | 8 | communication watchdog, ms; 0 is off |
/// | 16 | status: bit 0 ready, 1 velocity mode, 2 fault, 3 emergency stop, 4 watchdog tripped |
/// | 17, 18 | rope position, 0.00001 m, signed 32 bit, high word first |
/// | 19 | rope velocity, 0.0001 m/s, signed |
/// | 20 | fault code |
/// | 21 | heartbeat echo |
public enum ReferenceHoist {
    public static let commandAddress: UInt16 = 0
    public static let watchdogAddress: UInt16 = 8
    public static let statusAddress: UInt16 = 16
    public static let statusCount = 6
    public static let velocityUnit = 0.0001
    public static let positionUnit = 0.00001

    public struct Control: OptionSet, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let velocityMode = Control(rawValue: 1 << 0)
        public static let faultReset = Control(rawValue: 1 << 1)
    }

    /// The three command registers. A reset never goes with a movement.
    public static func commandRegisters(for command: HoistCommand, resetFault: Bool, heartbeat: UInt16) -> [UInt16] {
        if resetFault { return [Control.faultReset.rawValue, 0, heartbeat] }
        switch command {
        case .hold:
            return [0, 0, heartbeat]
        case .move(let velocity):
            let register = RegisterCoding.signedRegister(velocity.metersPerSecond, unit: velocityUnit)
            return [Control.velocityMode.rawValue, register, heartbeat]
        }
    }

    /// The status block as read from ``statusAddress``.
    public struct Status: Equatable, Sendable {
        public var word: ReferenceStatusWord
        public var positionMeasured: HoistPosition
        public var velocityMeasured: HoistVelocity
        public var faultCode: UInt16
        public var heartbeatEcho: UInt16

        public init(registers: [UInt16]) throws(DecodingProblem) {
            guard registers.count == statusCount else {
                throw .wrongLength(expected: statusCount, got: registers.count)
            }
            word = ReferenceStatusWord(rawValue: registers[0])
            let counts = RegisterCoding.signed32(high: registers[1], low: registers[2])
            positionMeasured = .meters(Double(counts) * positionUnit)
            velocityMeasured = .metersPerSecond(Double(RegisterCoding.signed16(registers[3])) * velocityUnit)
            faultCode = registers[4]
            heartbeatEcho = registers[5]
            guard positionMeasured.magnitude.meters <= 10 else {
                throw .outOfRange(field: "hoist position", value: positionMeasured.meters)
            }
        }
    }
}
