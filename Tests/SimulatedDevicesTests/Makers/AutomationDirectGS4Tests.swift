import SimulatedDevices
import Testing

/// 0.1 m/s for each hertz: 60 Hz are 6 m/s.
@Suite("The simulated DURApulse GS4 behaves as its user manual says")
struct AutomationDirectGS4Tests {
    private var bench = BeltBench(
        AutomationDirectGS4(parameters: BeltBench<AutomationDirectGS4>.parameters, speedPerHertz: 0.1))

    private mutating func run(_ reference: UInt16 = 2000) {
        bench.write(reference, 1, at: 0x091A)
    }

    @Test("As shipped: no action, no time-out detection, 0.5 s; the reference is 60.00 Hz")
    mutating func defaults() {
        #expect(bench.ask([3, 0x09, 0x03, 0, 3]) == [3, 6, 0, 3, 0, 0, 0, 5])
        // 6000 is 0x1770.
        #expect(bench.ask([3, 0x09, 0x1A, 0, 2]) == [3, 4, 0x17, 0x70, 0, 0])
    }

    @Test("Speed in hundredths of a hertz and run in one write; status from 0x2100, with one decimal")
    mutating func runs() {
        // 20.00 Hz are 0x07D0.
        #expect(bench.ask([16, 0x09, 0x1A, 0, 2, 4, 0x07, 0xD0, 0, 1]) == [16, 0x09, 0x1A, 0, 2])
        bench.pass(6000)
        #expect((1.99...2.01).contains(bench.speed))
        // No error; run (bits 0 and 1), frequency and operation by communication (8, 10), running (12); 20.0 Hz.
        #expect(bench.ask([3, 0x21, 0x00, 0, 3]) == [3, 6, 0, 0, 0x15, 0x03, 0, 200])
        #expect(bench.read(0x2103).map { (199...201).contains($0) } == true)
        bench.write(0, at: 0x091B)
        // 60 Hz in 10 s are 0.6 m/s².
        bench.pass(1000)
        #expect((1.4...1.6).contains(bench.speed))
        // Decelerating during the stop.
        #expect(bench.read(0x2101) == 0x0501)
        bench.pass(4000)
        #expect(bench.read(0x2101) == 0x0500)
    }

    @Test("A run command alone runs at the default reference; above P0.04 nothing is gained")
    mutating func highReference() {
        bench.write(1, at: 0x091B)
        bench.pass(8000)
        #expect((5.95...6.05).contains(bench.speed))
        bench.write(60_000, at: 0x091A)
        bench.pass(2000)
        #expect((5.95...6.05).contains(bench.speed))
        #expect(bench.ask([6, 0x09, 0x1A, 0xEA, 0x61]) == [0x86, 3])
    }

    @Test("A host that falls silent is not missed as shipped, nor with detection and no action")
    mutating func nobodyMissed() {
        run()
        bench.pass(20_000)
        bench.write(1, at: 0x0904)
        bench.pass(20_000)
        #expect(bench.speed > 1.9)
        #expect(bench.read(0x2100) == 0)
    }

    @Test("With an action, the time-out stops the belt with error 58, by ramp or by coasting")
    mutating func timeOut() {
        // Warn and ramp to stop, enabled, 0.5 s.
        bench.write(1, 1, 5, at: 0x0903)
        run()
        bench.keep(4000) { _ = $0.read(0x2103) }
        #expect(bench.speed > 1.9, "Reading is communication")
        bench.pass(400)
        #expect(bench.speed > 1.9)
        bench.pass(1100)
        #expect((1.35...1.55).contains(bench.speed))
        #expect(bench.read(0x2100) == 58)
        #expect(bench.drive.watchdogTrips == 1)
        bench.pass(4000)
        // Warn and coast to stop: 0.7 m/s².
        bench.write(2, at: 0x0903)
        bench.write(1, at: 0x091E)
        bench.keep(4000) { _ = $0.read(0x2103) }
        #expect(bench.speed > 1.9, "The run command was still there")
        bench.pass(1500)
        #expect((1.18...1.28).contains(bench.speed))
    }

    @Test("Warn and continue warns until something is heard")
    mutating func warnOnly() {
        bench.write(0, 1, 5, at: 0x0903)
        run()
        bench.pass(5000)
        bench.drive.freeze(true)
        #expect(bench.read(0x2108) == 5)
        bench.drive.freeze(false)
        #expect(bench.read(0x2108) == 0)
        #expect(bench.speed > 1.9)
    }

    @Test("An external fault by the bus: error 49, back after a reset until its register is 0")
    mutating func externalFault() {
        run()
        bench.pass(4000)
        bench.write(1, at: 0x091D)
        #expect(bench.read(0x2100) == 49)
        bench.write(0, at: 0x091B)
        bench.write(1, at: 0x091E)
        #expect(bench.read(0x2100) == 49)
        bench.write(0, 0, at: 0x091D)
        bench.write(1, at: 0x091E)
        #expect(bench.read(0x2100) == 0)
        bench.pass(5000)
        #expect(bench.speed == 0)
    }

    @Test("Terminals and faults: 50 for an emergency stop, 49 for the lanyard, 16 for heat; none resets while it lasts")
    mutating func conditions() {
        run()
        bench.pass(2000)
        bench.conditions.emergencyStopPressed = true
        bench.pass(1)
        #expect(bench.read(0x2100) == 50)
        bench.write(0, at: 0x091B)
        bench.write(1, at: 0x091E)
        #expect(bench.read(0x2100) == 50)
        bench.conditions.emergencyStopPressed = false
        bench.pass(1)
        bench.write(1, at: 0x091E)
        #expect(bench.read(0x2100) == 50, "It was 1 already")
        bench.write(0, at: 0x091E)
        bench.write(1, at: 0x091E)
        #expect(bench.read(0x2100) == 0)
        bench.conditions.lanyardPulled = true
        bench.pass(1)
        #expect(bench.read(0x2118) == 49)
        bench.conditions = DriveConditions()
        bench.conditions.hasFault = true
        bench.cutPower()
        bench.pass(1)
        #expect(bench.read(0x2100) == 16)
    }

    @Test("Reverse turns no belt, and the direction bits say it")
    mutating func reverse() {
        bench.write(2000, 1, 1, at: 0x091A)
        bench.pass(3000)
        #expect(bench.speed == 0)
        #expect(bench.read(0x2101).map { $0 & 0x18 } == 0x18)
    }

    @Test("Jog and run exclude each other with illegal data value")
    mutating func jog() {
        run()
        #expect(bench.ask([6, 0x09, 0x1F, 0, 1]) == [0x86, 3])
        bench.write(0, at: 0x091B)
        bench.write(1, at: 0x091F)
        #expect(bench.ask([6, 0x09, 0x1B, 0, 1]) == [0x86, 3])
        bench.pass(3000)
        // The jog speed is 6 Hz.
        #expect((0.59...0.61).contains(bench.speed))
    }

    @Test("Refusals: other functions, unknown addresses, values out of range, and nothing of a refused block is taken")
    mutating func refusals() {
        #expect(bench.ask([4, 0x21, 0, 0, 1]) == [0x84, 1])
        #expect(bench.ask([1, 0, 0, 0, 1]) == [0x81, 1])
        #expect(bench.ask([3, 0x21, 0x11, 0, 1]) == [0x83, 2])
        #expect(bench.ask([6, 0x21, 0x00, 0, 1]) == [0x86, 2])
        #expect(bench.ask([6, 0x09, 0x03, 0, 4]) == [0x86, 3])
        #expect(bench.ask([6, 0x09, 0x05, 0, 0]) == [0x86, 3])
        #expect(bench.write(1, 1, 1001, at: 0x0903) == [0x90, 3])
        #expect(bench.ask([3, 0x09, 0x03, 0, 3]) == [3, 6, 0, 3, 0, 0, 0, 5])
    }

    @Test("Without power it keeps its parameters and forgets its commands")
    mutating func powerLoss() {
        bench.write(2, 1, 10, at: 0x0903)
        run(1234)
        bench.pass(500)
        bench.cutPower()
        #expect(bench.ask([3, 0x09, 0x03, 0, 3]) == [3, 6, 0, 2, 0, 1, 0, 10])
        #expect(bench.ask([3, 0x09, 0x1A, 0, 2]) == [3, 4, 0x17, 0x70, 0, 0])
        bench.pass(5000)
        #expect(bench.speed == 0)
    }

    // Page D-12: 0x2000 bits 0 and 1 are 01 to stop and 10 to run, bits 4 and 5 are 01 forward; 0x2001 in hundredths.
    @Test("The words of appendix D run it forward; a run bit that is taken back stops nothing, the stop bit does")
    mutating func commandWords() {
        bench.write(0b01_0010, 1500, at: 0x2000)
        bench.pass(5000)
        // 1500 is 15.00 Hz.
        #expect((1.49...1.51).contains(bench.speed))
        bench.write(0, at: 0x2000)
        bench.pass(3000)
        #expect((1.49...1.51).contains(bench.speed))
        bench.write(0b01, at: 0x2000)
        bench.pass(5000)
        #expect(bench.speed == 0)
    }

    @Test("An external fault by 0x2002 is reset by its bit 1, which resets no other fault")
    mutating func faultWord() {
        bench.write(0b001, at: 0x2002)
        bench.pass(1)
        #expect(bench.read(0x2100) == 49)
        bench.write(0b010, at: 0x2002)
        #expect(bench.read(0x2100) == 0)
        bench.write(1, 1, at: 0x0903)
        run()
        bench.pass(5000)
        #expect(bench.read(0x2100) == 58)
        bench.write(0, at: 0x2002)
        bench.write(0b010, at: 0x2002)
        #expect(bench.read(0x2100) == 58)
        bench.write(0, at: 0x091B)
        bench.write(1, at: 0x091E)
        #expect(bench.read(0x2100) == 0)
    }
}
