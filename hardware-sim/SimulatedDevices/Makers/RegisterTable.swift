/// Registers by address, with holes between them.
typealias RegisterTable = [Int: UInt16]

extension RegisterTable {
    /// The registers of a range, which must have no hole.
    func words(in range: Range<Int>) throws(ModbusException) -> [UInt16] {
        var words: [UInt16] = []
        words.reserveCapacity(range.count)
        for address in range {
            guard let word = self[address] else { throw .illegalDataAddress }
            words.append(word)
        }
        return words
    }

    /// Puts a 32-bit value in two registers, high word first.
    mutating func put(_ value: Int32, at address: Int) {
        let bits = UInt32(bitPattern: value)
        self[address] = UInt16(truncatingIfNeeded: bits >> 16)
        self[address + 1] = UInt16(truncatingIfNeeded: bits)
    }
}

/// The register for a measured value: rounded to the nearest count, saturating at the range of an unsigned register.
func unsignedRegister(_ value: Double, unit: Double) -> UInt16 {
    UInt16(Swift.min(Swift.max((value / unit).rounded(), 0), 65535))
}

/// The 32-bit count for a measured value: rounded to the nearest, saturating. Not a number is 0.
func signedCounts(_ value: Double, unit: Double) -> Int32 {
    let counts = (value / unit).rounded()
    guard counts == counts else { return 0 }
    return Int32(Swift.min(Swift.max(counts, -2_147_483_648), 2_147_483_647))
}
