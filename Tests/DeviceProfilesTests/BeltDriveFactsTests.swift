import DeviceProfiles
import Testing
import TreadmillControl

/// What the makers' documents say of their inverters, in numbers of the wire, against what the profiles make of it.
@Suite("Facts of belt drives")
struct BeltDriveFactsTests {
    // MARK: Siemens V20. Operating Instructions, 6.2: registers 0, 1; STW and ZSW at 99 and 109, each with its value next.

    @Test("V20: stops with OFF1, runs with its rising edge")
    func v20Commands() throws {
        let v20 = try WireFacts("siemens-v20")
        // Bits 1 to 6 and 10: 0x002 + 0x004 + 0x008 + 0x010 + 0x020 + 0x040 + 0x400 = 0x47E; bit 0 runs.
        let stop = [Written(.holding, 99, [0x047E]), Written(.holding, 100, [0])]
        #expect(try v20.written(v20.motion.stop) == [stop])
        // Half of 0x4000.
        let run = [Written(.holding, 99, [0x047F]), Written(.holding, 100, [0x2000])]
        #expect(try v20.written(v20.motion.run, [.speed: 50]) == [stop, run])
        // Bit 7 acknowledges: 0x47E + 0x080.
        let reset = try v20.written(#require(v20.motion.reset))
        #expect(reset == [[Written(.holding, 99, [0x04FE]), Written(.holding, 100, [0])], stop])
    }

    @Test("V20: the watchdog is register 0 in milliseconds, and register 1 makes it stop the drive")
    func v20Watchdog() throws {
        let v20 = try WireFacts("siemens-v20")
        #expect(try v20.motion.watchdog == .timer(channel: "watchdog_time", isWritten: true))
        let timer = try v20.channel("watchdog_time")
        #expect(timer.address == 0 && timer.unit == .millisecond)
        #expect(timer.words(for: 500) == [0x01F4])
        #expect(try v20.profile.setup.map(v20.written) == [Written(.holding, 1, [1])])
    }

    @Test("V20: status word and speed")
    func v20Status() throws {
        let v20 = try WireFacts("siemens-v20")
        let speed = try v20.signal(.beltSpeed)
        #expect(speed.address == 110)
        #expect(speed.reading(of: [0x4000]) == .value(100))
        #expect(speed.reading(of: [0xF000]) == .value(-25))
        // r0052: bit 0 ready, 1 ready to run, 2 running, 3 fault, 4 and 5 no OFF2 and OFF3, 6 inhibited.
        #expect(try v20.flags([109: 0b0011_0001]) == [.ready])
        #expect(try v20.flags([109: 0b0011_0111]) == [.ready, .running])
        #expect(try v20.flags([109: 0b0011_1001]) == [.fault])
        #expect(try v20.flags([109: 0b0111_0001]) == [])
        #expect(try v20.flags([109: 0b0011_1001, 54: 72]) == [.watchdogTripped])
        // "LAST FAULT" is a history: 72 alone says nothing of now.
        #expect(try v20.flags([109: 0b0011_0001, 54: 72]) == [.ready])
    }

    // MARK: AutomationDirect GS4. User Manual, D-12 (commands), 5-2 (P9.xx), 5-6 and 5-7 (status).

    @Test("GS4: stops with 01, runs forward with 10 and 01, at hundredths of a hertz")
    func gs4Commands() throws {
        let gs4 = try WireFacts("automationdirect-gs4")
        let stop = [Written(.holding, 0x2000, [0b00_0001]), Written(.holding, 0x2001, [0])]
        #expect(try gs4.written(gs4.motion.stop) == [stop])
        // D-12: 1500 is 15.00 Hz.
        let run = [Written(.holding, 0x2000, [0b01_0010]), Written(.holding, 0x2001, [1500])]
        #expect(try gs4.written(gs4.motion.run, [.speed: 15]) == [run])
    }

    @Test("GS4: P9.05 is the watchdog, in tenths of a second; P9.03 and P9.04 are set by a person")
    func gs4Watchdog() throws {
        let gs4 = try WireFacts("automationdirect-gs4")
        #expect(try gs4.motion.watchdog == .timer(channel: "silence_time", isWritten: false))
        let timer = try gs4.channel("silence_time")
        #expect(timer.address == 0x0905 && timer.unit == .second)
        #expect(timer.words(for: 0.5) == [5])
        #expect(timer.words(for: 0.05) == nil)
        #expect(
            try gs4.profile.setup.map(gs4.written) == [Written(.holding, 0x0903, [1]), Written(.holding, 0x0904, [1])])
        #expect(gs4.profile.setup.allSatisfy { !$0.isWritten && $0.remedy?.contains("P9.0") == true })
    }

    @Test("GS4: status and speed")
    func gs4Status() throws {
        let gs4 = try WireFacts("automationdirect-gs4")
        let speed = try gs4.signal(.beltSpeed)
        #expect(speed.address == 0x2103)
        // "xxx.x": 600 is 60.0 Hz.
        #expect(speed.reading(of: [600]) == .value(60))
        // Bits 8 and 10: frequency and operation by communication. Bits 0 and 1: 11 runs, 01 slows down.
        #expect(try gs4.flags([0x2101: 0x0500]) == [.ready])
        #expect(try gs4.flags([0x2101: 0x0503]) == [.ready, .running])
        #expect(try gs4.flags([0x2101: 0x0501]) == [.ready, .running])
        #expect(try gs4.flags([0x2101: 0x0100]) == [])
        #expect(try gs4.flags([0x2100: 4, 0x2101: 0x0500]) == [.fault])
        #expect(try gs4.flags([0x2100: 50, 0x2101: 0x0500]) == [.emergencyStop])
        #expect(try gs4.flags([0x2100: 58, 0x2101: 0x0500]) == [.watchdogTripped])
    }

    // MARK: Delta MS300. User Manual, appendix A (pages 789, 790).

    @Test("MS300: commands are those of 2000H and 2001H, in hundredths of a hertz")
    func ms300Commands() throws {
        let ms300 = try WireFacts("delta-ms300")
        let stop = [Written(.holding, 0x2000, [0b00_0001]), Written(.holding, 0x2001, [0])]
        #expect(try ms300.written(ms300.motion.stop) == [stop])
        // XXX.XX Hz: 12.34 Hz is 1234.
        let run = [Written(.holding, 0x2000, [0b01_0010]), Written(.holding, 0x2001, [1234])]
        #expect(try ms300.written(ms300.motion.run, [.speed: 12.34]) == [run])
    }

    @Test("MS300: 09-03 is the watchdog, in tenths of a second; 09-02 is set by a person")
    func ms300Watchdog() throws {
        let ms300 = try WireFacts("delta-ms300")
        #expect(try ms300.motion.watchdog == .timer(channel: "silence_time", isWritten: false))
        // Parameter GG-nn lies at 0xGGnn.
        let timer = try ms300.channel("silence_time")
        #expect(timer.address == 0x0903 && timer.unit == .second)
        #expect(timer.words(for: 0.5) == [5])
        #expect(try ms300.profile.setup.map(ms300.written) == [Written(.holding, 0x0902, [1])])
        #expect(ms300.profile.setup.allSatisfy { !$0.isWritten && $0.remedy?.contains("09-02") == true })
    }

    @Test("MS300: faults in the low byte of 2100H, warnings in the high one")
    func ms300Status() throws {
        let ms300 = try WireFacts("delta-ms300")
        let speed = try ms300.signal(.beltSpeed)
        #expect(speed.address == 0x2103 && speed.reading(of: [5000]) == .value(50))
        #expect(try ms300.flags([0x2101: 0x0500]) == [.ready])
        #expect(try ms300.flags([0x2101: 0x0503]) == [.ready, .running])
        #expect(try ms300.flags([0x2100: 0x0015, 0x2101: 0x0500]) == [.fault])
        #expect(try ms300.flags([0x2100: 0x003A, 0x2101: 0x0500]) == [.watchdogTripped])
        #expect(try ms300.flags([0x2100: 0x0500, 0x2101: 0x0500]) == [.ready, .watchdogTripped])
        #expect(try ms300.flags([0x2100: 0x0032, 0x2101: 0x0500]) == [.emergencyStop])
    }

    // MARK: Hitachi WJ200. Instruction Manual, appendix B: the wire has the number of coil or register less 1.

    @Test("WJ200: coil 0001h stops and runs, registers 0001h and 0002h are the frequency")
    func wj200Commands() throws {
        let wj200 = try WireFacts("hitachi-wj200")
        let stop = [Written(.coil, 0, [0])]
        #expect(try wj200.written(wj200.motion.stop) == [stop])
        let run = [Written(.holding, 0, [0, 5000]), Written(.coil, 0, [1]), Written(.coil, 1, [0])]
        #expect(try wj200.written(wj200.motion.run, [.speed: 50]) == [run])
        let reset = try #require(wj200.motion.reset)
        #expect(reset.steps.contains(.delay(.milliseconds(1000))))
        #expect(try wj200.written(reset).map { $0.last } == [Written(.coil, 3, [1]), Written(.coil, 3, [0])])
    }

    @Test("WJ200: C077 is the watchdog, in hundredths of a second; C076 is set by a person")
    func wj200Watchdog() throws {
        let wj200 = try WireFacts("hitachi-wj200")
        let timer = try wj200.channel("silence_time")
        #expect(try wj200.motion.watchdog == .timer(channel: "silence_time", isWritten: false))
        #expect(timer.words(for: 0.5) == [50])
        #expect(try wj200.profile.setup.map(wj200.written) == [Written(.holding, Int(timer.address) - 1, [1])])
        #expect(wj200.profile.setup.allSatisfy { !$0.isWritten && $0.remedy?.contains("C076") == true })
    }

    @Test("WJ200: coils 000Fh (running), 0011h (ready) and 0018h (alarm)")
    func wj200Status() throws {
        let wj200 = try WireFacts("hitachi-wj200")
        let speed = try wj200.signal(.beltSpeed)
        #expect(speed.address == 0x1000 && speed.reading(of: [0, 5000]) == .value(50))
        #expect(try wj200.flags([0x10: 1]) == [.ready])
        #expect(try wj200.flags([0x10: 1, 0x0E: 1]) == [.ready, .running])
        #expect(try wj200.flags([0x10: 1, 0x17: 1]) == [.fault])
        // E41, now and long ago.
        #expect(try wj200.flags([0x10: 1, 0x17: 1, 0x11: 41]) == [.watchdogTripped])
        #expect(try wj200.flags([0x10: 1, 0x11: 41]) == [.ready])
        #expect(wj200.profile.traits.mostReadRegisters == 16 && wj200.profile.traits.mostReadBits == 32)
    }
}
