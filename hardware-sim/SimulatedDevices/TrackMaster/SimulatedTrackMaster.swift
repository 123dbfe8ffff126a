import DeviceProtocols
import RigSimulation
import TreadmillControl

/// A TrackMaster treadmill between its serial port and the belt (Full Vision TMX428 service manual).
///
/// Every command is answered once it is whole. With communication-disconnect-stop (CDS) the belt stops when no byte
/// has arrived for 500 ms. A pressed emergency stop takes the controller's power: no answer, and settings forgotten;
/// afterwards the readings are 999.9 for a while. Settings survive a stop, except the set speed, which returns to 0.
public struct SimulatedTrackMaster: SerialTreadmill {
    private var drive: TreadmillDrive
    /// Of the sister that guards its start; `nil` for a treadmill that does not.
    private var startGuard: StartGuard?
    private var hasLostPower = false
    private var echoes = false
    private var pending: [UInt8] = []

    /// After an emergency stop the treadmill measures nothing for so long.
    static let startUpTime = TimeSpan.milliseconds(1000)

    /// - Parameter guardsStart: as the sister with 9600 baud does, rejects a start that comes too soon after power-up,
    ///   and every further one until it hears a stop or nothing for a while.
    public init(
        speedCount: SpeedCount, parameters: BeltParameters = BeltParameters(), guardsStart: Bool = false
    ) {
        drive = TreadmillDrive(speedCount: speedCount, parameters: parameters)
        startGuard = guardsStart ? StartGuard() : nil
    }

    public var disconnectStops: Int { drive.disconnectStops }

    mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, isWithoutPower: Bool, ignoresSilence: Bool = false
    ) -> BeltDemand {
        if isWithoutPower {
            hasLostPower = true
            echoes = false
            pending = []
            startGuard?.powerFails()
        }
        return drive.demand(
            at: now, sample: sample, isWithoutPower: isWithoutPower, ignoresSilence: ignoresSilence)
    }

    mutating func receive(_ byte: UInt8, at now: MonotonicInstant) -> [UInt8] {
        guard !drive.isWithoutPower else { return [] }
        startGuard?.hear(after: drive.silence(at: now))
        drive.hear(at: now)
        let echo = echoes ? [byte] : []
        // A command byte in the place of a digit begins anew: the digits before it belong to nothing.
        if byte >= 0x80 { pending = [] }
        pending.append(byte)
        let needed = pending[0] == 0xA3 || pending[0] == 0xA4 ? 5 : 1
        guard pending.count >= needed else { return echo }
        let command = pending
        pending = []
        return echo + answer(to: command, at: now)
    }

    private mutating func answer(to command: [UInt8], at now: MonotonicInstant) -> [UInt8] {
        switch command[0] {
        case 0xA0, 0xA1:
            let isAllowed = startGuard?.allowsStart(poweredFor: now - (drive.poweredAt ?? now)) ?? true
            // The manual does not say by which byte a start is rejected.
            guard isAllowed else { return [TreadmillRefusal.unknownCommand.rawValue] }
            drive.start(isTimed: command[0] == 0xA0)
        case 0xA2:
            startGuard?.hearStop()
            drive.stop()
        case 0xA3:
            guard let tenths = try? TrackMaster.number(command.dropFirst()), drive.set(speed: tenths) else {
                return [TreadmillRefusal.outOfRange.rawValue]
            }
        case 0xA4:
            guard let tenths = try? TrackMaster.number(command.dropFirst()), tenths.isMultiple(of: 5),
                drive.set(grade: tenths)
            else { return [TreadmillRefusal.outOfRange.rawValue] }
        case 0xAA:
            startGuard?.hearStop()
            drive.stop()
            drive.levelDeck()
        case 0xAB: drive.coolDown()
        case 0xAC: echoes.toggle()
        case 0xC0...0xDF: return status(command[0], at: now)
        // A byte from the wire, not an enumeration of ours.
        default: return [TreadmillRefusal.unknownCommand.rawValue]
        }
        return [command[0] + 0x10]
    }

    private func status(_ request: UInt8, at now: MonotonicInstant) -> [UInt8] {
        let isValid = !hasLostPower || now - (drive.poweredAt ?? now) >= Self.startUpTime
        switch request {
        case 0xC0: return [0xD0, beltState.rawValue]
        case 0xC1: return [0xD1] + TrackMaster.digits(isValid ? drive.speedTenths : TrackMaster.invalidTenths)
        case 0xC2: return [0xD2] + TrackMaster.digits(isValid ? drive.gradeTenths : TrackMaster.invalidTenths)
        case 0xC3: return [0xD3] + TrackMaster.digits(drive.setSpeed)
        case 0xC4: return [0xD4] + TrackMaster.digits(drive.setGrade)
        // A byte from the wire, not an enumeration of ours.
        default: return [TreadmillRefusal.unknownStatus.rawValue]
        }
    }

    private var beltState: TrackMaster.BeltState {
        switch drive.state {
        case .stopped: .stopped
        case .running: .running
        case .runningUntimed: .runningUnguarded
        }
    }
}
