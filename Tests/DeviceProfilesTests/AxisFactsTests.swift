import DeviceProfiles
import Testing

/// IAI, Serial Communication [Modbus Version], Operation Manual.
@Suite("Facts of the ROBO Cylinder axis")
struct AxisFactsTests {
    @Test("5.4.17: coil 042C on is a deceleration stop")
    func stop() throws {
        let axis = try WireFacts("iai-robocylinder")
        #expect(try axis.written(axis.motion.stop) == [[Written(.coil, 0x042C, [1])]])
    }

    @Test("5.6.1: one block from 9900 moves the axis, without a gap")
    func run() throws {
        let axis = try WireFacts("iai-robocylinder")
        // 50 mm is 5000 = 0x1388, 100 mm/s is 10000 = 0x2710, 0.1 mm is 10, 0.3 G is 30 = 0x1E (page 175).
        let block = [
            Written(.holding, 0x9900, [0, 0x1388]), Written(.holding, 0x9902, [0, 10]),
            Written(.holding, 0x9904, [0, 0x2710]), Written(.holding, 0x9906, [0x1E]), Written(.holding, 0x9907, [0]),
            Written(.holding, 0x9908, [0]),
        ]
        #expect(try axis.written(axis.motion.run, [.place: 50, .pace: 100]) == [block])
        for (write, next) in zip(block, block.dropFirst()) {
            #expect(write.address + write.words.count == next.address)
        }
        #expect(axis.profile.traits.mostWriteRegisters >= 9)
    }

    @Test("Page 278: places of -9999.99 to 9999.99 mm, and speeds of 0.01 mm/s and more")
    func ranges() throws {
        let axis = try WireFacts("iai-robocylinder")
        let target = try axis.channel("target_position")
        // FFF0BDC1 to 000F423F.
        #expect(target.words(for: -9999.99) == [0xFFF0, 0xBDC1])
        #expect(target.words(for: 9999.99) == [0x000F, 0x423F])
        #expect(target.words(for: 10_000) == nil)
        let speed = try axis.channel("speed_setpoint")
        #expect(speed.words(for: 0.01) == [0, 1])
        #expect(speed.words(for: 0) == nil)
    }

    @Test("It ends its motions itself")
    func watchdog() throws {
        let axis = try WireFacts("iai-robocylinder")
        #expect(try axis.motion.watchdog == .shortMoves)
        #expect(try axis.motion.reset == nil)
    }

    @Test("5.4.16 and 5.4.1: Modbus commands and the servo are switched on before anything moves")
    func setup() throws {
        let axis = try WireFacts("iai-robocylinder")
        let written = try axis.profile.setup.map(axis.written)
        #expect(written == [Written(.coil, 0x0427, [1]), Written(.coil, 0x0403, [1])])
    }

    @Test("Pages 43 and 52: bits of device status 1 and of the expansion status")
    func status() throws {
        let axis = try WireFacts("iai-robocylinder")
        // 13 controller ready, 12 servo on, 4 homed: 0x2000 + 0x1000 + 0x0010. 9007: bit 8 is input 0127, bit 5 is 012A.
        #expect(try axis.flags([0x9005: 0x3010, 0x9007: 0x0100]) == [.ready])
        #expect(try axis.flags([0x9005: 0x3010, 0x9007: 0x0120]) == [.ready, .running])
        #expect(try axis.flags([0x9005: 0x3010]) == [])
        #expect(try axis.flags([0x9005: 0x3000, 0x9007: 0x0100]) == [])
        #expect(try axis.flags([0x9005: 0x2010, 0x9007: 0x0100]) == [])
        // 5 paused; 10 major failure; 15 emergency stop.
        #expect(try axis.flags([0x9005: 0x3030, 0x9007: 0x0100]) == [])
        #expect(try axis.flags([0x9005: 0x3410, 0x9007: 0x0100]) == [.ready, .fault])
        #expect(try axis.flags([0x9005: 0xA010, 0x9007: 0x0100]) == [.emergencyStop])
    }

    @Test("5.3.7 and 5.3.15: place and speed, signed, in hundredths")
    func readings() throws {
        let axis = try WireFacts("iai-robocylinder")
        let position = try axis.signal(.ropePosition)
        #expect(position.address == 0x9000 && position.unit == .millimeter)
        #expect(position.reading(of: [0, 0x1388]) == .value(50))
        let speed = try axis.signal(.ropeVelocity)
        #expect(speed.address == 0x900A && speed.unit == .millimetersPerSecond)
        // -100 mm/s is -10000 = 0xFFFFD8F0.
        #expect(speed.reading(of: [0xFFFF, 0xD8F0]) == .value(-100))
    }
}
