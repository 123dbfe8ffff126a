import DeviceProfiles
import Testing

@Suite("What a channel's registers say")
struct ChannelReadingTests {
    @Test("Scale and offset make the value, and unmake it")
    func scaled() {
        var channel = Channel(name: "temperature", table: .holding, address: 0, access: .readWrite)
        channel.format = RegisterFormat(.signed16)
        channel.scale = 0.5
        channel.offset = -40
        // 0x0064 is 100: 100 * 0.5 - 40 = 10. 0xFFF6 is -10: -45.
        #expect(channel.reading(of: [0x0064]) == .value(10))
        #expect(channel.reading(of: [0xFFF6]) == .value(-45))
        #expect(channel.words(for: 10) == [0x0064])
        #expect(channel.words(for: -45) == [0xFFF6])
    }

    @Test("A scale below zero turns the sign around")
    func turned() {
        var channel = Channel(name: "speed", table: .holding, address: 0, access: .readWrite)
        channel.format = RegisterFormat(.signed16)
        channel.scale = -0.01
        // 500 is 0x01F4, -500 is 0xFE0C.
        #expect(channel.reading(of: [0x01F4]) == .value(-5))
        #expect(channel.words(for: 5) == [0xFE0C])
    }

    @Test(
        "Bits are taken out from the lowest up",
        arguments: [(0...0, 1), (1...1, 0), (4...7, 12), (8...15, 0xAB), (0...15, 0xABCD), (15...15, 1), (14...14, 0)])
    func bits(bits: ClosedRange<Int>, value: Double) {
        // 0xABCD is 1010 1011 1100 1101.
        let channel = Channel(name: "state", table: .holding, address: 0, bits: bits)
        #expect(channel.reading(of: [0xABCD]) == .value(value))
    }

    @Test("A whole register can be read and commanded by its values' names")
    func names() {
        let channel = Channel(
            name: "control", table: .holding, address: 0, scale: 2,
            names: [ValueName(raw: 0x047E, name: "stop"), ValueName(raw: 0x047F, name: "run")], access: .readWrite)
        #expect(channel.name(ofRaw: 0x047F) == "run")
        #expect(channel.name(ofRaw: 3) == nil)
        #expect(channel.value(named: "stop").flatMap(channel.words) == [0x047E])
        #expect(channel.value(named: "nonsense") == nil)
    }

    @Test("A device that says it has no value has none, whatever the range")
    func errorValue() {
        let channel = Channel(
            name: "force", table: .input, address: 0, format: RegisterFormat(.signed16), scale: 0.25,
            range: -10000...10000, errorValue: -32768)
        #expect(channel.reading(of: [0x8000]) == .absent)
        #expect(channel.reading(of: [0x8001]) == .value(-8191.75))
    }

    @Test("A number that the device cannot have is impossible, its ends are not")
    func range() {
        let channel = Channel(name: "speed", table: .holding, address: 0, scale: 0.5, range: 1...2)
        #expect(channel.reading(of: [1]) == .impossible(0.5))
        #expect(channel.reading(of: [2]) == .value(1))
        #expect(channel.reading(of: [4]) == .value(2))
        #expect(channel.reading(of: [5]) == .impossible(2.5))
    }

    @Test("A value beyond the range is not commanded, its ends are")
    func commandedRange() {
        let channel = Channel(name: "speed", table: .holding, address: 0, range: 1...2, access: .write)
        #expect(channel.words(for: 0.99) == nil)
        #expect(channel.words(for: 1) == [1])
        #expect(channel.words(for: 2) == [2])
        #expect(channel.words(for: 2.01) == nil)
        #expect(channel.words(for: .nan) == nil)
    }

    @Test("What is only read is never commanded")
    func readOnly() {
        #expect(Channel(name: "speed", table: .holding, address: 0).words(for: 1) == nil)
    }

    @Test("A coil is 0 or 1, and nothing between is commanded")
    func coil() {
        let coil = Channel(name: "run", table: .coil, address: 0, access: .readWrite)
        #expect(coil.reading(of: [0]) == .value(0))
        #expect(coil.reading(of: [1]) == .value(1))
        #expect(coil.reading(of: [0xFF00]) == .value(1))
        #expect(coil.reading(of: [UInt16]()) == .absent)
        #expect(coil.words(for: 1) == [1])
        #expect(coil.words(for: 0) == [0])
        #expect(coil.words(for: 0.5) == nil)
        #expect(coil.words(for: -1) == nil)
    }

    @Test("Too few registers, and a float that is no number, are no value")
    func noNumber() {
        let channel = Channel(name: "force", table: .holding, address: 0, format: RegisterFormat(.float))
        #expect(channel.reading(of: [0x42C9]) == .absent)
        #expect(channel.reading(of: [0x7FC0, 0]) == .absent)
        #expect(channel.reading(of: [0x42C9, 0]) == .value(100.5))
    }

    @Test("A channel covers as many addresses as its format takes")
    func addresses() {
        let wide = Channel(name: "force", table: .holding, address: 0x3500, format: RegisterFormat(.float))
        #expect(wide.addresses == 0x3500..<0x3502)
        #expect(Channel(name: "run", table: .coil, address: 7, format: RegisterFormat(.float)).addresses == 7..<8)
        #expect(Channel(name: "last", table: .holding, address: 65535).addresses == 65535..<65536)
    }
}
