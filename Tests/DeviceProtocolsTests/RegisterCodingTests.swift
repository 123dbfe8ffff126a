import DeviceProtocols
import Testing

@Suite("Scalars in Modbus registers")
struct RegisterCodingTests {
    @Test("Signed registers read as two's complement")
    func signed() {
        #expect(RegisterCoding.signed16(0x0000) == 0)
        #expect(RegisterCoding.signed16(0x7FFF) == 32767)
        #expect(RegisterCoding.signed16(0x8000) == -32768)
        #expect(RegisterCoding.signed16(0xFFFF) == -1)
    }

    @Test("A pair has its high word first")
    func wordOrder() {
        #expect(RegisterCoding.signed32(high: 0x0001, low: 0x0000) == 65536)
        #expect(RegisterCoding.signed32(high: 0xFFFF, low: 0xFFFE) == -2)
        #expect(RegisterCoding.signed32(high: 0x8000, low: 0x0000) == .min)
        #expect(RegisterCoding.words(of: Int32(0x1234_5678)) == (0x1234, 0x5678))
        #expect(RegisterCoding.words(of: Int32(-2)) == (0xFFFF, 0xFFFE))
    }

    @Test(
        "Floats are IEEE 754 with the high word first",
        arguments: [
            (0x3F80, 0x0000, 1.0), (0xC2ED, 0x4000, -118.625), (0x437A, 0x0000, 250), (0x3E20, 0x0000, 0.15625),
            (0x0000, 0x0000, 0),
        ] as [(UInt16, UInt16, Float)])
    func floats(high: UInt16, low: UInt16, value: Float) {
        #expect(RegisterCoding.float32(high: high, low: low) == value)
        #expect(RegisterCoding.words(of: value) == (high, low))
    }

    @Test(
        "A command is rounded towards zero: never more than was admitted",
        arguments: [
            (1.4, 1400), (1.4009, 1400), (1.4999, 1499), (0.0009, 0), (-0.0009, 0), (-1.4009, -1400), (3.6, 3600),
            (0.14, 140), (0.3, 300), (2.675, 2675),
        ] as [(Double, Int16)])
    func rounding(value: Double, counts: Int16) {
        #expect(Int16(bitPattern: RegisterCoding.signedRegister(value, unit: 0.001)) == counts)
    }

    @Test("Every thousandth up to 15 m/s is coded as itself")
    func everyCount() {
        let wrong = (-15000...15000).first {
            Int16(bitPattern: RegisterCoding.signedRegister(Double($0) * 0.001, unit: 0.001)) != Int16($0)
        }
        #expect(wrong == nil)
    }

    @Test("Out of range saturates, and what is not a number is zero")
    func saturation() {
        func counts(_ value: Double) -> Int16 {
            Int16(bitPattern: RegisterCoding.signedRegister(value, unit: 0.001))
        }
        #expect(counts(32.767) == 32767 && counts(32.768) == 32767 && counts(1e300) == 32767)
        #expect(counts(-32.768) == -32768 && counts(-40) == -32768)
        #expect(counts(.infinity) == 32767 && counts(-.infinity) == -32768)
        #expect(counts(.nan) == 0)
    }
}
