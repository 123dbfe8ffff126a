import DeviceProfiles
import Testing

@Suite("How numbers lie in registers")
struct RegisterFormatTests {
    /// A number and its registers, high word first. Worked out by hand, or from the document named.
    struct Vector: CustomTestStringConvertible, Sendable {
        var kind: RegisterFormat.Kind
        var number: Double
        var words: [UInt16]
        var testDescription: String { "\(kind.rawValue) \(number)" }

        init(_ kind: RegisterFormat.Kind, _ number: Double, _ words: [UInt16]) {
            self.kind = kind
            self.number = number
            self.words = words
        }
    }

    static let vectors: [Vector] = [
        Vector(.unsigned16, 0, [0]), Vector(.unsigned16, 65535, [0xFFFF]),
        // GS4 manual, page D-12: 1500 is 15.00 Hz. 1500 = 5 * 256 + 220.
        Vector(.unsigned16, 1500, [0x05DC]),
        Vector(.signed16, 32767, [0x7FFF]), Vector(.signed16, -32768, [0x8000]),
        // WJ200 manual, Ver. 3, page 34: FFFFh is -1.
        Vector(.signed16, -1, [0xFFFF]),
        Vector(.unsigned32, 4_294_967_295, [0xFFFF, 0xFFFF]), Vector(.unsigned32, 65536, [1, 0]),
        // IAI manual, page 278: -999999 to 999999 are FFF0BDC1 to 000F423F.
        Vector(.signed32, -999_999, [0xFFF0, 0xBDC1]), Vector(.signed32, 999_999, [0x000F, 0x423F]),
        Vector(.signed32, -2_147_483_648, [0x8000, 0]),
        // 100.5 = 1.5703125 * 2^6: exponent 127 + 6 = 0x85, fraction 0.5703125 * 2^23 = 0x490000.
        Vector(.float, 100.5, [0x42C9, 0x0000]),
        // -0.15625 = -1.25 * 2^-3: exponent 124 = 0x7C, fraction 0.25 * 2^23 = 0x200000.
        Vector(.float, -0.15625, [0xBE20, 0x0000]),
        // 1 + 2^-23, the least float above 1.
        Vector(.float, 1.00000011920928955, [0x3F80, 0x0001]),
        Vector(.float, 0, [0, 0]),
    ]

    @Test("Both directions, high word first", arguments: vectors)
    func highWordFirst(vector: Vector) {
        let format = RegisterFormat(vector.kind)
        #expect(format.decode(vector.words) == vector.number)
        #expect(format.encode(vector.number) == vector.words)
    }

    @Test("Both directions, low word first", arguments: vectors)
    func lowWordFirst(vector: Vector) {
        let format = RegisterFormat(vector.kind, wordOrder: .littleEndian)
        let swapped = Array(vector.words.reversed())
        #expect(format.decode(swapped) == vector.number)
        #expect(format.encode(vector.number) == swapped)
    }

    @Test("The wrong count of registers is no number", arguments: RegisterFormat.Kind.allCases)
    func wrongCount(kind: RegisterFormat.Kind) {
        let format = RegisterFormat(kind)
        #expect(format.decode([UInt16]()) == nil)
        #expect(format.decode([UInt16](repeating: 1, count: format.registerCount + 1)) == nil)
        #expect(format.decode([UInt16](repeating: 1, count: 3 - format.registerCount)) == nil)
    }

    @Test(
        "Not a number and infinities are no readings", arguments: [0x7FC0, 0xFFC0, 0x7F80, 0xFF80, 0x7FFF] as [UInt16])
    func notFinite(high: UInt16) {
        #expect(RegisterFormat(.float).decode([high, 0]) == nil)
    }

    @Test("Not a number and infinities are never commanded", arguments: RegisterFormat.Kind.allCases)
    func notCommanded(kind: RegisterFormat.Kind) {
        let format = RegisterFormat(kind)
        #expect(format.encode(.nan) == nil)
        #expect(format.encode(.infinity) == nil)
        #expect(format.encode(-.infinity) == nil)
    }

    @Test(
        "What does not fit is not commanded",
        arguments: [
            (.unsigned16, 65536), (.unsigned16, -1), (.signed16, 32768), (.signed16, -32769),
            (.unsigned32, 4_294_967_296), (.unsigned32, -1), (.signed32, 2_147_483_648), (.signed32, -2_147_483_649),
            (.signed32, 1e300), (.float, 1e39), (.float, -1e39),
        ] as [(RegisterFormat.Kind, Double)])
    func beyond(kind: RegisterFormat.Kind, number: Double) {
        #expect(RegisterFormat(kind).encode(number) == nil)
    }

    @Test("Whole numbers round towards zero, so that no command grows")
    func roundsTowardsZero() {
        #expect(RegisterFormat(.unsigned16).encode(3.99) == [3])
        #expect(RegisterFormat(.signed16).encode(-3.99) == [0xFFFD])
        #expect(RegisterFormat(.signed32).encode(-0.99) == [0, 0])
        #expect(RegisterFormat(.unsigned16).encode(-0.4) == [0])
    }

    @Test("What binary fractions spoil by a hair stays the whole number that was meant")
    func hair() {
        // 1.4 / 0.001 is 1399.9999999999998 in binary, and 0.29 * 100 is 28.999999999999996.
        #expect(RegisterFormat(.unsigned16).encode(1.4 / 0.001) == [1400])
        #expect(RegisterFormat(.signed16).encode(-0.29 * 100) == [0xFFE3])
    }

    @Test("A float rounds towards zero as well")
    func floatTowardsZero() {
        // The float nearest to 0.1 is 3DCCCCCD, a little above; nearest to 0.7 is 3F333333, a little below.
        #expect(RegisterFormat(.float).encode(0.1) == [0x3DCC, 0xCCCC])
        #expect(RegisterFormat(.float).encode(-0.1) == [0xBDCC, 0xCCCC])
        #expect(RegisterFormat(.float).encode(0.7) == [0x3F33, 0x3333])
    }
}
