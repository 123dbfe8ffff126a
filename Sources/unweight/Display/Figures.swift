import Foundation

/// Numbers and times as people read them.
enum Figures {
    /// Stands for a value that is not there; never zero.
    static let absent = "--"

    /// `value` with so many decimals; ``absent`` when it is missing or not finite.
    static func fixed(_ value: Double?, decimals: Int) -> String {
        guard let value, value.isFinite else { return absent }
        let text = String(format: "%.\(decimals)f", value)
        let isNegativeZero = text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) }
        return isNegativeZero ? String(text.dropFirst()) : text
    }

    /// `1 error`, `2 errors`; `noun` in the singular.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// Seconds gone by as `mm:ss`, whole seconds only once they are full.
    static func elapsed(_ seconds: Double?) -> String { clock(seconds, rounding: .down) }

    /// Seconds still to go as `mm:ss`; 00:00 only when nothing is left.
    static func remaining(_ seconds: Double?) -> String { clock(seconds, rounding: .up) }

    private static func clock(_ seconds: Double?, rounding rule: FloatingPointRoundingRule) -> String {
        guard let seconds, seconds.isFinite, seconds < 360_000 else { return absent }
        let milliseconds = (max(seconds, 0) * 1000).rounded()
        let whole = Int((milliseconds / 1000).rounded(rule))
        return String(format: "%02d:%02d", whole / 60, whole % 60)
    }
}
