/// Scalars in 16-bit Modbus registers. Registers themselves are big-endian on the wire; a pair has the high word first.
public enum RegisterCoding {
    public static func signed16(_ register: UInt16) -> Int16 { Int16(bitPattern: register) }

    public static func signed32(high: UInt16, low: UInt16) -> Int32 {
        Int32(bitPattern: UInt32(high) << 16 | UInt32(low))
    }

    public static func float32(high: UInt16, low: UInt16) -> Float {
        Float(bitPattern: UInt32(high) << 16 | UInt32(low))
    }

    public static func words(of value: Int32) -> (high: UInt16, low: UInt16) {
        let bits = UInt32(bitPattern: value)
        return (UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits))
    }

    public static func words(of value: Float) -> (high: UInt16, low: UInt16) {
        (UInt16(truncatingIfNeeded: value.bitPattern >> 16), UInt16(truncatingIfNeeded: value.bitPattern))
    }

    /// The register for `value` counted in `unit`s, rounded towards zero, so that a command never exceeds what was
    /// admitted; saturating at the range of a signed register. Not a number becomes zero.
    public static func signedRegister(_ value: Double, unit: Double) -> UInt16 {
        let counts = value / unit
        guard counts == counts else { return 0 }
        // A hair of tolerance keeps 1.4 / 0.001 from truncating to 1399.
        let nudged = counts + (counts < 0 ? -1e-6 : 1e-6)
        return UInt16(bitPattern: Int16(min(max(nudged, -32768), 32767)))
    }
}

/// Why an answer cannot be believed.
public enum DecodingProblem: Error, Equatable, Sendable, CustomStringConvertible {
    case wrongLength(expected: Int, got: Int)
    case notFinite(field: String)
    case outOfRange(field: String, value: Double)
    case unexpectedReply(expected: UInt8, got: UInt8)
    case notANumber(bytes: [UInt8])

    public var description: String {
        switch self {
        case .wrongLength(let expected, let got): "expected \(expected) values, got \(got)"
        case .notFinite(let field): "\(field) is not a finite number"
        case .outOfRange(let field, let value): "\(field) reads \(value), which cannot be"
        case .unexpectedReply(let expected, let got):
            "expected reply 0x\(String(expected, radix: 16)), got 0x\(String(got, radix: 16))"
        case .notANumber(let bytes): "expected four digits, got bytes \(bytes)"
        }
    }
}
