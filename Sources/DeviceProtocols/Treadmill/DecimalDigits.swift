/// Numbers as serial treadmills write them: ASCII digits, the most significant first.
enum DecimalDigits {
    /// So many digits for `value`; saturates at zero and at nines.
    static func bytes(_ value: Int, count: Int) -> [UInt8] {
        var rest = max(value, 0)
        var digits: [UInt8] = []
        for _ in 0..<count {
            digits.append(0x30 + UInt8(rest % 10))
            rest /= 10
        }
        return rest == 0 ? digits.reversed() : Array(repeating: 0x39, count: count)
    }

    /// The number in exactly so many digits.
    static func number(_ bytes: some Collection<UInt8>, count: Int) throws(DecodingProblem) -> Int {
        guard bytes.count == count, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .notANumber(bytes: Array(bytes))
        }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Whole tenths of `value`, rounded down, from 0 to `largest`; 0 for what is not a number.
    static func wholeTenths(_ value: Double, upTo largest: Int) -> Int {
        guard value == value else { return 0 }
        // A hair of tolerance keeps 1.4 × 10 from becoming 13.
        return Int(min(max(value * 10 + 1e-6, 0), Double(largest)))
    }
}
