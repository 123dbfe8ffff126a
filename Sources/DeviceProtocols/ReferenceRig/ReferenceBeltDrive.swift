import TreadmillControl

/// The reference rig's belt inverter: Modbus registers and what they mean.
///
/// Holding registers, 0-based. The command block is written and the status block read in one FC23 transaction; any
/// write to the command block feeds the communication watchdog. A tripped watchdog ramps the belt to standstill at
/// `stopRamp` and stays tripped until a fault reset.
///
/// | register | meaning |
/// |---|---|
/// | 0 | control: bit 0 run, bit 1 fault reset (on its rising edge) |
/// | 1 | speed setpoint, 0.001 m/s, signed, negative is refused |
/// | 2 | incline setpoint, 0.01 % grade, signed |
/// | 3 | heartbeat, any number, echoed |
/// | 8 | communication watchdog, ms; 0 is off |
/// | 9 | stop ramp, 0.001 m/s² |
/// | 16 | status: bit 0 ready, 1 running, 2 fault, 3 emergency stop, 4 watchdog tripped, 5 lanyard pulled |
/// | 17 | belt speed measured, 0.001 m/s, signed |
/// | 18 | incline measured, 0.01 % grade, signed |
/// | 19 | fault code |
/// | 20 | heartbeat echo |
/// | 21 | sample counter: milliseconds since the drive started, within 0.1 %, after 65535 again from 0 |
public enum ReferenceBeltDrive {
    public static let commandAddress: UInt16 = 0
    public static let watchdogAddress: UInt16 = 8
    public static let stopRampAddress: UInt16 = 9
    public static let statusAddress: UInt16 = 16
    public static let statusCount = 6
    /// Between two counts of the sample counter.
    public static let samplePeriod = TimeSpan.milliseconds(1)
    public static let speedUnit = 0.001
    public static let inclineUnit = 0.01
    public static let rampUnit = 0.001

    public struct Control: OptionSet, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let run = Control(rawValue: 1 << 0)
        public static let faultReset = Control(rawValue: 1 << 1)
    }

    /// The four command registers. A reset never goes with a run.
    public static func commandRegisters(for command: BeltCommand, resetFault: Bool, heartbeat: UInt16) -> [UInt16] {
        var control: Control = []
        if command.isRunning && !resetFault { control.insert(.run) }
        if resetFault { control.insert(.faultReset) }
        let speed = command.isRunning ? max(command.speed.metersPerSecond, 0) : 0
        return [
            control.rawValue,
            RegisterCoding.signedRegister(speed, unit: speedUnit),
            RegisterCoding.signedRegister(command.incline.percentGrade, unit: inclineUnit),
            heartbeat,
        ]
    }

    /// The status block as read from ``statusAddress``.
    public struct Status: Equatable, Sendable {
        public var word: ReferenceStatusWord
        public var speedMeasured: BeltSpeed
        public var inclineMeasured: Incline
        public var faultCode: UInt16
        public var heartbeatEcho: UInt16
        public var sampleCounter: UInt16

        public init(registers: [UInt16]) throws(DecodingProblem) {
            guard registers.count == statusCount else {
                throw .wrongLength(expected: statusCount, got: registers.count)
            }
            word = ReferenceStatusWord(rawValue: registers[0])
            speedMeasured = .metersPerSecond(Double(RegisterCoding.signed16(registers[1])) * speedUnit)
            inclineMeasured = .percentGrade(Double(RegisterCoding.signed16(registers[2])) * inclineUnit)
            faultCode = registers[3]
            heartbeatEcho = registers[4]
            sampleCounter = registers[5]
            guard speedMeasured.magnitude.metersPerSecond <= 15 else {
                throw .outOfRange(field: "belt speed", value: speedMeasured.metersPerSecond)
            }
        }
    }
}

/// The status word that the drives of the reference rig share.
public struct ReferenceStatusWord: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public static let ready = ReferenceStatusWord(rawValue: 1 << 0)
    public static let running = ReferenceStatusWord(rawValue: 1 << 1)
    public static let fault = ReferenceStatusWord(rawValue: 1 << 2)
    public static let emergencyStop = ReferenceStatusWord(rawValue: 1 << 3)
    public static let watchdogTripped = ReferenceStatusWord(rawValue: 1 << 4)
    /// Of the belt drive: the lanyard's socket is on the treadmill.
    public static let lanyardPulled = ReferenceStatusWord(rawValue: 1 << 5)

    /// The same in the core's terms.
    public var deviceStatus: DeviceStatus {
        var status: DeviceStatus = []
        if contains(.ready) { status.insert(.ready) }
        if contains(.running) { status.insert(.running) }
        if contains(.fault) { status.insert(.fault) }
        if contains(.emergencyStop) { status.insert(.emergencyStop) }
        if contains(.watchdogTripped) { status.insert(.watchdogTripped) }
        if contains(.lanyardPulled) { status.insert(.lanyardPulled) }
        return status
    }
}
