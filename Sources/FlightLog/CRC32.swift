/// The cyclic redundancy check of ISO/IEC 8802-3 (Ethernet), reflected, polynomial 0x04C11DB7: what zlib calls crc32.
package struct CRC32: Equatable, Sendable {
    private var register: UInt32 = 0xFFFF_FFFF

    package init() {}

    /// Of the bytes so far.
    package var value: UInt32 { ~register }

    /// Eight bytes at a time: table k holds what a byte does to the register k bytes later.
    private static let tables: [[UInt32]] = {
        var tables = [
            (0..<256).map { index in
                (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
            }
        ]
        for _ in 1..<8 {
            let last = tables[tables.count - 1]
            tables.append(last.map { $0 >> 8 ^ tables[0][Int($0 & 0xFF)] })
        }
        return tables
    }()
    private static let flat = tables.flatMap { $0 }

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var value = register
        var offset = 0
        Self.flat.withUnsafeBufferPointer { table in
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
