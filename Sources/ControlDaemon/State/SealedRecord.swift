/// A record as it lies on the disk: a line that names and numbers it and says what its content adds up to, then the
/// content. Whatever is not exactly what was sealed is refused: cut off, longer, or with a bit turned.
enum SealedRecord {
    /// No record is longer, bytes; guards a reader's memory.
    static let largest = 1 << 20
    private static let longestSeal = 128

    struct Opened: Equatable, Sendable {
        /// Grows by one with each writing.
        var generation: UInt64
        var content: [UInt8]
    }

    static func seal(_ content: [UInt8], generation: UInt64, name: String) -> [UInt8] {
        let head = "unweight \(name) 1 generation \(generation) bytes \(content.count)"
        let checksum = CRC32.checksum(Array(head.utf8) + content)
        return Array("\(head) crc32 \(String(checksum, radix: 16))\n".utf8) + content
    }

    /// `nil` when the bytes are not a whole, undamaged record of this name.
    static func open(_ bytes: [UInt8], name: String) -> Opened? {
        guard let end = bytes.prefix(longestSeal).firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 9, let generation = UInt64(words[4]) else { return nil }
        let content = Array(bytes[(end + 1)...])
        // Sealing it again checks every byte, of the seal too.
        guard seal(content, generation: generation, name: name) == bytes else { return nil }
        return Opened(generation: generation, content: content)
    }
}

/// The checksum of Ethernet and gzip (polynomial 0x04C11DB7, reflected): finds every burst of up to 32 bits.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }
}
