import DeviceProtocols
import RigSimulation
import TreadmillControl

/// The hoist of the reference rig between its registers and the rope. Register map: ``ReferenceHoist``.
///
/// Reserved registers below 22 read as 0 and cannot be written. Whatever is wrong, the brake holds.
public struct SimulatedHoist: SimulatedHoistAxis {
    private var supervision = DriveSupervision()
    private var velocitySetpoint: UInt16 = 0
    private var heartbeat: UInt16 = 0
    private var position = HoistPosition.zero
    private var velocity = HoistVelocity.zero
    private var now = MonotonicInstant.zero
    /// The status block that the drive shows for ever, if it does.
    private var frozenStatus: [UInt16]?
    private let parameters: HoistParameters

    private static let registerCount = 22

    public init(parameters: HoistParameters = HoistParameters()) { self.parameters = parameters }

    /// Times that the communication watchdog has stopped the hoist.
    public var watchdogTrips: Int { supervision.watchdog.trips }

    /// What the drive makes the rope do at this moment. `sample` is what it takes position and velocity for.
    public mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, conditions: DriveConditions
    ) -> HoistDemand {
        self.now = now
        position = .meters(sample.main)
        velocity = .metersPerSecond(sample.side)
        if conditions.isUnpowered {
            velocitySetpoint = 0
            heartbeat = 0
        }
        supervision.update(conditions, at: now)
        guard supervision.isEnabled else { return .brake }
        let setpoint = Double(RegisterCoding.signed16(velocitySetpoint)) * ReferenceHoist.velocityUnit
        return .velocity(.metersPerSecond(setpoint))
    }

    /// Has the drive show its present status block for ever, or no longer.
    public mutating func freeze(_ isFrozen: Bool) {
        frozenStatus = isFrozen ? frozenStatus ?? Array(registers[16...21]) : nil
    }

    public func readHoldingRegisters(_ range: Range<Int>) throws(ModbusException) -> [UInt16] {
        guard range.upperBound <= Self.registerCount else { throw .illegalDataAddress }
        return Array(registers[range])
    }

    private var registers: [UInt16] {
        var registers = [UInt16](repeating: 0, count: Self.registerCount)
        registers.replaceSubrange(0...2, with: [supervision.control, velocitySetpoint, heartbeat])
        registers[8] = supervision.watchdog.milliseconds
        let counts = min(max((position.meters / ReferenceHoist.positionUnit).rounded(), -1e9), 1e9)
        let words = RegisterCoding.words(of: Int32(counts))
        registers.replaceSubrange(
            16...21,
            with: frozenStatus ?? [
                supervision.statusWord(isMoving: supervision.isEnabled).rawValue, words.high, words.low,
                measuredRegister(velocity.metersPerSecond, unit: ReferenceHoist.velocityUnit),
                supervision.faultCode.rawValue, heartbeat,
            ])
        return registers
    }

    public mutating func writeHoldingRegisters(_ values: [UInt16], at address: Int) throws(ModbusException) {
        var changed = self
        for (offset, value) in values.enumerated() { try changed.write(value, to: address + offset) }
        self = changed
    }

    private mutating func write(_ value: UInt16, to address: Int) throws(ModbusException) {
        let top = parameters.topSpeed.metersPerSecond
        switch address {
        case 0: supervision.receive(control: value, at: now)
        case 1: velocitySetpoint = try accepted(value, unit: ReferenceHoist.velocityUnit, within: -top...top)
        case 2: heartbeat = value
        case 8: supervision.setWatchdog(milliseconds: value, at: now)
        // An address from the wire, not an enumeration of ours.
        default: throw .illegalDataAddress
        }
        if address <= 2 { supervision.feed(at: now) }
    }
}
