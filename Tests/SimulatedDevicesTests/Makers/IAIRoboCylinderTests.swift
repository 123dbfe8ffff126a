import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

/// A drive and the rope in virtual time.
private struct AxisBench {
    var drive = IAIRoboCylinder()
    var conditions = DriveConditions()
    private(set) var now = MonotonicInstant(nanoseconds: 5_000_000_000)
    private var hoist = HoistPlant(parameters: HoistParameters(), timeStep: 0.001)

    init() { pass(1) }

    /// Position of the rope, m.
    var position: Double { hoist.position.meters }
    var velocity: Double { hoist.velocity.metersPerSecond }

    mutating func pass(_ milliseconds: Int) {
        for _ in 0..<milliseconds {
            now = now + .milliseconds(1)
            let sample = DeviceSample(
                main: position, side: hoist.velocity.metersPerSecond, sampledAt: now)
            hoist.step(by: 0.001, demand: drive.demand(at: now, sample: sample, conditions: conditions))
        }
    }

    mutating func ask(_ pdu: [UInt8]) -> [UInt8] { ModbusServerCore.answer(to: pdu, from: &drive) }

    /// A bit of the status or the control coils.
    mutating func bit(_ address: UInt16) -> Bool? {
        let answer = ask([1, UInt8(address >> 8), UInt8(address & 0xFF), 0, 1])
        return answer.count == 3 ? answer[2] == 1 : nil
    }

    @discardableResult
    mutating func setCoil(_ address: UInt16, _ isOn: Bool) -> [UInt8] {
        ask([5, UInt8(address >> 8), UInt8(address & 0xFF), isOn ? 0xFF : 0, 0])
    }

    /// What the manual asks for before the first move: Modbus commands, servo on, home return.
    mutating func prepare() {
        setCoil(0x0427, true)
        setCoil(0x0403, true)
        pass(50)
        setCoil(0x040B, false)
        setCoil(0x040B, true)
        pass(50)
    }

    /// 0x9900: target in 0.01 mm, band 0.1 mm, speed in 0.01 mm/s, 0.3 G, no push, no flags.
    @discardableResult
    mutating func move(to target: Int32, speed: UInt32, flags: UInt8 = 0) -> [UInt8] {
        ask(
            [16, 0x99, 0x00, 0, 9, 18] + bytes(UInt32(bitPattern: target)) + bytes(10) + bytes(speed) + [
                0, 30, 0, 0, 0, flags,
            ])
    }

    private func bytes(_ word: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(word >> $0 & 0xFF) }
    }
}

@Suite("The simulated ROBO Cylinder behaves as its serial communication manual says")
struct IAIRoboCylinderTests {
    private var bench = AxisBench()

    @Test("Servo on and home return by the manual's queries, and the bits that tell of them")
    mutating func preparation() {
        // Ready only: PWR at 0102.
        #expect(bench.ask([2, 0x01, 0x00, 0, 16]) == [2, 2, 0b0000_0100, 0])
        #expect(bench.ask([5, 0x04, 0x27, 0xFF, 0]) == [5, 0x04, 0x27, 0xFF, 0])
        #expect(bench.ask([5, 0x04, 0x03, 0xFF, 0]) == [5, 0x04, 0x03, 0xFF, 0])
        #expect(bench.bit(0x0103) == false, "The servo takes its time")
        bench.pass(30)
        #expect(bench.bit(0x0103) == true)
        #expect(bench.bit(0x010B) == false)
        #expect(bench.ask([5, 0x04, 0x0B, 0, 0]) == [5, 0x04, 0x0B, 0, 0])
        #expect(bench.ask([5, 0x04, 0x0B, 0xFF, 0]) == [5, 0x04, 0x0B, 0xFF, 0])
        bench.pass(50)
        #expect(bench.bit(0x010B) == true)
        // DSS1, highest bit first: PWR 13, SV 12, HEND 4, PEND 3.
        #expect(bench.ask([3, 0x90, 0x05, 0, 1]) == [3, 2, 0x30, 0x18])
    }

    @Test("The servo by the control register: the manual's 1000h at 0D00h")
    mutating func controlRegister() {
        bench.setCoil(0x0427, true)
        #expect(bench.ask([6, 0x0D, 0x00, 0x10, 0x00]) == [6, 0x0D, 0x00, 0x10, 0x00])
        bench.pass(30)
        #expect(bench.bit(0x0103) == true)
        #expect(bench.ask([1, 0x04, 0x03, 0, 1]) == [1, 1, 1])
    }

    @Test("A block of nine registers moves the rope to its target at its speed, and says when it is there")
    mutating func moves() {
        bench.prepare()
        // 100.00 mm at 50.00 mm/s.
        #expect(bench.move(to: 10_000, speed: 5000) == [16, 0x99, 0x00, 0, 9])
        bench.pass(1000)
        #expect((0.0495...0.0505).contains(bench.velocity))
        #expect(bench.bit(0x010C) == false)
        #expect(bench.bit(0x012A) == true)
        // 5000 is 0x1388; the lag of the hoist is a hundredth of that at most.
        let speed = bench.ask([3, 0x90, 0x0A, 0, 2])
        #expect(speed.prefix(5) == [3, 4, 0, 0, 0x13])
        bench.pass(1500)
        #expect((0.0999...0.1001).contains(bench.position))
        #expect(bench.velocity.magnitude < 0.0001)
        #expect(bench.bit(0x010C) == true)
        #expect(bench.bit(0x012A) == false)
    }

    @Test("Nobody is missed: without a word the axis arrives")
    mutating func noWatchdog() {
        bench.prepare()
        bench.conditions.tripsWatchdog = true
        bench.move(to: 50_000, speed: 1000)
        bench.pass(52_000)
        #expect((0.499...0.501).contains(bench.position))
        #expect(bench.drive.watchdogTrips == 0)
    }

    @Test("Down is a negative target, and a negative position reads as one")
    mutating func down() {
        bench.prepare()
        bench.move(to: -5000, speed: 5000)
        bench.pass(2000)
        #expect((-0.0501 ... -0.0499).contains(bench.position))
        let answer = bench.ask([3, 0x90, 0x00, 0, 2])
        #expect(answer.prefix(5) == [3, 4, 0xFF, 0xFF, 0xEC], "-5000 is 0xFFFFEC78")
    }

    @Test("A deceleration stop is an edge that is taken back, and the target is forgotten")
    mutating func decelerationStop() {
        bench.prepare()
        bench.move(to: 50_000, speed: 10_000)
        bench.pass(1000)
        #expect(bench.setCoil(0x042C, true) == [5, 0x04, 0x2C, 0xFF, 0])
        for _ in 0..<300 {
            bench.pass(1)
            #expect(bench.velocity > -0.0001, "It does not come back")
        }
        let position = bench.position
        #expect((0.09...0.11).contains(position))
        bench.pass(2000)
        #expect((bench.position - position).magnitude < 0.0001)
        #expect(bench.bit(0x042C) == false)
    }

    @Test("A pause holds the axis as long as it lasts, and then it goes on")
    mutating func pause() {
        bench.prepare()
        bench.move(to: 20_000, speed: 10_000)
        bench.pass(500)
        bench.setCoil(0x040A, true)
        bench.pass(300)
        let position = bench.position
        bench.pass(1000)
        #expect((bench.position - position).magnitude < 0.0001)
        bench.setCoil(0x040A, false)
        bench.pass(3000)
        #expect((0.1999...0.2001).contains(bench.position))
    }

    @Test("An alarm reset during a pause cancels the rest of the way")
    mutating func pauseAndReset() {
        bench.prepare()
        bench.move(to: 20_000, speed: 10_000)
        bench.pass(500)
        bench.setCoil(0x040A, true)
        bench.pass(300)
        bench.setCoil(0x0407, true)
        bench.setCoil(0x0407, false)
        bench.setCoil(0x040A, false)
        let position = bench.position
        bench.pass(2000)
        #expect((bench.position - position).magnitude < 0.0001)
    }

    @Test("A relative move (bit 3 of the flags) adds to the last target, once")
    mutating func incremental() {
        bench.prepare()
        bench.move(to: 3000, speed: 10_000)
        bench.pass(1000)
        bench.move(to: 2000, speed: 10_000, flags: 8)
        bench.pass(1000)
        #expect((0.0499...0.0501).contains(bench.position))
        bench.move(to: 2000, speed: 10_000)
        bench.pass(1000)
        #expect((0.0199...0.0201).contains(bench.position))
    }

    @Test("An alarm whose cause lasts is not reset, and the brake holds")
    mutating func lastingAlarm() {
        bench.prepare()
        bench.conditions.hasFault = true
        bench.pass(1)
        bench.setCoil(0x0407, true)
        #expect(bench.ask([3, 0x90, 0x02, 0, 1]) == [3, 2, 0, 0xE0])
        bench.conditions.hasFault = false
        bench.pass(1)
        #expect(bench.bit(0x0103) == false)
        bench.setCoil(0x0407, false)
        bench.setCoil(0x0407, true)
        #expect(bench.ask([3, 0x90, 0x02, 0, 1]) == [3, 2, 0, 0])
    }

    @Test("A speed alone changes the speed of the motion under way; the positioning band alone starts nothing")
    mutating func partialWrites() {
        bench.prepare()
        bench.move(to: 20_000, speed: 1000)
        bench.pass(1000)
        // 40.00 mm/s are 4000.
        #expect(bench.ask([16, 0x99, 0x04, 0, 2, 4, 0, 0, 0x0F, 0xA0]) == [16, 0x99, 0x04, 0, 2])
        bench.pass(500)
        #expect((0.0395...0.0405).contains(bench.velocity))
        bench.setCoil(0x042C, true)
        bench.pass(500)
        _ = bench.ask([16, 0x99, 0x02, 0, 2, 4, 0, 0, 0, 100])
        bench.pass(1000)
        #expect(bench.velocity.magnitude < 0.0001)
    }

    @Test("Before the handover to Modbus and with the servo off, moves are answered and ignored")
    mutating func ignored() {
        #expect(bench.setCoil(0x0403, true) == [5, 0x04, 0x03, 0xFF, 0])
        bench.pass(50)
        #expect(bench.bit(0x0103) == false)
        bench.prepare()
        bench.setCoil(0x0427, false)
        #expect(bench.move(to: 10_000, speed: 5000) == [16, 0x99, 0x00, 0, 9])
        bench.pass(1000)
        #expect(bench.position == 0)
        bench.setCoil(0x0427, true)
        bench.setCoil(0x0403, false)
        bench.pass(10)
        bench.move(to: 10_000, speed: 5000)
        bench.pass(1000)
        #expect(bench.position == 0)
        #expect(bench.bit(0x0105) == false)
    }

    @Test("A move before the home return is an alarm, which takes the servo and is reset by an edge")
    mutating func notHomed() {
        bench.setCoil(0x0427, true)
        bench.setCoil(0x0403, true)
        bench.pass(50)
        bench.move(to: 10_000, speed: 5000)
        bench.pass(10)
        #expect(bench.bit(0x0105) == true)
        #expect(bench.bit(0x0103) == false)
        #expect(bench.ask([3, 0x90, 0x02, 0, 1]) == [3, 2, 0, 0x83])
        #expect(bench.position == 0)
        bench.setCoil(0x0407, true)
        bench.setCoil(0x0407, false)
        bench.pass(50)
        #expect(bench.bit(0x0105) == false)
        #expect(bench.bit(0x0103) == true)
    }

    @Test("A speed that was never written, one beyond the axis, and push motion are alarms")
    mutating func impossibleMoves() {
        for (speed, flags) in [(0, 0), (100_001, 0), (5000, 2)] as [(UInt32, UInt8)] {
            bench = AxisBench()
            bench.prepare()
            bench.move(to: 10_000, speed: speed, flags: flags)
            bench.pass(100)
            #expect(bench.ask([3, 0x90, 0x02, 0, 1]) == [3, 2, 0, 0xA3])
            #expect(bench.position == 0)
        }
    }

    @Test("A target beyond the soft limit ends 0.2 mm before it")
    mutating func softLimit() {
        bench.prepare()
        bench.move(to: 200_000, speed: 50_000)
        bench.pass(4000)
        #expect((1.1997...1.1999).contains(bench.position))
    }

    @Test("An emergency stop closes the brake; released, the axis stands where it is and forgets its target")
    mutating func emergencyStop() {
        bench.prepare()
        bench.move(to: 50_000, speed: 10_000)
        bench.pass(1000)
        bench.conditions.emergencyStopPressed = true
        bench.pass(100)
        #expect(bench.bit(0x0100) == true)
        #expect(bench.bit(0x0103) == false)
        let position = bench.position
        bench.conditions.emergencyStopPressed = false
        bench.pass(3000)
        #expect(bench.bit(0x0103) == true)
        #expect((bench.position - position).magnitude < 0.001)
    }

    @Test("Refusals: other functions, addresses that are not there, values out of range")
    mutating func refusals() {
        #expect(bench.ask([4, 0x90, 0x00, 0, 2]) == [0x84, 1])
        // The manual's example: an input status that does not exist.
        #expect(bench.ask([2, 0x04, 0xA1, 0, 0x14]) == [0x82, 2])
        #expect(bench.ask([3, 0x99, 0x00, 0, 2]) == [0x83, 2])
        #expect(bench.ask([5, 0x01, 0x03, 0xFF, 0]) == [0x85, 2])
        #expect(bench.ask([6, 0x90, 0x00, 0, 1]) == [0x86, 2])
        // 999999 is the last target: 0x000F4240 is one more.
        #expect(bench.ask([16, 0x99, 0x00, 0, 2, 4, 0x00, 0x0F, 0x42, 0x40]) == [0x90, 3])
        // Nine registers from 0x9901 end beyond the block.
        #expect(bench.ask([16, 0x99, 0x01, 0, 9, 18] + [UInt8](repeating: 0, count: 18)) == [0x90, 2])
    }

    @Test("Without power the brake holds, and home, servo and the handover are gone")
    mutating func powerLoss() {
        bench.prepare()
        bench.move(to: 30_000, speed: 10_000)
        bench.pass(1000)
        bench.conditions.isUnpowered = true
        bench.pass(500)
        let position = bench.position
        #expect(position > 0.05)
        bench.conditions.isUnpowered = false
        bench.pass(3000)
        #expect(bench.position == position)
        #expect(bench.bit(0x0103) == false)
        #expect(bench.bit(0x010B) == false)
        #expect(bench.bit(0x0127) == false)
    }

    @Test("After power-up the home return lowers the rope to its datum, slowly")
    mutating func homeReturnMoves() {
        bench.prepare()
        bench.move(to: 10_000, speed: 10_000)
        bench.pass(2000)
        bench.setCoil(0x040B, false)
        bench.setCoil(0x040B, true)
        bench.pass(1000)
        #expect((-0.0205 ... -0.0195).contains(bench.velocity))
        #expect(bench.bit(0x010B) == false)
        #expect(bench.bit(0x0124) == true)
        bench.pass(6000)
        #expect(bench.position.magnitude < 0.0001)
        #expect(bench.bit(0x010B) == true)
    }
}
