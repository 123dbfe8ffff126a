import Foundation

/// Which boot of the computer this is.
enum ComputerIdentity {
    /// The kernel's name for the time since it was booted; empty where it has none.
    static let bootID: String = {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }()
}
