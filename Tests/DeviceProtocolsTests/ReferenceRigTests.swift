import DeviceProtocols
import Testing
import TreadmillControl

@Suite("The reference rig's registers")
struct ReferenceRigTests {
    private static func belt(_ speed: Double, isRunning: Bool = true, incline: Double = 0) -> BeltCommand {
        BeltCommand(isRunning: isRunning, speed: .metersPerSecond(speed), incline: .percentGrade(incline))
    }

    @Test("A belt command is control word, mm/s, hundredths of a per cent, heartbeat")
    func beltCommand() {
        let registers = ReferenceBeltDrive.commandRegisters(
            for: Self.belt(2.75, incline: 1.5), resetFault: false, heartbeat: 0xBEEF)
        #expect(registers == [0x0001, 2750, 150, 0xBEEF])
        let downhill = ReferenceBeltDrive.commandRegisters(
            for: Self.belt(1, incline: -2), resetFault: false, heartbeat: 0)
        #expect(downhill == [1, 1000, 0xFF38, 0])
    }

    @Test("A stop carries no speed, a negative speed is none, and a reset never goes with a run")
    func beltStop() {
        let stop = ReferenceBeltDrive.commandRegisters(
            for: Self.belt(2.75, isRunning: false), resetFault: false, heartbeat: 7)
        #expect(stop == [0, 0, 0, 7])
        let negative = ReferenceBeltDrive.commandRegisters(for: Self.belt(-1), resetFault: false, heartbeat: 7)
        #expect(negative == [1, 0, 0, 7])
        let reset = ReferenceBeltDrive.commandRegisters(for: Self.belt(2), resetFault: true, heartbeat: 7)
        #expect(reset[0] == 0x0002)
    }

    @Test("A belt status reads back in SI units")
    func beltStatus() throws {
        let status = try ReferenceBeltDrive.Status(registers: [0x0003, 2750, 0xFF38, 0, 0xBEEF, 99])
        #expect(status.word == [.ready, .running])
        #expect(status.speedMeasured == .metersPerSecond(2.75) && status.inclineMeasured == .percentGrade(-2))
        #expect(status.heartbeatEcho == 0xBEEF && status.sampleCounter == 99 && status.faultCode == 0)
        let backwards = try ReferenceBeltDrive.Status(registers: [0, 0xFFFF, 0, 0, 0, 0])
        #expect(backwards.speedMeasured == .metersPerSecond(-0.001))
    }

    @Test("A hoist is told control word, tenths of mm/s, heartbeat; a hold closes the brake")
    func hoistCommand() {
        let up = ReferenceHoist.commandRegisters(for: .move(.metersPerSecond(0.125)), resetFault: false, heartbeat: 3)
        #expect(up == [1, 1250, 3])
        let down = ReferenceHoist.commandRegisters(for: .move(.metersPerSecond(-0.05)), resetFault: false, heartbeat: 3)
        #expect(down == [1, 0xFE0C, 3])
        #expect(ReferenceHoist.commandRegisters(for: .hold, resetFault: false, heartbeat: 3) == [0, 0, 3])
        let reset = ReferenceHoist.commandRegisters(for: .move(.metersPerSecond(0.1)), resetFault: true, heartbeat: 3)
        #expect(reset == [2, 0, 3])
        let broken = ReferenceHoist.commandRegisters(
            for: .move(.metersPerSecond(.nan)), resetFault: false, heartbeat: 3)
        #expect(broken[1] == 0)
    }

    @Test("A hoist's position is a signed pair, high word first, in hundredths of a millimetre")
    func hoistStatus() throws {
        // 123456 x 10 um, and -10 um.
        let up = try ReferenceHoist.Status(registers: [0x0001, 0x0001, 0xE240, 0xFE0C, 0, 5])
        #expect((up.positionMeasured.meters - 1.23456).magnitude < 1e-12)
        #expect((up.velocityMeasured.metersPerSecond + 0.05).magnitude < 1e-12 && up.heartbeatEcho == 5)
        let below = try ReferenceHoist.Status(registers: [0x0001, 0xFFFF, 0xFFFF, 0, 0, 0])
        #expect((below.positionMeasured.meters + 0.00001).magnitude < 1e-12)
    }

    @Test("A load cell is a float in newtons with a status")
    func loadCell() throws {
        let sample = try ReferenceLoadCell.Sample(registers: [0x437A, 0x0000, 0x0001, 12])
        #expect(sample.supportForceMeasured == .newtons(250) && sample.word == .ready && sample.sampleCounter == 12)
        let broken = try ReferenceLoadCell.Sample(registers: [0xC2ED, 0x4000, 0x0024, 0])
        #expect(broken.supportForceMeasured == .newtons(-118.625))
        #expect(broken.word.deviceStatus == [.fault, .overload])
    }

    @Test(
        "Every bit of a status word means the same to the core",
        arguments: [
            (0x0001, .ready), (0x0002, .running), (0x0004, .fault), (0x0008, .emergencyStop),
            (0x0010, .watchdogTripped), (0x0020, .lanyardPulled), (0xFFC0, []),
        ] as [(UInt16, DeviceStatus)])
    func statusBits(word: UInt16, status: DeviceStatus) {
        #expect(ReferenceStatusWord(rawValue: word).deviceStatus == status)
    }

    @Test("A status word alone never claims that the watchdog is verified")
    func watchdogIsNotASelfReport() {
        #expect(!ReferenceStatusWord(rawValue: 0xFFFF).deviceStatus.contains(.watchdogVerified))
        #expect(!ReferenceLoadCell.StatusWord(rawValue: 0xFFFF).deviceStatus.contains(.watchdogVerified))
    }

    @Test("Blocks of the wrong length are refused", arguments: [0, 3, 5, 7, 125])
    func wrongLength(count: Int) {
        let registers = [UInt16](repeating: 0, count: count)
        #expect(throws: DecodingProblem.wrongLength(expected: 6, got: count)) {
            try ReferenceBeltDrive.Status(registers: registers)
        }
        #expect(throws: DecodingProblem.wrongLength(expected: 6, got: count)) {
            try ReferenceHoist.Status(registers: registers)
        }
        #expect(throws: DecodingProblem.wrongLength(expected: 4, got: count)) {
            try ReferenceLoadCell.Sample(registers: registers)
        }
    }

    @Test("Readings that cannot be are refused, not passed on")
    func impossible() throws {
        // NaN, +infinity, -infinity, and more than 20 kN.
        for (high, low) in [(0x7FC0, 0), (0x7F80, 0), (0xFF80, 0), (0x7FFF, 0xFFFF)] as [(UInt16, UInt16)] {
            #expect(throws: DecodingProblem.notFinite(field: "support force")) {
                try ReferenceLoadCell.Sample(registers: [high, low, 1, 0])
            }
        }
        let heavy = RegisterCoding.words(of: Float(20001))
        #expect(throws: DecodingProblem.self) {
            try ReferenceLoadCell.Sample(registers: [heavy.high, heavy.low, 1, 0])
        }
        #expect(throws: DecodingProblem.self) {
            try ReferenceBeltDrive.Status(registers: [1, 15001, 0, 0, 0, 0])
        }
        #expect(throws: DecodingProblem.self) {
            try ReferenceHoist.Status(registers: [1, 0x7FFF, 0xFFFF, 0, 0, 0])
        }
        _ = try ReferenceBeltDrive.Status(registers: [1, 15000, 0, 0, 0, 0])
    }
}
