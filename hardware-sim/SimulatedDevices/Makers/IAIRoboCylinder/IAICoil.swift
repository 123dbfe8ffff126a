/// The commands of an IAI controller that are simulated, by their addresses in the Modbus status registers
/// (serial communication manual, Modbus version, section 5.4).
enum IAICoil: Int, CaseIterable, Sendable {
    /// SFTY: the safety speed; without effect in the AUTO mode.
    case safetySpeed = 0x0401
    /// SON: servo on.
    case servoOn = 0x0403
    /// ALRS: its rising edge resets alarms.
    case alarmReset = 0x0407
    /// STP: the axis decelerates and stays as long as it is 1.
    case pause = 0x040A
    /// HOME: its rising edge starts the home return.
    case home = 0x040B
    /// PMSL: 1 hands the operation from the parallel inputs to Modbus.
    case modbusCommands = 0x0427
    /// STOP: its rising edge cancels the motion; the controller takes it back by itself.
    case decelerationStop = 0x042C

    /// The bit of device control register 1 (0x0D00), which holds the coils 0x0400 to 0x040F, the first one highest.
    var bitOfControlRegister1: Int? { (0x0400...0x040F).contains(rawValue) ? 15 - (rawValue - 0x0400) : nil }
}
