import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

private enum Status {
    static let ready: UInt16 = 1
    static let running: UInt16 = 2
    static let fault: UInt16 = 4
    static let emergencyStop: UInt16 = 8
    static let tripped: UInt16 = 16
}

@Suite("The simulated belt drive behaves as its register map says")
struct SimulatedBeltDriveTests {
    private var bench = VirtualBench(ExampleRigs.modbus())

    private mutating func command(_ registers: [UInt16]) -> [UInt8] {
        bench.write(registers, at: 0, bus: "belt", unit: 1)
    }
    private mutating func status() -> UInt16 { bench.read(1, at: 16, bus: "belt", unit: 1)[0] }
    private mutating func setWatchdog(_ milliseconds: UInt16) {
        bench.write([milliseconds], at: 8, bus: "belt", unit: 1)
    }
    private mutating func run(seconds: Int, speed: UInt16) {
        for _ in 0..<seconds * 10 {
            _ = command([1, speed, 0, 7])
            bench.pass(.milliseconds(100))
        }
    }

    @Test("A commanded belt runs, reports its speed in millimetres per second, and echoes the heartbeat")
    mutating func runs() {
        run(seconds: 6, speed: 1500)
        let registers = bench.read(6, at: 16, bus: "belt", unit: 1)
        #expect(registers[0] == Status.ready | Status.running)
        // Gain error and the dips of a stance lie between setpoint and measurement.
        #expect((1450...1620).contains(registers[1]))
        #expect(registers[4] == 7)
    }

    @Test("A belt whose host falls silent stops by its watchdog, and stays stopped until reset and told anew")
    mutating func watchdogStopsTheBelt() {
        setWatchdog(500)
        run(seconds: 6, speed: 2000)
        bench.pass(.milliseconds(390))
        #expect(status() & Status.tripped == 0)
        bench.pass(.milliseconds(200))
        #expect(status() & (Status.tripped | Status.ready) == Status.tripped)
        bench.pass(.milliseconds(4000))
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)

        // Whoever comes back and goes on as if nothing had happened does not move the belt.
        run(seconds: 2, speed: 2000)
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
        // Reset and run in one word is a reset only.
        _ = command([3, 2000, 0, 0])
        bench.pass(.milliseconds(100))
        run(seconds: 1, speed: 2000)
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
        // A stop in between, and it may run.
        _ = command([0, 0, 0, 0])
        run(seconds: 2, speed: 2000)
        #expect(bench.rig.observe(at: bench.now).beltSpeed > .metersPerSecond(1))
        #expect(bench.rig.observe(at: bench.now).beltWatchdogTrips == 1)
    }

    @Test("Reading does not feed the watchdog: only a command does")
    mutating func readingDoesNotFeed() {
        setWatchdog(300)
        run(seconds: 2, speed: 1000)
        for _ in 0..<10 {
            _ = status()
            bench.pass(.milliseconds(100))
        }
        #expect(status() & Status.tripped != 0)
    }

    @Test("A watchdog set to 0 never trips")
    mutating func watchdogOff() {
        run(seconds: 2, speed: 1000)
        bench.pass(.milliseconds(20_000))
        #expect(status() == Status.ready | Status.running)
    }

    @Test("The stop ramp is the one in the register")
    mutating func stopRamp() {
        bench.write([500], at: 9, bus: "belt", unit: 1)
        run(seconds: 6, speed: 2000)
        bench.rig.forgetTrace()
        _ = command([0, 0, 0, 0])
        bench.pass(.milliseconds(2000))
        let seen = bench.rig.observe(at: bench.now)
        // 0.5 m/s² and the drive's gain error.
        #expect((0.48...0.53).contains(seen.trace.steepestFall.metersPerSecondSquared))
        #expect(seen.beltSpeed > .metersPerSecond(0.8))
    }

    @Test("An emergency stop cuts the power; released, it needs a stop and a start before the belt moves")
    mutating func emergencyStop() {
        run(seconds: 6, speed: 2000)
        bench.rig.apply(.emergencyStop, at: bench.now)
        run(seconds: 4, speed: 2000)
        #expect(status() == Status.emergencyStop)
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
        bench.rig.clear(.emergencyStop, at: bench.now)
        run(seconds: 2, speed: 2000)
        #expect(status() == Status.ready)
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
        _ = command([0, 0, 0, 0])
        run(seconds: 1, speed: 2000)
        #expect(bench.rig.observe(at: bench.now).beltSpeed > .zero)
    }

    @Test("A fault stays latched until its cause is gone and the reset bit rises")
    mutating func faultReset() {
        bench.rig.apply(.fault(.belt), at: bench.now)
        bench.pass(.milliseconds(10))
        #expect(status() == Status.fault)
        #expect(bench.read(1, at: 19, bus: "belt", unit: 1) == [1])
        _ = command([2, 0, 0, 0])
        #expect(status() == Status.fault)
        bench.rig.clear(.fault(.belt), at: bench.now)
        bench.pass(.milliseconds(10))
        // The bit is still high: no edge, no reset.
        _ = command([2, 0, 0, 0])
        #expect(status() == Status.fault)
        _ = command([0, 0, 0, 0])
        _ = command([2, 0, 0, 0])
        #expect(status() == Status.ready)
    }

    @Test("A setpoint that cannot be followed is refused, and nothing of its request is taken")
    mutating func refusedSetpoints() {
        // -1 mm/s; faster than the drive turns; steeper than the deck goes; a register that does not exist.
        #expect(command([1, 0xFFFF, 0, 9]) == [0x90, 3])
        #expect(command([1, 6800, 0, 9]) == [0x90, 3])
        #expect(command([1, 1000, 1600, 9]) == [0x90, 3])
        #expect(command([1, 1000, 0, 9, 5]) == [0x90, 2])
        #expect(bench.read(4, at: 0, bus: "belt", unit: 1) == [0, 0, 0, 0])
        #expect(bench.ask([3, 0, 16, 0, 7], bus: "belt", unit: 1) == [0x83, 2])
        #expect(bench.ask([1, 0, 0, 0, 1], bus: "belt", unit: 1) == [0x81, 1])
    }

    @Test("A silent device neither answers nor obeys")
    mutating func silent() {
        setWatchdog(500)
        run(seconds: 4, speed: 1000)
        bench.rig.apply(.off(.belt), at: bench.now)
        #expect(command([1, 1000, 0, 0]).isEmpty)
        run(seconds: 3, speed: 1000)
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
        bench.rig.clear(.off(.belt), at: bench.now)
        #expect(status() & Status.tripped != 0)
    }
}

@Suite("The simulated hoist and load cell behave as their register maps say")
struct SimulatedUnloadingTests {
    private var bench = VirtualBench(ExampleRigs.modbus())

    private mutating func raise(seconds: Double, velocity: Int16 = 500) {
        for _ in 0..<Int(seconds * 20) {
            bench.write([1, UInt16(bitPattern: velocity), 3], at: 0, bus: "unloading", unit: 1)
            bench.pass(.milliseconds(50))
        }
    }

    @Test("The rope moves as told and both registers of its position are read high word first")
    mutating func moves() {
        raise(seconds: 2)
        let registers = bench.read(6, at: 16, bus: "unloading", unit: 1)
        #expect(registers[0] == Status.ready | Status.running)
        let counts = Int32(bitPattern: UInt32(registers[1]) << 16 | UInt32(registers[2]))
        // 0.05 m/s for two seconds, less delay and lag.
        #expect((9500...10_000).contains(counts))
        #expect(registers[3] == 500)
        #expect(registers[5] == 3)
    }

    @Test("Down is a negative velocity, and a negative position reads as one")
    mutating func down() {
        raise(seconds: 1, velocity: -500)
        let registers = bench.read(3, at: 16, bus: "unloading", unit: 1)
        let counts = Int32(bitPattern: UInt32(registers[1]) << 16 | UInt32(registers[2]))
        #expect((-5000 ... -4500).contains(counts))
    }

    @Test("When the host falls silent the brake holds the runner: the support neither drops nor rises")
    mutating func watchdogHolds() {
        bench.write([200], at: 8, bus: "unloading", unit: 1)
        raise(seconds: 4)
        bench.pass(.milliseconds(300))
        let held = bench.rig.observe(at: bench.now)
        #expect(held.ropeForce > .newtons(300))
        bench.pass(.milliseconds(10_000))
        let later = bench.rig.observe(at: bench.now)
        #expect(later.hoistPosition == held.hoistPosition)
        #expect(later.hoistWatchdogTrips == 1)
        #expect((later.ropeForce - held.ropeForce).magnitude < .newtons(7))
        // Commands go on as before, without a reset: still held.
        raise(seconds: 1)
        #expect(bench.rig.observe(at: bench.now).hoistPosition == held.hoistPosition)
    }

    @Test("A velocity beyond the servo's is refused")
    mutating func tooFast() {
        #expect(bench.write([1, 10_001, 0], at: 0, bus: "unloading", unit: 1) == [0x90, 3])
        #expect(bench.write([1, 10_000, 0], at: 0, bus: "unloading", unit: 1) == [16, 0, 0, 0, 3])
    }

    @Test("The load cell gives newtons as a float, high word first, on FC4 and takes no writes")
    mutating func loadCell() {
        bench.rig.apply(.reading(.loadCell, .value(123.5)), at: bench.now)
        bench.pass(.milliseconds(5))
        let registers = bench.read(4, at: 0, bus: "unloading", unit: 2, function: 4)
        // 123.5 is 0x42F70000 in IEEE 754 single precision.
        #expect(Array(registers.prefix(3)) == [0x42F7, 0x0000, 1])
        let counter = registers[3]
        bench.pass(.milliseconds(3))
        #expect(bench.read(1, at: 3, bus: "unloading", unit: 2, function: 4) == [counter + 3])
        #expect(bench.write([1], at: 0, bus: "unloading", unit: 2) == [0x90, 1])
        #expect(bench.ask([3, 0, 0, 0, 1], bus: "unloading", unit: 2) == [0x83, 1])
    }

    @Test("A faulty cell says so")
    mutating func loadCellFault() {
        bench.rig.apply(.fault(.loadCell), at: bench.now)
        bench.pass(.milliseconds(5))
        #expect(bench.read(1, at: 2, bus: "unloading", unit: 2, function: 4) == [4])
    }

    @Test("A broadcast is obeyed and not answered; an unknown unit is nobody")
    mutating func broadcastAndUnknown() {
        let write: [UInt8] = [16, 0, 8, 0, 1, 2, 0, 250]
        #expect(bench.rig.answer(to: write, unit: 0, onBus: "unloading", at: bench.now) == .silence)
        #expect(bench.read(1, at: 8, bus: "unloading", unit: 1) == [250])
        #expect(bench.rig.answer(to: write, unit: 9, onBus: "unloading", at: bench.now) == .noSuchUnit)
    }
}
