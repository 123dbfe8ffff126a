import DeviceProfiles
import Testing

@Suite("Facts of load cell amplifiers")
struct LoadCellFactsTests {
    @Test("DAD 141.1: weights and qualifier of one sample, from index 3500")
    func dad141() throws {
        let dad141 = try WireFacts("flintec-dad141")
        let force = try dad141.signal(.supportForce)
        #expect(force.addresses == 0x3500..<0x3502 && force.unit == .kilogram)
        // 100.5 is 0x42C90000.
        #expect(force.reading(of: [0x42C9, 0]) == .value(100.5))
        // Page 4: 0001h under range, 0002h over range, 0010h stands still, 0020h tared.
        #expect(try dad141.flags([:]) == [.ready])
        #expect(try dad141.flags([0x3504: 0x0030]) == [.ready])
        #expect(try dad141.flags([0x3504: 0x0001]) == [.fault])
        #expect(try dad141.flags([0x3504: 0x0002]) == [.ready, .overload])
    }

    @Test("DAT 400: status in the first register, gross weight in the next two, high word first")
    func dat400() throws {
        let dat400 = try WireFacts("pavone-dat-400")
        let force = try dat400.signal(.supportForce)
        #expect(force.addresses == 1..<3 && force.unit == .count)
        // -70000 is 0xFFFEEE90 in 32 bits: 70000 is 0x00011170.
        #expect(force.reading(of: [0xFFFE, 0xEE90]) == .value(-70000))
        // Table A: bit 4 underload, 5 overload, 6 off range or cell disconnected.
        #expect(try dat400.flags([:]) == [.ready])
        #expect(try dat400.flags([0: 0x0010]) == [.ready])
        #expect(try dat400.flags([0: 0x0020]) == [.ready, .overload])
        #expect(try dat400.flags([0: 0x0040]) == [.fault])
    }

    @Test("Neither is ever written to", arguments: ["flintec-dad141", "pavone-dat-400"])
    func onlyRead(name: String) throws {
        let profile = try WireFacts(name).profile
        #expect(profile.motion == nil && profile.setup.isEmpty)
        #expect(profile.channels.allSatisfy { !$0.access.mayWrite })
    }
}
