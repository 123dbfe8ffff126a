/// A Modbus RTU frame: unit, protocol data unit, checksum (Modbus over Serial Line V1.02, section 2.5).
public enum RTUFrame {
    /// The largest frame, bytes.
    public static let largest = 256

    /// CRC-16 of the serial line specification: polynomial 0xA001 (reflected), start 0xFFFF. On the wire the low byte
    /// goes first.
    public static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        for byte in bytes {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xA001 : crc >> 1 }
        }
        return crc
    }

    /// The whole frame for a protocol data unit.
    public static func bytes(unit: UInt8, pdu: [UInt8]) -> [UInt8] {
        let body = [unit] + pdu
        let crc = checksum(body)
        return body + [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }

    /// Whether the last two bytes are the checksum of the others.
    public static func isIntact(_ frame: some BidirectionalCollection<UInt8>) -> Bool {
        guard frame.count >= 4 else { return false }
        // The checksum over a frame with its own checksum is zero.
        return checksum(frame) == 0
    }

    /// What the beginning of a request tells of its length.
    public enum Length: Equatable, Sendable {
        case known(Int)
        /// The bytes so far do not say yet.
        case undecided
        /// The function code is none whose length is known: only silence ends it.
        case untilSilence
    }

    /// The length of the request that begins with these bytes.
    public static func requestLength(_ bytes: some RandomAccessCollection<UInt8>) -> Length {
        guard bytes.count >= 2 else { return .undecided }
        func byte(_ offset: Int) -> Int? {
            bytes.count > offset ? Int(bytes[bytes.index(bytes.startIndex, offsetBy: offset)]) : nil
        }
        switch byte(1) {
        case 1, 2, 3, 4, 5, 6: return .known(8)
        case 15, 16: return byte(6).map { .known(9 + $0) } ?? .undecided
        case 22: return .known(10)
        case 23: return byte(10).map { .known(13 + $0) } ?? .undecided
        // The function code is a byte from the wire, not an enumeration of ours.
        default: return .untilSilence
        }
    }
}
