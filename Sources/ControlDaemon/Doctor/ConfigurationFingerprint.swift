import FlightLog

/// A short stand-in for a configuration: the same texts have the same, other texts another. It guards against change,
/// not against forgery.
enum ConfigurationFingerprint {
    /// Of rig, limits, device profiles and loop rate: what a proof of the machine rests on.
    static func of(_ settings: DaemonSettings) -> String {
        // The daemon's own file is the first: where logs go does not change the machine.
        let texts = settings.sources.dropFirst().map(\.text) + ["\(settings.loopRate) Hz"]
        return of(texts)
    }

    /// FNV-1a, 64 bits, of texts and their lengths.
    static func of(_ texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func take(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for text in texts {
            for shift in stride(from: 0, to: 64, by: 8) {
                take(UInt8(truncatingIfNeeded: UInt64(text.utf8.count) >> UInt64(shift)))
            }
            text.utf8.forEach(take)
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
