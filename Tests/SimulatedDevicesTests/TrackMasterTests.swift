import RigConfiguration
import RigSimulation
import SimulatedDevices
import Testing
import TreadmillControl

private func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite("The simulated TrackMaster speaks as its service manual says")
struct SimulatedTrackMasterTests {
    private var bench = VirtualBench(ExampleRigs.trackMaster())

    /// Keeps a guarded belt running by asking for its state.
    private mutating func poll(seconds: Int) {
        for _ in 0..<seconds * 5 {
            _ = bench.say([0xC0])
            bench.pass(.milliseconds(200))
        }
    }

    @Test("Every command is acknowledged with its own byte plus 0x10")
    mutating func acknowledgements() {
        #expect(bench.say([0xA3] + ascii("0040")) == [0xB3])
        #expect(bench.say([0xA4] + ascii("0015")) == [0xB4])
        #expect(bench.say([0xA0]) == [0xB0])
        #expect(bench.say([0xC0]) == [0xD0, 0x32])
        #expect(bench.say([0xC3]) == [0xD3] + ascii("0040"))
        #expect(bench.say([0xC4]) == [0xD4] + ascii("0015"))
        poll(seconds: 6)
        // 4.0 km/h with a gain error of 2.5 %, and the deck at 1.5 %.
        #expect(bench.say([0xC1]) == [0xD1] + ascii("0041"))
        #expect(bench.say([0xC2]) == [0xD2] + ascii("0015"))
        #expect(bench.say([0xA2]) == [0xB2])
        bench.pass(.milliseconds(3000))
        #expect(bench.say([0xC0]) == [0xD0, 0x31])
        #expect(bench.say([0xA1]) == [0xB1])
        #expect(bench.say([0xC0]) == [0xD0, 0x33])
        #expect(bench.say([0xAA]) == [0xBA])
        #expect(bench.say([0xAB]) == [0xBB])
    }

    @Test("What is out of range or unknown is refused and changes nothing")
    mutating func refusals() {
        #expect(bench.say([0xA3] + ascii("0030")) == [0xB3])
        #expect(bench.say([0xA3] + ascii("0999")) == [0xBE])
        #expect(bench.say([0xA3] + ascii("00x0")) == [0xBE])
        #expect(bench.say([0xA4] + ascii("0013")) == [0xBE])
        #expect(bench.say([0xA4] + ascii("0505")) == [0xBE])
        #expect(bench.say([0xAF]) == [0xBF])
        #expect(bench.say([0xCF]) == [0xDF])
        #expect(bench.say([0xC3]) == [0xD3] + ascii("0030"))
        #expect(bench.say([0xC4]) == [0xD4] + ascii("0000"))
    }

    @Test("A guarded belt stops when nothing is said for 500 ms, and does not start again by itself")
    mutating func disconnectStop() {
        _ = bench.say([0xA3] + ascii("0080") + [0xA0])
        poll(seconds: 6)
        #expect(bench.rig.observe(at: bench.now).beltSpeed > .metersPerSecond(2))
        bench.pass(.milliseconds(300))
        #expect(bench.say([0xC0]) == [0xD0, 0x32])
        bench.pass(.milliseconds(5000))
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
        #expect(bench.rig.observe(at: bench.now).beltWatchdogTrips == 1)
        #expect(bench.say([0xC0]) == [0xD0, 0x31])
        poll(seconds: 3)
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
    }

    @Test("An unguarded belt runs on in silence: why A1 is never used")
    mutating func unguarded() {
        _ = bench.say([0xA3] + ascii("0080") + [0xA1])
        bench.pass(.milliseconds(20_000))
        #expect(bench.rig.observe(at: bench.now).beltSpeed > .metersPerSecond(2))
    }

    @Test("A belt that is coming to rest is not reported as stopped before it stands")
    mutating func stoppingIsNotStopped() {
        _ = bench.say([0xA3] + ascii("0080") + [0xA0])
        poll(seconds: 6)
        _ = bench.say([0xA2])
        bench.pass(.milliseconds(500))
        #expect(bench.say([0xC0]) == [0xD0, 0x32])
        bench.pass(.milliseconds(4000))
        #expect(bench.say([0xC0]) == [0xD0, 0x31])
        #expect(bench.say([0xC3]) == [0xD3] + ascii("0000"))
    }

    @Test("An emergency stop silences the line; afterwards readings are 999.9 for a while and nothing runs")
    mutating func emergencyStop() {
        _ = bench.say([0xA3] + ascii("0080") + [0xA0])
        poll(seconds: 6)
        bench.rig.apply(.emergencyStop, at: bench.now)
        bench.pass(.milliseconds(10))
        #expect(bench.say([0xC0]).isEmpty)
        bench.pass(.milliseconds(4000))
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
        bench.rig.clear(.emergencyStop, at: bench.now)
        bench.pass(.milliseconds(10))
        #expect(bench.say([0xC1]) == [0xD1] + ascii("9999"))
        bench.pass(.milliseconds(2000))
        #expect(bench.say([0xC1]) == [0xD1] + ascii("0000"))
        #expect(bench.say([0xC0]) == [0xD0, 0x31])
        #expect(bench.rig.observe(at: bench.now).beltSpeed == .zero)
    }

    @Test("The unit of speed is the rig's, miles or kilometres")
    mutating func miles() {
        bench = VirtualBench(ExampleRigs.trackMaster(unit: .milesPerHour))
        _ = bench.say([0xA3] + ascii("0050") + [0xA0])
        poll(seconds: 8)
        let speed = bench.rig.observe(at: bench.now).trace.fastest
        #expect((speed - .milesPerHour(5 * 1.025)).magnitude < .metersPerSecond(0.02))
    }

    @Test("A command cut short does not swallow the next one")
    mutating func cutShort() {
        #expect(bench.say([0xA3, 0x30, 0x30]).isEmpty)
        #expect(bench.say([0xC0]) == [0xD0, 0x31])
    }

    @Test("With echo on, every byte comes back before its answer")
    mutating func echo() {
        #expect(bench.say([0xAC]) == [0xBC])
        #expect(bench.say([0xC0]) == [0xC0, 0xD0, 0x31])
        #expect(bench.say([0xAC]) == [0xAC, 0xBC])
        #expect(bench.say([0xC0]) == [0xD0, 0x31])
    }
}

@Suite("The treadmill's small input buffer")
struct TreadmillPortTests {
    @Test("One command of five bytes fits while an answer is being sent; what comes on top is lost")
    func overflow() {
        var port = TreadmillPort()
        var seen: [UInt8] = []
        let answer: (UInt8) -> [UInt8] = { byte in
            seen.append(byte)
            return byte >= 0xC0 ? [byte + 0x10] : []
        }
        #expect(port.receive(0xC0, answer: answer) == [0xD0])
        for byte in [0xA3, 0x30, 0x30, 0x34, 0x30, 0xC1, 0xC2] as [UInt8] {
            #expect(port.receive(byte, answer: answer).isEmpty)
        }
        #expect(seen == [0xC0])
        #expect(port.sent(answer: answer).isEmpty)
        #expect(seen == [0xC0, 0xA3, 0x30, 0x30, 0x34, 0x30])
        #expect(port.lostBytes == 2)
        #expect(port.receive(0xC1, answer: answer) == [0xD1])
    }

    @Test("Of two commands in the buffer the second waits for the answer to the first")
    func oneAnswerAtATime() {
        var port = TreadmillPort()
        let answer: (UInt8) -> [UInt8] = { [$0 + 0x10] }
        #expect(port.receive(0xC0, answer: answer) == [0xD0])
        #expect(port.receive(0xC1, answer: answer).isEmpty)
        #expect(port.receive(0xC2, answer: answer).isEmpty)
        #expect(port.sent(answer: answer) == [0xD1])
        #expect(port.sent(answer: answer) == [0xD2])
        #expect(port.sent(answer: answer).isEmpty)
    }
}
