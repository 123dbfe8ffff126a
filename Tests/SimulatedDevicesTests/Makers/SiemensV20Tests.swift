import SimulatedDevices
import Testing

/// 0.1 m/s for each hertz: 50 Hz are 5 m/s. Register numbers 4000n of the manual are n - 1 on the wire.
@Suite("The simulated SINAMICS V20 behaves as its operating instructions say")
struct SiemensV20Tests {
    private var bench = BeltBench(SiemensV20(parameters: BeltBench<SiemensV20>.parameters, speedPerHertz: 0.1))

    /// 0x047E: both stops off, operation, ramp and setpoint enabled, control by PLC, OFF1; 0x047F: the same with ON.
    private mutating func switchOn(setpoint: UInt16) {
        bench.write(0x047E, setpoint, at: 99)
        bench.write(0x047F, setpoint, at: 99)
    }

    @Test("OFF1 and then ON switches on, and the status word says each step of it")
    mutating func enableSequence() {
        // Bits of ZSW1: 15, 13, 11 no overload; 14 forward; 9 control requested; 8 within tolerance; 6 inhibited.
        #expect(bench.ask([3, 0, 109, 0, 1]) == [3, 2, 0xEB, 0x40])
        #expect(bench.ask([6, 0, 99, 0x04, 0x7E]) == [6, 0, 99, 0x04, 0x7E])
        // 5 and 4 no stop; 0 ready to be switched on.
        #expect(bench.ask([3, 0, 109, 0, 1]) == [3, 2, 0xEB, 0x31])
        #expect(bench.ask([6, 0, 99, 0x04, 0x7F]) == [6, 0, 99, 0x04, 0x7F])
        // 2 running, 1 ready.
        #expect(bench.ask([3, 0, 109, 0, 1]) == [3, 2, 0xEB, 0x37])
    }

    @Test("ON without OFF1 before it stays inhibited")
    mutating func onAlone() {
        bench.keep(2000) { $0.write(0x047F, 8192, at: 99) }
        // Bits 6, 5 and 4.
        #expect(bench.read(109).map { $0 & 0x7F } == 0x70)
        #expect(bench.speed == 0)
    }

    @Test("16384 is 100 % of P2000, 50 Hz: half of it is 25.00 Hz, and the actual value is scaled alike")
    mutating func setpoint() {
        switchOn(setpoint: 8192)
        bench.pass(6000)
        #expect((2.49...2.51).contains(bench.speed))
        #expect(bench.read(23).map { (2490...2510).contains($0) } == true)
        #expect(bench.read(110).map { (8150...8230).contains($0) } == true)
        // 50.00 % of FREQ REF are 8192 of HSW.
        bench.write(0, at: 100)
        bench.write(5000, at: 2)
        #expect(bench.read(100) == 8192)
        #expect(bench.read(2) == 5000)
        bench.write(10_000, at: 15)
        bench.pass(4000)
        #expect((4.95...5.05).contains(bench.speed))
        // 60 Hz of P2000, now 100 Hz, but the motor turns no faster than P1082, 50 Hz.
        bench.write(6000, at: 2)
        bench.pass(2000)
        #expect((4.95...5.05).contains(bench.speed))
    }

    @Test("Bit 11 inverts the setpoint: 0x0C7F enables the drive and moves no belt that cannot run backwards")
    mutating func reversed() {
        bench.write(0x0C7E, 8192, at: 99)
        bench.write(0x0C7F, 8192, at: 99)
        bench.pass(3000)
        // Running, and bit 14 (forward) is 0.
        #expect(bench.read(109).map { $0 & 0x4007 } == 0x0007)
        #expect(bench.read(4) == 1)
        #expect(bench.speed == 0)
    }

    @Test("OFF1 stops on the ramp-down time of register 11 and says that it still runs until it stands")
    mutating func offOne() {
        switchOn(setpoint: 8192)
        bench.pass(6000)
        // 5 s from 50 Hz to nothing are 1 m/s².
        bench.write(500, at: 11)
        bench.write(0x047E, at: 99)
        bench.pass(1000)
        #expect((1.5...1.75).contains(bench.speed))
        #expect(bench.read(109).map { $0 & 0x7 } == 0x7)
        bench.pass(4000)
        #expect(bench.speed == 0)
        #expect(bench.read(109).map { $0 & 0x7 } == 0x1)
    }

    @Test("OFF2 and a cancelled enable let the belt coast; the enable comes back by itself, OFF2 does not")
    mutating func coasting() {
        switchOn(setpoint: 8192)
        bench.pass(6000)
        // Bit 3 is 0.
        bench.write(0x0477, at: 99)
        bench.pass(1000)
        // 0.7 m/s² without power.
        #expect((1.75...1.85).contains(bench.speed))
        bench.write(0x047F, at: 99)
        bench.pass(4000)
        #expect(bench.speed > 2.4)
        // Bit 1 is 0, and 1 again.
        bench.write(0x047D, at: 99)
        bench.keep(5000) { $0.write(0x047F, 8192, at: 99) }
        #expect(bench.speed == 0)
        switchOn(setpoint: 8192)
        bench.pass(3000)
        #expect(bench.speed > 1)
    }

    @Test("OFF3 stops on its own time, whatever ON says, and inhibits the drive")
    mutating func offThree() {
        switchOn(setpoint: 8192)
        bench.pass(6000)
        // Bit 2 is 0; P1135 is 5 s for 50 Hz, 1 m/s², P1121 would be half of that.
        bench.write(0x047B, at: 99)
        bench.pass(1000)
        #expect((1.5...1.75).contains(bench.speed))
        // Too late: the quick stop is brought to its end.
        bench.write(0x047F, at: 99)
        bench.pass(4000)
        #expect(bench.speed == 0)
        #expect(bench.read(109).map { $0 & 0x7F } == 0x70)
        bench.write(0x047B, at: 99)
        #expect(bench.read(109).map { $0 & 0x7F } == 0x50)
        switchOn(setpoint: 8192)
        bench.pass(3000)
        bench.write(0x047B, at: 99)
        bench.pass(1)
        // OFF1 and no more OFF3 while it still turns, and ON before it stands: it comes to rest and is inhibited.
        bench.write(0x047E, at: 99)
        bench.pass(1000)
        #expect(bench.speed > 0.5)
        bench.write(0x047F, at: 99)
        bench.pass(5000)
        #expect(bench.speed == 0)
    }

    @Test("As shipped nobody misses the host, nor with a time and no action")
    mutating func watchdogOff() {
        switchOn(setpoint: 8192)
        bench.pass(20_000)
        bench.write(500, at: 0)
        bench.pass(20_000)
        #expect(bench.speed > 2.4)
        #expect(bench.drive.watchdogTrips == 0)
    }

    @Test("Without process data for the time set it faults with F72, reading or not, and coasts")
    mutating func watchdog() {
        bench.write(500, 1, at: 0)
        bench.pass(5000)
        #expect(bench.read(53) == 0, "Nothing was heard since the start-up, so nothing is missed")
        switchOn(setpoint: 8192)
        bench.keep(6000) { $0.write(0x047F, 8192, at: 99) }
        bench.keep(500) { _ = $0.read(109) }
        #expect(bench.read(53) == 1 && bench.read(54) == 72)
        #expect(bench.read(109).map { $0 & 0x0F } == 0x08)
        let speed = bench.speed
        bench.pass(1000)
        #expect((0.65...0.75).contains(speed - bench.speed))
        #expect(bench.drive.watchdogTrips == 1)
    }

    @Test("A fault is acknowledged by the rising of bit 7, and then ON alone moves nothing")
    mutating func acknowledge() {
        bench.write(500, 1, at: 0)
        switchOn(setpoint: 8192)
        bench.pass(600)
        bench.keep(500) { $0.write(0x047F, 8192, at: 99) }
        #expect(bench.read(53) == 1 && bench.read(54) == 72)
        bench.write(0x04FF, at: 99)
        #expect(bench.read(53) == 0)
        #expect(bench.read(54) == 72, "The last fault")
        bench.keep(1000) { $0.write(0x047F, 8192, at: 99) }
        #expect(bench.speed == 0)
        bench.keep(100) { $0.write(0x047E, 8192, at: 99) }
        bench.keep(1000) { $0.write(0x047F, 8192, at: 99) }
        #expect(bench.speed > 0.5)
    }

    @Test("A fault that lasts cannot be acknowledged, nor by a bit that stays high")
    mutating func lastingFault() {
        bench.conditions.lanyardPulled = true
        bench.pass(1)
        #expect(bench.read(53) == 1 && bench.read(54) == 85)
        bench.write(0x04FE, at: 99)
        bench.conditions.lanyardPulled = false
        bench.pass(1)
        bench.write(0x04FE, at: 99)
        #expect(bench.read(53) == 1 && bench.read(54) == 85)
        // Register 6 is bit 7 alone.
        bench.write(0, at: 6)
        bench.write(1, at: 6)
        #expect(bench.read(53) == 0)
    }

    @Test("An emergency stop is OFF2 by a terminal: bit 4 says so, and the drive is inhibited afterwards")
    mutating func emergencyStop() {
        switchOn(setpoint: 8192)
        bench.pass(4000)
        bench.conditions.emergencyStopPressed = true
        bench.pass(10)
        #expect(bench.read(109).map { $0 & 0x7F } == 0x60)
        bench.conditions.emergencyStopPressed = false
        bench.keep(6000) { $0.write(0x047F, 8192, at: 99) }
        #expect(bench.speed == 0)
    }

    @Test("What is refused: other functions (1), beyond the boundary (2), read only and no parameter (4)")
    mutating func refusals() {
        #expect(bench.ask([4, 0, 109, 0, 1]) == [0x84, 1])
        #expect(bench.ask([22, 0, 99, 0, 0, 4, 0x7F]) == [0x96, 1])
        #expect(bench.ask([23, 0, 99, 0, 1, 0, 99, 0, 1, 2, 4, 0x7F]) == [0x97, 1])
        #expect(bench.ask([3, 0, 62, 0, 1]) == [0x83, 2])
        #expect(bench.ask([6, 0, 62, 0, 1]) == [0x86, 2])
        #expect(bench.ask([6, 0, 23, 0, 1]) == [0x86, 4])
        #expect(bench.ask([6, 0, 12, 0, 1]) == [0x86, 4])
        // FREQ REF goes to 100.00 %.
        #expect(bench.ask([6, 0, 2, 0x27, 0x11]) == [0x86, 4])
        #expect(bench.ask([3, 0, 0, 0, 126]) == [0x83, 3])
    }

    @Test("Of several registers those are written that can be, although the write is refused")
    mutating func partialWrite() {
        // The reserved register 12 between the ramp-down time, 6.00 s, and an output that is not simulated.
        #expect(bench.write(600, 7, 1, at: 11) == [0x90, 4])
        #expect(bench.read(11) == 600)
        #expect(bench.read(12) == 0)
        // A FREQ REF that is too high, and the bits after it.
        bench.write(0x047E, at: 99)
        #expect(bench.write(20_000, 0, 1, at: 2) == [0x90, 4])
        #expect(bench.ask([3, 0, 2, 0, 3]) == [3, 6, 0, 0, 0, 0, 0, 1])
    }

    @Test("Process data without control by PLC are ignored, and do not count as heard")
    mutating func notByPLC() {
        bench.write(0x007E, 8192, at: 99)
        bench.write(0x007F, 8192, at: 99)
        #expect(bench.read(99) == 0)
        #expect(bench.read(109).map { $0 & 0x7F } == 0x40)
        bench.write(500, 1, at: 0)
        switchOn(setpoint: 8192)
        bench.keep(600) { $0.write(0x007F, 8192, at: 99) }
        #expect(bench.read(53) == 1 && bench.read(54) == 72)
    }

    @Test("Without power it forgets all that was written, the watchdog too")
    mutating func powerLoss() {
        bench.write(500, 1, at: 0)
        bench.write(300, at: 11)
        switchOn(setpoint: 8192)
        bench.keep(3000) { $0.write(0x047F, 8192, at: 99) }
        bench.cutPower()
        #expect(bench.ask([3, 0, 0, 0, 2]) == [3, 4, 0, 0, 0, 0])
        #expect(bench.read(11) == 1000)
        #expect(bench.read(99) == 0)
        #expect(bench.read(109).map { $0 & 0x7F } == 0x40)
    }

    @Test("A frozen drive shows an old status and obeys; a lost, an inert and a wild watchdog are what they are called")
    mutating func faults() {
        bench.write(500, 1, at: 0)
        switchOn(setpoint: 8192)
        bench.drive.freeze(true)
        bench.keep(4000) { $0.write(0x047F, 8192, at: 99) }
        #expect(bench.read(23) == 0)
        #expect(bench.speed > 2)
        bench.drive.freeze(false)
        #expect(bench.read(23).map { $0 > 2000 } == true)
        bench.conditions.ignoresSilence = true
        bench.pass(2000)
        #expect(bench.read(0) == 500)
        #expect(bench.read(53) == 0)
        bench.conditions.losesWatchdog = true
        bench.pass(1)
        #expect(bench.read(0) == 0)
        bench.conditions.tripsWatchdog = true
        bench.pass(1)
        #expect(bench.read(53) == 1 && bench.read(54) == 72)
    }
}
