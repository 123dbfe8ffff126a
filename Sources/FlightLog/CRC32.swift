/// The cyclic redundancy check of ISO/IEC 8802-3 (Ethernet), reflected, polynomial 0x04C11DB7: what zlib calls crc32.
package struct CRC32: Equatable, Sendable {
    private var register: UInt32 = 0xFFFF_FFFF

    package init() {}

    /// Of the bytes so far.
    package var value: UInt32 { ~register }

    /// Eight bytes at a time: entry 256 k + b holds what the byte b does to the register k bytes later.
    private static let table: [UInt32] = {
        var table = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 {
                let isOdd = value & 1 == 1
                value >>= 1
                if isOdd { value ^= 0xEDB8_8320 }
            }
            table[byte] = value
        }
        for index in 256..<table.count {
            let earlier = table[index - 256]
            table[index] = earlier >> 8 ^ table[Int(earlier & 0xFF)]
        }
        return table
    }()

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var value = register
        var offset = 0
        Self.table.withUnsafeBufferPointer { table in
            while offset + 8 <= bytes.count {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(value)
                value = 0
                for index in 0..<8 {
                    value ^= table[(7 - index) << 8 | Int(word >> (8 * UInt64(index)) & 0xFF)]
                }
                offset += 8
            }
            while offset < bytes.count {
                value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ bytes[offset])]
                offset += 1
            }
        }
        register = value
    }
}
