/// How a number lies in the registers of a Modbus device.
public struct RegisterFormat: Equatable, Sendable {
    /// What the bits of the registers stand for.
    public enum Kind: String, CaseIterable, Equatable, Sendable {
        case unsigned16 = "u16"
        case signed16 = "s16"
        case unsigned32 = "u32"
        case signed32 = "s32"
        /// IEEE 754, 32 bits.
        case float
    }

    /// Which register of a pair comes first. Within a register the high byte always does: that is Modbus.
    public enum WordOrder: String, CaseIterable, Equatable, Sendable {
        /// The high word first.
        case bigEndian = "big_endian"
        /// The low word first.
        case littleEndian = "little_endian"
    }

    public var kind: Kind
    public var wordOrder: WordOrder

    public init(_ kind: Kind, wordOrder: WordOrder = .bigEndian) {
        self.kind = kind
        self.wordOrder = wordOrder
    }

    /// 1 or 2.
    public var registerCount: Int {
        switch kind {
        case .unsigned16, .signed16: 1
        case .unsigned32, .signed32, .float: 2
        }
    }

    /// The number in `registers`, exactly; `nil` for the wrong count of them, and for a float that is no finite number.
    public func decode(_ registers: some Collection<UInt16>) -> Double? {
        guard registers.count == registerCount else { return nil }
        let bits = inOrder(Array(registers)).reduce(UInt32(0)) { $0 << 16 | UInt32($1) }
        switch kind {
        case .unsigned16, .unsigned32: return Double(bits)
        case .signed16: return Double(Int16(truncatingIfNeeded: bits))
        case .signed32: return Double(Int32(bitPattern: bits))
        case .float:
            let value = Float(bitPattern: bits)
            return value.isFinite ? Double(value) : nil
        }
    }

    /// The registers for `number`; whole kinds round towards zero, so that no command is larger than what was admitted.
    /// `nil` for what does not fit, and for what is no number.
    public func encode(_ number: Double) -> [UInt16]? {
        guard number.isFinite else { return nil }
        if kind == .float {
            guard range.contains(number) else { return nil }
            // Towards zero here as well: the nearest float may lie beyond.
            let nearest = Float(number)
            let value =
                Double(nearest.magnitude) > number.magnitude ? Float(nearest.magnitude.nextDown) : nearest.magnitude
            return words(of: (number < 0 ? -value : value).bitPattern)
        }
        // A hair of tolerance keeps 1.4 / 0.001 from becoming 1399.
        let whole = (number + (number < 0 ? -1e-6 : 1e-6)).rounded(.towardZero)
        guard range.contains(whole) else { return nil }
        return words(of: UInt32(truncatingIfNeeded: Int64(whole)))
    }

    /// The numbers that fit; any finite one into a float.
    public var range: ClosedRange<Double> {
        switch kind {
        case .unsigned16: 0...Double(UInt16.max)
        case .signed16: Double(Int16.min)...Double(Int16.max)
        case .unsigned32: 0...Double(UInt32.max)
        case .signed32: Double(Int32.min)...Double(Int32.max)
        case .float: -Double(Float.greatestFiniteMagnitude)...Double(Float.greatestFiniteMagnitude)
        }
    }

    private func words(of bits: UInt32) -> [UInt16] {
        guard registerCount == 2 else { return [UInt16(truncatingIfNeeded: bits)] }
        return inOrder([UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits)])
    }

    private func inOrder(_ words: [UInt16]) -> [UInt16] { wordOrder == .bigEndian ? words : words.reversed() }
}
