import RigSimulation
import SimulatedDevices
import TreadmillControl

/// A belt drive with a belt on it in virtual time, asked as over its line.
struct BeltBench<Drive: SimulatedBelt> {
    /// Without gain error, so that the belt is as fast as the drive means it to be.
    static var parameters: BeltParameters {
        var parameters = BeltParameters()
        parameters.gainError = 0
        return parameters
    }

    var drive: Drive
    var conditions = DriveConditions()
    private(set) var now = MonotonicInstant(nanoseconds: 5_000_000_000)
    private var belt = BeltPlant(parameters: parameters)

    init(_ drive: Drive) {
        self.drive = drive
        pass(1)
    }

    /// Speed of the belt, m/s.
    var speed: Double { belt.smoothSpeed.metersPerSecond }

    mutating func pass(_ milliseconds: Int) {
        for _ in 0..<milliseconds {
            now = now + .milliseconds(1)
            let sample = DeviceSample(main: speed, sampledAt: now)
            let demand = drive.demand(at: now, sample: sample, conditions: conditions)
            belt.step(by: 0.001, demand: demand, load: 1)
        }
    }

    mutating func ask(_ pdu: [UInt8]) -> [UInt8] { ModbusServerCore.answer(to: pdu, from: &drive) }

    /// Writes registers with function code 16.
    @discardableResult
    mutating func write(_ values: UInt16..., at address: UInt16) -> [UInt8] {
        ask([16] + bytes(address) + [0, UInt8(values.count), UInt8(values.count * 2)] + values.flatMap(bytes))
    }

    @discardableResult
    mutating func setCoil(_ address: UInt16, _ isOn: Bool) -> [UInt8] {
        ask([5] + bytes(address) + [isOn ? 0xFF : 0, 0])
    }

    /// One holding register; `nil` if the drive refuses or is silent.
    mutating func read(_ address: UInt16) -> UInt16? {
        let answer = ask([3] + bytes(address) + [0, 1])
        guard answer.count == 4, answer[0] == 3 else { return nil }
        return UInt16(answer[2]) << 8 | UInt16(answer[3])
    }

    /// Lets time pass and commands again every 100 ms.
    mutating func keep(_ milliseconds: Int, _ command: (inout Self) -> Void) {
        for _ in 0..<milliseconds / 100 {
            command(&self)
            pass(100)
        }
    }

    /// Cuts the power for a second.
    mutating func cutPower() {
        conditions.isUnpowered = true
        pass(1000)
        conditions.isUnpowered = false
        pass(1)
    }

    private func bytes(_ word: UInt16) -> [UInt8] { [UInt8(word >> 8), UInt8(word & 0xFF)] }
}
