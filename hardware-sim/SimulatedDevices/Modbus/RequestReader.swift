/// Big-endian fields of a request, read one after the other. A request that is too short or too long is refused with
/// exception 3, as the specification asks.
struct RequestReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func byte() throws(ModbusException) -> UInt8 {
        guard let first = rest.popFirst() else { throw .illegalDataValue }
        return first
    }

    mutating func word() throws(ModbusException) -> UInt16 {
        let high = try byte()
        let low = try byte()
        return UInt16(high) << 8 | UInt16(low)
    }

    mutating func words(_ count: Int) throws(ModbusException) -> [UInt16] {
        var words: [UInt16] = []
        words.reserveCapacity(count)
        for _ in 0..<count { words.append(try word()) }
        return words
    }

    /// `count` bits, eight to a byte, lowest bit first.
    mutating func bits(_ count: Int) throws(ModbusException) -> [Bool] {
        var bits: [Bool] = []
        bits.reserveCapacity(count)
        while bits.count < count {
            let packed = try byte()
            for bit in 0..<min(8, count - bits.count) { bits.append(packed >> UInt8(bit) & 1 == 1) }
        }
        return bits
    }

    /// A start address and a count that must be within `counts` and end within the 65536 addresses there are.
    mutating func range(_ counts: ClosedRange<Int>) throws(ModbusException) -> Range<Int> {
        let start = Int(try word())
        let count = Int(try word())
        guard counts.contains(count) else { throw .illegalDataValue }
        guard start + count <= 0x10000 else { throw .illegalDataAddress }
        return start..<start + count
    }

    /// Nothing may follow.
    func end() throws(ModbusException) {
        guard rest.isEmpty else { throw .illegalDataValue }
    }
}
