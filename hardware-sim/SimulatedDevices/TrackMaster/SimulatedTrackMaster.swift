import DeviceProtocols
import RigSimulation
import TreadmillControl

/// A TrackMaster treadmill between its serial port and the belt (Full Vision TMX428 service manual).
///
/// Every command is answered once it is whole. With communication-disconnect-stop (CDS) the belt stops when no byte
/// has arrived for 500 ms. A pressed emergency stop takes the controller's power: no answer, and settings forgotten;
/// afterwards the readings are 999.9 for a while. Settings survive a stop, except the set speed, which returns to 0.
public struct SimulatedTrackMaster: Sendable {
    private enum Motion: Equatable {
        case stopped
        case running(stopsWhenDisconnected: Bool)
        case stopping(Acceleration)
    }

    private let speedCount: SpeedCount
    private let parameters: BeltParameters
    private var motion = Motion.stopped
    private var setSpeed = 0
    private var setGrade = 0
    private var echoes = false
    private var pending: [UInt8] = []
    private var lastByteAt = MonotonicInstant.zero
    private var validFrom = MonotonicInstant.zero
    private var isWithoutPower = false
    private var beltSpeed = BeltSpeed.zero
    private var incline = Incline.zero
    /// Times that CDS has stopped the belt.
    public private(set) var disconnectStops = 0

    /// Without a byte for so long a guarded belt stops.
    static let disconnectTime = TimeSpan.milliseconds(500)
    /// After power-up the treadmill measures nothing for so long.
    static let startUpTime = TimeSpan.milliseconds(1000)
    /// Deceleration of the cool-down command.
    static let coolDown = Acceleration.metersPerSecondSquared(0.1)

    public init(speedCount: SpeedCount, parameters: BeltParameters = BeltParameters()) {
        self.speedCount = speedCount
        self.parameters = parameters
    }

    /// What the treadmill makes its belt do at this moment. `sample` is what it takes speed and grade for.
    mutating func demand(
        at now: MonotonicInstant, sample: DeviceSample, isWithoutPower: Bool, ignoresSilence: Bool = false
    ) -> BeltDemand {
        beltSpeed = .metersPerSecond(sample.main)
        incline = .percentGrade(sample.side)
        updatePower(isWithoutPower, at: now)
        if self.isWithoutPower { return BeltDemand(action: .coast) }
        let hearsNothing = now - lastByteAt > Self.disconnectTime
        if motion == .running(stopsWhenDisconnected: true), hearsNothing, !ignoresSilence {
            stop(at: parameters.stopRamp)
            disconnectStops += 1
        }
        let grade = Incline.percentGrade(Double(setGrade) / 10)
        switch motion {
        case .stopped:
            return BeltDemand(action: .rampDown(parameters.stopRamp), incline: grade)
        case .running:
            return BeltDemand(action: .run(speedCount.speed(tenths: setSpeed)), incline: grade)
        case .stopping(let rate):
            if beltSpeed == .zero { motion = .stopped }
            return BeltDemand(action: .rampDown(rate), incline: grade)
        }
    }

    private mutating func updatePower(_ isCut: Bool, at now: MonotonicInstant) {
        if isCut {
            isWithoutPower = true
            motion = .stopped
            setSpeed = 0
            setGrade = 0
            echoes = false
            pending = []
        } else if isWithoutPower {
            isWithoutPower = false
            validFrom = now + Self.startUpTime
        }
    }

    private mutating func stop(at rate: Acceleration) {
        motion = beltSpeed == .zero ? .stopped : .stopping(rate)
        setSpeed = 0
    }

    /// A byte has arrived; returns what the treadmill says to it, which is nothing until a command is whole.
    mutating func receive(_ byte: UInt8, at now: MonotonicInstant) -> [UInt8] {
        guard !isWithoutPower else { return [] }
        lastByteAt = now
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
        case 0xA0: motion = .running(stopsWhenDisconnected: true)
        case 0xA1: motion = .running(stopsWhenDisconnected: false)
        case 0xA2: stop(at: parameters.stopRamp)
        case 0xA3:
            guard let tenths = number(command, below: speedCount.tenths(for: parameters.topSpeed)) else {
                return [TrackMaster.Refusal.outOfRange.rawValue]
            }
            setSpeed = tenths
        case 0xA4:
            let steepest = TrackMaster.gradeTenths(for: parameters.incline.upperBound)
            guard let tenths = number(command, below: steepest), tenths.isMultiple(of: 5) else {
                return [TrackMaster.Refusal.outOfRange.rawValue]
            }
            setGrade = tenths
        case 0xAA:
            stop(at: parameters.stopRamp)
            setGrade = 0
        case 0xAB: stop(at: Self.coolDown)
        case 0xAC: echoes.toggle()
        case 0xC0...0xDF: return status(command[0], at: now)
        // A byte from the wire, not an enumeration of ours.
        default: return [TrackMaster.Refusal.unknownCommand.rawValue]
        }
        return [command[0] + 0x10]
    }

    private func number(_ command: [UInt8], below highest: Int) -> Int? {
        guard let tenths = try? TrackMaster.number(command.dropFirst()), tenths <= highest else { return nil }
        return tenths
    }

    private func status(_ request: UInt8, at now: MonotonicInstant) -> [UInt8] {
        let isValid = now >= validFrom
        switch request {
        case 0xC0: return [0xD0, beltState.rawValue]
        case 0xC1: return [0xD1] + TrackMaster.digits(isValid ? speedTenths : TrackMaster.invalidTenths)
        case 0xC2: return [0xD2] + TrackMaster.digits(isValid ? gradeTenths : TrackMaster.invalidTenths)
        case 0xC3: return [0xD3] + TrackMaster.digits(setSpeed)
        case 0xC4: return [0xD4] + TrackMaster.digits(setGrade)
        // A byte from the wire, not an enumeration of ours.
        default: return [TrackMaster.Refusal.unknownStatus.rawValue]
        }
    }

    /// A belt that is still coming to rest is not stopped yet.
    private var beltState: TrackMaster.BeltState {
        switch motion {
        case .stopped: .stopped
        case .running(let stopsWhenDisconnected): stopsWhenDisconnected ? .running : .runningUnguarded
        case .stopping: .running
        }
    }

    /// The nearest tenth: half a tenth more, and then the codec's rounding down.
    private var speedTenths: Int {
        let halfATenth = BeltSpeed.metersPerSecond(speedCount.speed(tenths: 1).metersPerSecond / 2)
        return speedCount.tenths(for: beltSpeed + halfATenth)
    }

    private var gradeTenths: Int { Int((incline.percentGrade * 10).rounded()) }
}
