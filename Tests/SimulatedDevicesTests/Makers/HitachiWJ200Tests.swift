import SimulatedDevices
import Testing

/// 0.1 m/s for each hertz: 60 Hz are 6 m/s. Coils and registers are one less on the wire than in the manual.
@Suite("The simulated WJ200 behaves as its instruction manual says")
struct HitachiWJ200Tests {
    private var bench = BeltBench(HitachiWJ200(parameters: BeltBench<HitachiWJ200>.parameters, speedPerHertz: 0.1))

    private mutating func run(_ frequency: UInt16 = 2000) {
        bench.write(0, frequency, at: 0)
        bench.setCoil(0, true)
    }

    @Test("Runs by its first coil at a frequency of two registers; eleven status coils from 000Fh")
    mutating func runs() {
        // 000Fh to 0019h: ready (third), nothing else.
        #expect(bench.ask([1, 0, 0x0E, 0, 11]) == [1, 2, 0b0000_0100, 0])
        #expect(bench.ask([16, 0, 0, 0, 2, 4, 0, 0, 0x07, 0xD0]) == [16, 0, 0, 0, 2])
        #expect(bench.ask([5, 0, 0, 0xFF, 0]) == [5, 0, 0, 0xFF, 0])
        bench.pass(6000)
        #expect((1.99...2.01).contains(bench.speed))
        // Running (1st), ready (3rd), RUN (5th), constant speed (6th), frequency reached (11th).
        #expect(bench.ask([1, 0, 0x0E, 0, 11]) == [1, 2, 0b0011_0101, 0b0000_0100])
        // d001 at 1001h and 1002h.
        #expect(bench.read(0x1001).map { (1990...2010).contains($0) } == true)
        bench.setCoil(0, false)
        bench.pass(1000)
        #expect((1.4...1.6).contains(bench.speed))
        bench.pass(4000)
        #expect(bench.ask([1, 0, 0x0E, 0, 11]) == [1, 2, 0b0000_0100, 0])
    }

    @Test("The lower half of the frequency can be written alone; the upper half is 65536 hundredths of a hertz")
    mutating func halves() {
        bench.write(1000, at: 1)
        bench.setCoil(0, true)
        bench.pass(3000)
        #expect((0.99...1.01).contains(bench.speed))
        // 400 Hz are the most: 40000 are less than the 65536 of the upper half.
        #expect(bench.write(1, at: 0) == [0x90, 0x21])
        #expect(bench.ask([6, 0, 1, 0x9C, 0x41]) == [0x86, 0x21])
    }

    @Test("A trip by the bus: alarm, no more writes to registers, and a reset makes the drive deaf for a second")
    mutating func trip() {
        run()
        bench.pass(4000)
        bench.setCoil(2, true)
        // Running still (it coasts), RUN, alarm (10th).
        #expect(bench.ask([1, 0, 0x0E, 0, 11]) == [1, 2, 0b0001_0001, 0b0000_0010])
        #expect(bench.write(0, 1000, at: 0) == [0x90, 0x22])
        // Trip counter and the factor of the first trip, E12.
        #expect(bench.ask([3, 0, 0x10, 0, 2]) == [3, 4, 0, 1, 0, 12])
        bench.setCoil(2, false)
        bench.setCoil(0, false)
        #expect(bench.ask([5, 0, 3, 0xFF, 0]) == [5, 0, 3, 0xFF, 0])
        #expect(bench.ask([1, 0, 0x0E, 0, 11]).isEmpty)
        bench.pass(999)
        #expect(bench.ask([1, 0, 0x0E, 0, 11]).isEmpty)
        bench.pass(1)
        #expect(bench.ask([1, 0, 0x17, 0, 1]) == [1, 1, 0])
        bench.pass(5000)
        #expect(bench.speed == 0)
    }

    @Test("A reset with the run coil still on starts the belt")
    mutating func restart() {
        run()
        bench.pass(4000)
        bench.conditions.lanyardPulled = true
        bench.pass(3000)
        #expect(bench.speed == 0)
        bench.setCoil(3, true)
        bench.pass(1000)
        #expect(bench.ask([1, 0, 0x17, 0, 1]) == [1, 1, 1], "The lanyard is still pulled")
        #expect(bench.read(0x0010) == 1, "The same trip")
        bench.conditions.lanyardPulled = false
        bench.pass(1)
        bench.setCoil(3, false)
        bench.setCoil(3, true)
        bench.pass(4000)
        #expect(bench.speed > 1.9)
    }

    @Test("As shipped a silent host is ignored, even with a time-out set")
    mutating func watchdogOff() {
        // C076 at 1390h and C077 at 1391h: 02 and 0.00 s.
        #expect(bench.ask([3, 0x13, 0x8F, 0, 2]) == [3, 4, 0, 2, 0, 0])
        run()
        bench.write(50, at: 0x1390)
        bench.pass(20_000)
        #expect(bench.speed > 1.9)
    }

    @Test("C076 = 00 trips with E41 and coasts, C077 counts hundredths of a second, and reading feeds")
    mutating func watchdogTrips() {
        bench.write(0, 50, at: 0x138F)
        run()
        bench.keep(4000) { _ = $0.read(0x1001) }
        #expect(bench.speed > 1.9)
        bench.pass(1400)
        #expect((1.25...1.4).contains(bench.speed))
        #expect(bench.read(0x0011) == 41)
        #expect(bench.ask([1, 0, 0x17, 0, 1]) == [1, 1, 1])
        #expect(bench.drive.watchdogTrips == 1)
    }

    @Test("C076 = 04 decelerates without a trip, and the belt goes on with the next request")
    mutating func decelerates() {
        bench.write(4, 50, at: 0x138F)
        run()
        bench.keep(4000) { _ = $0.read(0x1001) }
        bench.pass(1400)
        // 60 Hz in 10 s are 0.6 m/s².
        #expect((1.35...1.6).contains(bench.speed))
        #expect(bench.ask([1, 0, 0x17, 0, 1]) == [1, 1, 0])
        bench.keep(3000) { _ = $0.read(0x1001) }
        #expect(bench.speed > 1.9)
    }

    @Test("C076 = 01 decelerates and trips once the belt stands, whatever is heard meanwhile")
    mutating func deceleratesAndTrips() {
        bench.write(1, 50, at: 0x138F)
        run()
        bench.keep(4000) { _ = $0.read(0x1001) }
        bench.pass(1400)
        #expect(bench.ask([1, 0, 0x17, 0, 1]) == [1, 1, 0])
        bench.pass(4000)
        #expect(bench.speed == 0)
        #expect(bench.ask([1, 0, 0x17, 0, 1]) == [1, 1, 1])
        #expect(bench.read(0x0011) == 41)
    }

    @Test("Refusals: sixteen registers, thirty-two coils, read-only coils and registers, functions it has not")
    mutating func refusals() {
        #expect(bench.ask([2, 0, 0x0E, 0, 1]) == [0x82, 1])
        #expect(bench.ask([4, 0, 0, 0, 1]) == [0x84, 1])
        #expect(bench.ask([3, 0, 0, 0, 17]) == [0x83, 3])
        #expect(bench.ask([1, 0, 0, 0, 33]) == [0x81, 3])
        #expect(bench.ask([3, 0x50, 0, 0, 1]) == [0x83, 2])
        #expect(bench.ask([5, 0, 0x0E, 0xFF, 0]) == [0x85, 0x22])
        #expect(bench.ask([5, 0x50, 0, 0xFF, 0]) == [0x85, 2])
        #expect(bench.ask([6, 0, 2, 0, 1]) == [0x86, 0x22])
        #expect(bench.ask([6, 0x13, 0x8F, 0, 5]) == [0x86, 0x21])
        // Coils that are not in the list read as 0.
        #expect(bench.ask([1, 0x50, 0, 0, 3]) == [1, 1, 0])
    }

    @Test("Reverse turns no belt, and the second status coil says it")
    mutating func reverse() {
        bench.setCoil(1, true)
        run()
        bench.pass(3000)
        #expect(bench.speed == 0)
        #expect(bench.ask([1, 0, 0x0E, 0, 2]) == [1, 1, 0b11])
    }

    @Test("Without power it keeps what was stored by 0902h and 0900h, and only that")
    mutating func powerLoss() {
        bench.write(0, 50, at: 0x138F)
        run()
        bench.cutPower()
        #expect(bench.ask([3, 0x13, 0x8F, 0, 2]) == [3, 4, 0, 2, 0, 0])
        #expect(bench.ask([1, 0, 0, 0, 1]) == [1, 1, 0])
        bench.write(0, 50, at: 0x138F)
        bench.write(1, at: 0x08FF)
        bench.cutPower()
        #expect(bench.ask([3, 0x13, 0x8F, 0, 2]) == [3, 4, 0, 2, 0, 0], "Storing was not enabled")
        bench.write(0, 50, at: 0x138F)
        bench.write(1, at: 0x0901)
        bench.write(1, at: 0x08FF)
        bench.cutPower()
        #expect(bench.ask([3, 0x13, 0x8F, 0, 2]) == [3, 4, 0, 0, 0, 50])
    }
}
