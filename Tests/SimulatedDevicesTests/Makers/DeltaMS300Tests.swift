import SimulatedDevices
import Testing

/// 0.1 m/s for each hertz: 60 Hz are 6 m/s.
@Suite("The simulated MS300 behaves as its user manual says")
struct DeltaMS300Tests {
    private var bench = BeltBench(DeltaMS300(parameters: BeltBench<DeltaMS300>.parameters, speedPerHertz: 0.1))

    /// Run (10B) forward (01B in bits 4 and 5).
    private mutating func run(_ frequency: UInt16 = 2000) { bench.write(0x0012, frequency, at: 0x2000) }

    @Test("As shipped it speaks ASCII and is silent on an RTU line, whatever it is asked")
    func asShipped() {
        var bench = BeltBench(DeltaMS300(speedPerHertz: 0.1, isASCII: true))
        #expect(bench.ask([3, 0x21, 0x02, 0, 2]).isEmpty)
        #expect(bench.ask([6, 0x09, 0x04, 0, 12]).isEmpty)
        #expect(bench.ask([0x2B]).isEmpty)
        #expect(bench.drive.isASCII)
    }

    @Test("Told to speak ASCII, it answers no more")
    mutating func becomesASCII() {
        #expect(bench.read(0x0904) == 12)
        #expect(bench.ask([6, 0x09, 0x04, 0, 1]) == [6, 0x09, 0x04, 0, 1])
        #expect(bench.ask([3, 0x21, 0x00, 0, 1]).isEmpty)
        bench.cutPower()
        #expect(bench.ask([3, 0x21, 0x00, 0, 1]).isEmpty)
    }

    @Test("The manual's example: 60.00 Hz commanded and standing still reads 1770H and 0")
    mutating func manualExample() {
        bench.write(6000, at: 0x2001)
        #expect(bench.ask([3, 0x21, 0x02, 0, 2]) == [3, 4, 0x17, 0x70, 0, 0])
    }

    @Test("Runs, reports hundredths of a hertz, stops on its ramp only when told to stop")
    mutating func runs() {
        run()
        bench.pass(6000)
        #expect((1.99...2.01).contains(bench.speed))
        #expect(bench.read(0x2103).map { (1990...2010).contains($0) } == true)
        // Running (11B), frequency and operation by communication (bits 8 and 10).
        #expect(bench.read(0x2101) == 0x0503)
        bench.write(0x0000, at: 0x2000)
        bench.pass(1000)
        #expect(bench.speed > 1.9, "No function")
        bench.write(0x0001, at: 0x2000)
        bench.pass(1000)
        // 60 Hz in 10 s are 0.6 m/s².
        #expect((1.4...1.6).contains(bench.speed))
        #expect(bench.read(0x2101) == 0x0501)
    }

    @Test("Reverse and change of direction are told by bits 3 and 4, and turn no belt")
    mutating func direction() {
        bench.write(0x0022, 2000, at: 0x2000)
        bench.pass(3000)
        #expect(bench.speed == 0)
        #expect(bench.read(0x2101).map { $0 & 0x18 } == 0x18)
        bench.write(0x0030, at: 0x2000)
        bench.pass(3000)
        #expect(bench.speed > 1.5)
        #expect(bench.read(0x2101).map { $0 & 0x18 } == 0)
    }

    @Test("The time-out: off as shipped; with a time and treatment 2 it coasts with fault 58; reading feeds it")
    mutating func timeOut() {
        #expect(bench.ask([3, 0x09, 0x02, 0, 2]) == [3, 4, 0, 3, 0, 0])
        run()
        bench.pass(20_000)
        #expect(bench.speed > 1.9)
        bench.write(3, 5, at: 0x0902)
        bench.pass(5000)
        #expect(bench.speed > 1.9, "No warning and continue")
        bench.write(2, at: 0x0902)
        bench.keep(2000) { _ = $0.read(0x2100) }
        #expect(bench.speed > 1.9)
        bench.pass(1400)
        // 0.7 m/s² for a second.
        #expect((1.2...1.35).contains(bench.speed))
        #expect(bench.read(0x2100).map { $0 & 0xFF } == 58)
        #expect(bench.drive.watchdogTrips == 1)
        bench.write(0, 2, at: 0x2001)
        #expect(bench.read(0x2100).map { $0 & 0xFF } == 0)
        bench.write(2000, at: 0x2001)
        bench.pass(200)
        bench.keep(3000) { _ = $0.read(0x2100) }
        #expect(bench.speed == 0, "A reset does not bring the run back")
    }

    @Test("The base block lets the belt coast and gives it back as it was")
    mutating func baseBlock() {
        run()
        bench.pass(5000)
        bench.write(4, at: 0x2002)
        bench.pass(1000)
        #expect((1.25...1.35).contains(bench.speed))
        bench.write(0, at: 0x2002)
        bench.pass(3000)
        #expect(bench.speed > 1.9)
    }

    @Test("Faults: 49 by the bus and by the lanyard, 50 by an emergency stop; a reset needs an edge and no cause")
    mutating func faults() {
        run()
        bench.pass(2000)
        bench.write(1, at: 0x2002)
        #expect(bench.read(0x2100) == 49)
        bench.write(3, at: 0x2002)
        #expect(bench.read(0x2100) == 49)
        bench.write(0, at: 0x2002)
        bench.write(2, at: 0x2002)
        #expect(bench.read(0x2100) == 0)
        bench.conditions.emergencyStopPressed = true
        bench.pass(1)
        #expect(bench.read(0x2100) == 50)
        run()
        bench.conditions.emergencyStopPressed = false
        bench.pass(5000)
        #expect(bench.speed == 0)
        bench.write(2, at: 0x2002)
        #expect(bench.read(0x2100) == 50, "Bit 1 was high already")
        bench.write(0, at: 0x2002)
        bench.write(2, at: 0x2002)
        #expect(bench.read(0x2100) == 0)
        bench.pass(3000)
        #expect(bench.speed == 0, "What was told during the fault is forgotten")
    }

    @Test("Refusals: commands cannot be read, status cannot be written, twenty registers at most")
    mutating func refusals() {
        #expect(bench.ask([4, 0x21, 0, 0, 1]) == [0x84, 1])
        #expect(bench.ask([3, 0x20, 0x00, 0, 1]) == [0x83, 2])
        #expect(bench.ask([6, 0x21, 0x03, 0, 1]) == [0x86, 4])
        #expect(bench.ask([3, 0x21, 0x00, 0, 21]) == [0x83, 3])
        #expect(bench.ask([6, 0x09, 0x02, 0, 4]) == [0x86, 3])
        // 599.00 Hz are 0xE9FC.
        #expect(bench.ask([6, 0x20, 0x01, 0xE9, 0xFD]) == [0x86, 3])
    }

    @Test("Without power it keeps its parameters and forgets its commands")
    mutating func powerLoss() {
        bench.write(2, 7, at: 0x0902)
        run()
        bench.pass(300)
        bench.write(1, at: 0x2002)
        bench.cutPower()
        #expect(bench.read(0x2100) == 0)
        #expect(bench.ask([3, 0x09, 0x02, 0, 3]) == [3, 6, 0, 2, 0, 7, 0, 12])
        #expect(bench.read(0x2102) == 0)
        bench.pass(300)
        #expect(bench.read(0x2101) == 0x0500)
    }
}
