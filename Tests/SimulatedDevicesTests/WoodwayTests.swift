import RigConfiguration
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

private func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite("The simulated Woodway speaks as its open client expects")
struct SimulatedWoodwayTests {
    private var bench = VirtualBench(ExampleRigs.woodway())

    private var speed: BeltSpeed { mutating get { bench.rig.observe(at: bench.now).beltSpeed } }

    /// Keeps a belt running that is under its timer.
    private mutating func poll(seconds: Int) {
        for _ in 0..<seconds * 5 {
            _ = bench.say([0xC1])
            bench.pass(.milliseconds(200))
        }
    }

    @Test("Every command is acknowledged with its own byte plus 0x10")
    mutating func acknowledgements() {
        #expect(bench.say([0xC0]).prefix(1) == [0xD0])
        #expect(bench.say([0xC0]).count == 2)
        #expect(bench.say([0xA3] + ascii("0040")) == [0xB3])
        #expect(bench.say([0xA4] + ascii("0015")) == [0xB4])
        #expect(bench.say([0xA0]) == [0xB0])
        poll(seconds: 6)
        // 4.0 km/h with a gain error of 2.5 %, and the deck at 1.5 %; the first digit is the direction.
        #expect(bench.say([0xC1]) == [0xD1] + ascii("0041"))
        #expect(bench.say([0xC2]) == [0xD2] + ascii("0015"))
        #expect(bench.say([0xAA]) == [0xBA])
        #expect(bench.say([0xA9]) == [0xB9])
        #expect(bench.say([0xA2]) == [0xB2])
        let firmware = bench.say([0xC3])
        #expect(firmware.count == 5 && firmware.first == 0xD3)
        #expect(!firmware.dropFirst().allSatisfy { (0x30...0x39).contains($0) })
    }

    @Test("What is out of range or unknown is refused and changes nothing")
    mutating func refusals() {
        _ = bench.say([0xA3] + ascii("0030") + [0xA0])
        // Backwards, no direction, too fast for the plant (6.7 m/s are 24.1 km/h), no digits, too steep.
        for digits in ["3030", "1030", "0999", "00x0"] { #expect(bench.say([0xA3] + ascii(digits)) == [0xBE]) }
        #expect(bench.say([0xA4] + ascii("0505")) == [0xBE])
        for command: UInt8 in [0xA1, 0xAB, 0xC4, 0xCF] { #expect(bench.say([command]) == [0xBF]) }
        poll(seconds: 5)
        #expect(bench.say([0xC1]) == [0xD1] + ascii("0031"))
        #expect(bench.say([0xC2]) == [0xD2] + ascii("0000"))
    }

    @Test("Under its timer it stops when nothing is said for 500 ms, and says so once, to a command it does not obey")
    mutating func timer() {
        _ = bench.say([0xA3] + ascii("0080") + [0xA0])
        poll(seconds: 6)
        #expect(speed > .metersPerSecond(2))
        bench.pass(.milliseconds(300))
        #expect(bench.say([0xC1]).count == 5)
        bench.pass(.milliseconds(5000))
        #expect(speed == .zero)
        #expect(bench.rig.observe(at: bench.now).beltWatchdogTrips == 1)
        #expect(bench.say([0xA3] + ascii("0080")) == [0xBD])
        #expect(bench.say([0xC1]) == [0xD1] + ascii("0000"))
        poll(seconds: 2)
        #expect(speed == .zero)
    }

    @Test("Without the timer it runs on in silence, as does one that a set speed moves after a stop")
    mutating func untimed() {
        _ = bench.say([0xA3] + ascii("0080") + [0xA9])
        bench.pass(.milliseconds(20_000))
        #expect(speed > .metersPerSecond(2))
        _ = bench.say([0xAA])
        bench.pass(.milliseconds(8000))
        #expect(speed == .zero)
        _ = bench.say([0xA3] + ascii("0080"))
        bench.pass(.milliseconds(20_000))
        #expect(speed > .metersPerSecond(2))
        // Disengaged, it does not move for a set speed.
        _ = bench.say([0xA2])
        bench.pass(.milliseconds(8000))
        _ = bench.say([0xA3] + ascii("0080"))
        bench.pass(.milliseconds(3000))
        #expect(speed == .zero)
    }

    @Test("An emergency stop silences the line; afterwards nothing runs")
    mutating func emergencyStop() {
        _ = bench.say([0xA3] + ascii("0080") + [0xA0])
        poll(seconds: 6)
        bench.rig.apply(.emergencyStop, at: bench.now)
        bench.pass(.milliseconds(4000))
        #expect(bench.say([0xC0]).isEmpty)
        #expect(speed == .zero)
        bench.rig.clear(.emergencyStop, at: bench.now)
        bench.pass(.milliseconds(1000))
        #expect(bench.say([0xA3] + ascii("0080")) == [0xB3])
        poll(seconds: 2)
        #expect(speed == .zero)
    }
}

@Suite("The simulated sister of the TrackMaster guards its start, as the T2100-ST1's service manual says")
struct SimulatedSisterTests {
    private var bench = VirtualBench(ExampleRigs.sister())

    @Test("A start within 3 s of power-up is rejected, and then every further one until a stop is heard")
    mutating func untilStop() {
        bench.pass(.milliseconds(2900))
        #expect(bench.say([0xA0]) == [0xBF])
        for _ in 0..<50 {
            bench.pass(.milliseconds(200))
            #expect(bench.say([0xA0]) == [0xBF])
            #expect(bench.say([0xC0]) == [0xD0, 0x31])
        }
        #expect(bench.say([0xA2]) == [0xB2])
        #expect(bench.say([0xA0]) == [0xB0])
        #expect(bench.say([0xC0]) == [0xD0, 0x32])
    }

    @Test("A start is taken as soon as 3 s have passed, if none came before")
    mutating func afterwards() {
        bench.pass(.milliseconds(3000))
        #expect(bench.say([0xA0]) == [0xB0])
    }

    @Test("20 s of silence forgive as well, and not a moment less")
    mutating func untilSilence() {
        #expect(bench.say([0xA0]) == [0xBF])
        bench.pass(.milliseconds(19_990))
        #expect(bench.say([0xA0]) == [0xBF])
        bench.pass(.milliseconds(20_000))
        #expect(bench.say([0xA0]) == [0xB0])
    }

    @Test("An emergency stop takes the power: the 3 s begin anew, and a host that goes on saying start starts nothing")
    mutating func emergencyStop() {
        bench.pass(.milliseconds(5000))
        _ = bench.say([0xA3] + ascii("0080"))
        #expect(bench.say([0xA0]) == [0xB0])
        bench.rig.apply(.emergencyStop, at: bench.now)
        bench.pass(.milliseconds(6000))
        bench.rig.clear(.emergencyStop, at: bench.now)
        for _ in 0..<100 {
            bench.pass(.milliseconds(100))
            #expect(bench.say([0xA0]) == [0xBF])
        }
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
    }

    @Test("A TrackMaster itself guards nothing")
    mutating func theOther() {
        bench = VirtualBench(ExampleRigs.trackMaster())
        #expect(bench.say([0xA0]) == [0xB0])
    }
}
