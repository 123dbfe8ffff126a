import DeviceProtocols
import RigSimulation
import TreadmillControl

/// A Woodway treadmill between its serial port and the belt, as far as its protocol is known (see ``Woodway``).
///
/// What nobody has published is chosen here, so that a host must not rely on it: the timer takes 500 ms as a
/// TrackMaster's does; once it has stopped the belt, it is told instead of the answer to the next command, which is not
/// obeyed; the drive keeps its power over a stop of either kind, so that a set speed moves the belt again, and without
/// the timer; 0xC0 is answered with the state that a TrackMaster would tell. The simulated belt runs forward only, and a
/// speed backwards is out of its range.
public struct SimulatedWoodway: SerialTreadmill {
    private var drive: TreadmillDrive
    private var pending: [UInt8] = []
    private var toldStops = 0
    private var isEngaged = false

    /// An arbitrary number.
    static let firmware: [UInt8] = [0x00, 0x02, 0x01, 0x0E]

    public init(speedCount: SpeedCount, parameters: BeltParameters = BeltParameters()) {
        drive = TreadmillDrive(speedCount: speedCount, parameters: parameters)
    }

    public var disconnectStops: Int { drive.disconnectStops }

    mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, isWithoutPower: Bool, ignoresSilence: Bool = false
    ) -> BeltDemand {
        if isWithoutPower {
            pending = []
            isEngaged = false
            toldStops = drive.disconnectStops
        }
        return drive.demand(
            at: now, sample: sample, isWithoutPower: isWithoutPower, ignoresSilence: ignoresSilence)
    }

    mutating func receive(_ byte: UInt8, at now: MonotonicInstant) -> [UInt8] {
        guard !drive.isWithoutPower else { return [] }
        drive.hear(at: now)
        // A command byte in the place of a digit begins anew: the digits before it belong to nothing.
        if byte >= 0x80 { pending = [] }
        pending.append(byte)
        let needed = pending[0] == 0xA3 || pending[0] == 0xA4 ? 5 : 1
        guard pending.count >= needed else { return [] }
        let command = pending
        pending = []
        guard toldStops == drive.disconnectStops else {
            toldStops = drive.disconnectStops
            return [TreadmillRefusal.masterTimeout.rawValue]
        }
        return answer(to: command)
    }

    private mutating func answer(to command: [UInt8]) -> [UInt8] {
        let data = Array(command.dropFirst())
        switch command[0] {
        case 0xA0, 0xA9:
            isEngaged = true
            drive.start(isTimed: command[0] == 0xA0)
        case 0xA2:
            isEngaged = false
            drive.disengage()
        case 0xA3:
            guard let velocity = try? Woodway.velocity(data), velocity.direction == .forward,
                drive.set(speed: velocity.tenths)
            else { return [TreadmillRefusal.outOfRange.rawValue] }
            if isEngaged, velocity.tenths > 0, !drive.isRunning { drive.start(isTimed: false) }
        case 0xA4:
            guard let tenths = try? Woodway.grade(data), drive.set(grade: tenths) else {
                return [TreadmillRefusal.outOfRange.rawValue]
            }
        case 0xAA:
            drive.stop()
            drive.levelDeck()
        case 0xC0: return [0xD0, drive.state == .stopped ? 0x31 : drive.state == .running ? 0x32 : 0x33]
        case 0xC1:
            let digits = TrackMaster.digits(min(drive.speedTenths, Woodway.highestTenths)).dropFirst()
            return [0xD1, Woodway.Direction.forward.rawValue] + digits
        case 0xC2: return [0xD2] + TrackMaster.digits(drive.gradeTenths)
        case 0xC3: return [0xD3] + Self.firmware
        // A byte from the wire, not an enumeration of ours.
        default: return [TreadmillRefusal.unknownCommand.rawValue]
        }
        return [command[0] + 0x10]
    }
}
