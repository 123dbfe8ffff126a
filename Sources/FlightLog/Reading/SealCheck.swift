/// What the seals of a log say of its bytes.
public struct SealFindings: Equatable, Sendable {
    /// Seals whose stretch is what was written.
    public internal(set) var sound: UInt64 = 0
    /// Stretches of the file that are not what was written, or of which nobody can say; the first ``mostStretches``.
    public internal(set) var damaged: [Range<UInt64>] = []
    /// How many there are in all.
    public internal(set) var damagedCount: UInt64 = 0
    /// Everything before this byte is covered by a seal.
    public internal(set) var sealedTo: UInt64 = 0

    static let mostStretches = 100

    /// Whether the log has seals at all.
    public var hasSeals: Bool { sound + damagedCount > 0 }
}

/// Follows a file from its first byte and holds every seal against what came before it.
struct SealCheck {
    private(set) var findings = SealFindings()
    private var checksum = CRC32()
    /// Offset of the first byte in ``checksum``.
    private var from: UInt64 = 0

    /// The next bytes of the file.
    mutating func pass(_ bytes: UnsafeRawBufferPointer) { checksum.add(bytes) }

    /// A seal, before its own bytes are passed.
    ///
    /// - Parameter position: of its message in the file.
    mutating func meet(_ seal: FileSealRecord, at position: UInt64) {
        let isWhole = seal.from == from && seal.to == position && seal.checksum == checksum.value
        if isWhole {
            findings.sound += 1
        } else {
            findings.damagedCount += 1
            if findings.damaged.count < SealFindings.mostStretches { findings.damaged.append(from..<position) }
        }
        findings.sealedTo = position
        checksum = CRC32()
        from = position
    }
}
