import Foundation

/// Looks whether the computer has mains power, in a file as the kernel keeps for every power supply
/// (`/sys/class/power_supply/NAME/online`): 1 is power, 0 is none.
struct PowerWatch: Sendable {
    /// `nil`: power is not watched.
    let onlineFile: String?
    private var troubledLooks = 0

    /// So many looks in a row must agree: a supply that switches over blinks.
    static let looksNeeded = 2

    init(onlineFile: String?) { self.onlineFile = onlineFile }

    /// Why there is trouble; `nil` while there is none. A file that cannot be read or says something else is trouble
    /// too: a watch that sees nothing is no watch.
    mutating func look() -> String? {
        guard let onlineFile else { return nil }
        guard let trouble = Self.trouble(onlineFile) else {
            troubledLooks = 0
            return nil
        }
        troubledLooks += 1
        return troubledLooks >= Self.looksNeeded ? trouble : nil
    }

    private static func trouble(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return "\(path) cannot be read" }
        defer { try? file.close() }
        let text = String(decoding: (try? file.read(upToCount: 16)) ?? Data(), as: UTF8.self)
        switch text.trimmingCharacters(in: .whitespacesAndNewlines) {
        case "1": return nil
        case "0": return "\(path) says that mains power is gone"
        default: return "\(path) says neither 0 nor 1"
        }
    }
}
