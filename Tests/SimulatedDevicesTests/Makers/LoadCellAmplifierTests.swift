import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

/// An amplifier with a force on it in virtual time.
private struct AmplifierBench<Amplifier: SimulatedLoadCellAmplifier> {
    var amplifier: Amplifier
    var force = 0.0
    var conditions = AmplifierConditions()
    private var now = MonotonicInstant(nanoseconds: 5_000_000_000)

    init(_ amplifier: Amplifier) {
        self.amplifier = amplifier
        pass(1)
    }

    mutating func pass(_ milliseconds: Int) {
        for _ in 0..<milliseconds {
            now = now + .milliseconds(1)
            amplifier.take(DeviceSample(main: force, sampledAt: now), at: now, conditions: conditions)
        }
    }

    mutating func ask(_ pdu: [UInt8]) -> [UInt8] { ModbusServerCore.answer(to: pdu, from: &amplifier) }
}

/// 0.5 N for a count, one decimal: 123.5 N are 247 counts, or 24.7 units.
@Suite("The simulated DAD 141.1 behaves as its Modbus manual says")
struct FlintecDAD141Tests {
    private var bench = AmplifierBench(FlintecDAD141(newtonsPerCount: 0.5))

    @Test("Gross, net and average as integers and floats, high word first, by functions 3 and 4")
    mutating func weights() {
        bench.force = 123.5
        bench.pass(1)
        // 247 is 0x000000F7; 24.7 in single precision is 0x41C5999A.
        #expect(bench.ask([3, 0x20, 0x20, 0, 2]) == [3, 4, 0, 0, 0, 0xF7])
        #expect(bench.ask([4, 0x20, 0x00, 0, 2]) == [4, 4, 0x41, 0xC5, 0x99, 0x9A])
        #expect(bench.ask([3, 0x20, 0x02, 0, 2]) == [3, 4, 0x41, 0xC5, 0x99, 0x9A])
        #expect(bench.ask([3, 0x20, 0x08, 0, 2]) == [3, 4, 0, 0, 0, 0])
        #expect(bench.ask([6, 0x20, 0x62, 0, 0x80]) == [6, 0x20, 0x62, 0, 0x80])
        #expect(bench.ask([3, 0x20, 0x28, 0, 2]) == [3, 4, 0, 0, 0, 0xF7])
        bench.force = -123.5
        bench.pass(1)
        #expect(bench.ask([3, 0x20, 0x22, 0, 2]) == [3, 4, 0xFF, 0xFF, 0xFF, 0x09])
    }

    @Test("The combined results hold gross, net and the qualifier, which knows when nothing moves")
    mutating func combined() {
        bench.force = 100
        bench.pass(900)
        #expect(bench.ask([3, 0x33, 0x00, 0, 5]) == [3, 10, 0, 0, 0, 200, 0, 0, 0, 200, 0, 0])
        bench.pass(200)
        #expect(bench.ask([3, 0x20, 0x60, 0, 1]) == [3, 2, 0, 0x10])
        // Set tare (08h): net is 0, tare set.
        #expect(bench.ask([6, 0x20, 0x61, 0, 8]) == [6, 0x20, 0x61, 0, 8])
        #expect(bench.ask([3, 0x33, 0x00, 0, 5]) == [3, 10, 0, 0, 0, 200, 0, 0, 0, 0, 0, 0x30])
        // 20.0 is 0x41A00000.
        #expect(bench.ask([4, 0x35, 0x00, 0, 5]) == [4, 10, 0x41, 0xA0, 0, 0, 0, 0, 0, 0, 0, 0x30])
        bench.force = 150
        bench.pass(1)
        #expect(bench.ask([3, 0x20, 0x60, 0, 1]) == [3, 2, 0, 0x20], "It moves")
    }

    @Test("Zero and tare are set and reset by bits, and forgotten without power")
    mutating func zeroAndTare() {
        bench.force = 100
        bench.pass(1)
        _ = bench.ask([6, 0x20, 0x61, 0, 2])
        #expect(bench.ask([3, 0x20, 0x20, 0, 2]) == [3, 4, 0, 0, 0, 0])
        _ = bench.ask([6, 0x20, 0x61, 0, 1])
        #expect(bench.ask([3, 0x20, 0x20, 0, 2]) == [3, 4, 0, 0, 0, 200])
        _ = bench.ask([6, 0x20, 0x61, 0, 8])
        _ = bench.ask([6, 0x20, 0x61, 0, 4])
        #expect(bench.ask([3, 0x20, 0x22, 0, 2]) == [3, 4, 0, 0, 0, 200])
        _ = bench.ask([6, 0x20, 0x61, 0, 10])
        bench.conditions.isUnpowered = true
        bench.pass(10)
        bench.conditions.isUnpowered = false
        bench.pass(1)
        #expect(bench.ask([3, 0x33, 0x00, 0, 5]) == [3, 10, 0, 0, 0, 200, 0, 0, 0, 200, 0, 0])
    }

    @Test("Overload is over range at the end of the range; a broken cell is under range at the other end")
    mutating func outOfRange() {
        bench.force = 2500
        bench.conditions.isOverloaded = true
        bench.pass(1)
        // 2000 N are 4000 counts, 0x0FA0.
        #expect(bench.ask([3, 0x33, 0x00, 0, 5]) == [3, 10, 0, 0, 0x0F, 0xA0, 0, 0, 0x0F, 0xA0, 0, 2])
        bench.force = 1900
        bench.pass(1)
        #expect(bench.ask([3, 0x20, 0x60, 0, 1]) == [3, 2, 0, 2], "The cell says so first")
        bench.conditions = AmplifierConditions()
        bench.conditions.hasFault = true
        bench.pass(1)
        // -4000 is 0xFFFFF060.
        #expect(bench.ask([3, 0x33, 0x00, 0, 5]) == [3, 10, 0xFF, 0xFF, 0xF0, 0x60, 0xFF, 0xFF, 0xF0, 0x60, 0, 1])
    }

    @Test("Refusals: parts of a value, two values at once, what is not in the table, other functions")
    mutating func refusals() {
        #expect(bench.ask([3, 0x20, 0x00, 0, 1]) == [0x83, 2])
        #expect(bench.ask([3, 0x20, 0x01, 0, 2]) == [0x83, 2])
        #expect(bench.ask([3, 0x20, 0x00, 0, 4]) == [0x83, 2])
        #expect(bench.ask([3, 0x00, 0x00, 0, 1]) == [0x83, 2])
        #expect(bench.ask([1, 0x20, 0x00, 0, 1]) == [0x81, 1])
        #expect(bench.ask([6, 0x20, 0x00, 0, 1]) == [0x86, 2])
        #expect(bench.ask([6, 0x20, 0x62, 0, 1]) == [0x86, 3])
    }
}

/// 0.5 N for a count: 100 N are 200 counts.
@Suite("The simulated DAT 400 behaves as the manuals of its family say")
struct PavoneDAT400Tests {
    private var bench = AmplifierBench(PavoneDAT400(newtonsPerCount: 0.5))

    /// Status, gross, net and peak.
    private mutating func block() -> [UInt8] { Array(bench.ask([3, 0, 0, 0, 7]).dropFirst(2)) }
    private mutating func command(_ value: UInt8) -> [UInt8] { bench.ask([16, 0x01, 0xF6, 0, 1, 2, 0, value]) }

    @Test("Status at 0, then gross, net and peak with the most significant word first")
    mutating func registers() {
        bench.force = 100
        bench.pass(1)
        #expect(block() == [0, 0, 0, 0, 0, 200, 0, 0, 0, 200, 0, 0, 0, 200])
        bench.force = -2
        bench.pass(1100)
        // Zero band (bit 2), stable (bit 1); -4 counts.
        #expect(block() == [0, 6, 0xFF, 0xFF, 0xFF, 0xFC, 0xFF, 0xFF, 0xFF, 0xFC, 0, 0, 0, 200])
        bench.force = 0
        bench.pass(1)
        #expect(block().prefix(2) == [0, 7], "The centre of zero")
    }

    @Test("The tare is taken of a still weight only, and nobody says when it was not")
    mutating func tare() {
        bench.force = 100
        bench.pass(500)
        #expect(command(2) == [16, 0x01, 0xF6, 0, 1])
        #expect(block()[6...9] == [0, 0, 0, 200])
        bench.pass(1000)
        _ = command(2)
        #expect(block()[6...9] == [0, 0, 0, 0])
        #expect(block()[1] == 0b1010)
    }

    @Test("The zero is taken near the calibrated one only")
    mutating func zero() {
        // 2 % of 2000 N are 40 N.
        bench.force = 50
        bench.pass(1500)
        _ = command(1)
        #expect(block()[2...5] == [0, 0, 0, 100])
        bench.force = 30
        bench.pass(1500)
        _ = command(1)
        #expect(block()[2...5] == [0, 0, 0, 0])
        bench.conditions.isUnpowered = true
        bench.pass(10)
        #expect(block()[2...5] == [0, 0, 0, 60])
    }

    @Test("A cell that is off shows its last good weight, and bit 6; an overload shows bit 5 too")
    mutating func offRange() {
        bench.force = 100
        bench.pass(10)
        bench.conditions.hasFault = true
        bench.force = -700
        bench.pass(10)
        #expect(block().prefix(6) == [0, 0x40, 0, 0, 0, 200])
        bench.conditions.hasFault = false
        bench.conditions.isOverloaded = true
        bench.pass(10)
        #expect(block().prefix(6) == [0, 0x60, 0, 0, 0, 200])
    }

    @Test("Refusals: other functions, unknown commands, holes, and registers that cannot be read or written")
    mutating func refusals() {
        #expect(bench.ask([4, 0, 0, 0, 1]) == [0x84, 1])
        #expect(bench.ask([6, 0x01, 0xF6, 0, 1]) == [0x86, 1])
        #expect(command(9) == [0x90, 3])
        #expect(bench.ask([3, 0, 9, 0, 1]) == [0x83, 2])
        #expect(bench.ask([3, 0x01, 0xF6, 0, 1]) == [0x83, 2])
        #expect(bench.ask([16, 0, 0, 0, 1, 2, 0, 1]) == [0x90, 2])
        // Data and command registers in one write, as the manual's example has it.
        #expect(bench.ask([16, 0x01, 0xF4, 0, 3, 6, 0, 0, 0x07, 0xD0, 0, 3]) == [16, 0x01, 0xF4, 0, 3])
    }
}
